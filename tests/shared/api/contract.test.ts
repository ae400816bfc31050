import { describe, expect, it } from "vitest";
import { limits } from "../../../shared/api/arguments.ts";
import { hostApi, parseHostMethod } from "../../../shared/api/contract.ts";
import { wordLimits } from "../../../shared/charter/parties/names.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { usualPlan } from "../../support/plans.ts";

const id = "0123456789abcdef".repeat(4);
const term = { from: null, months: 12, until: null, noticeDays: 90 };
const blank = { kind: "blank" };
const recovery = {
  words: Array.from({ length: 24 }, () => "river"),
  person: "A",
  device: "d",
  address: "192.168.1.20:7420",
  code: null,
  revokeOthers: true,
  since: null,
  reason: "Stolen.",
};

const reservation = { clause: "c-1", hash: id, how: "exclude", words: "Not ours." };
const joined = {
  ...{ charter: id, proposal: id, contentHash: id, statement: "", clockIsRight: false },
  ...{ reservations: [reservation], practice: null },
};

const about = { charter: id, proposal: id, clockIsRight: false };
const reported = { ...about, clause: "c-1", index: 0, outcome: "late", statement: "", evidence: [] };
const meeting = { ...about, heldOn: "2026-02-28", place: "Weir", minutes: null, outcome: "keep", nextOn: null };

describe("the parsers of HostApi", () => {
  it.each<[keyof typeof hostApi, unknown]>([
    ["getIdentity", {}],
    ["createIdentity", { person: "A", device: "d", party: null }],
    ["createIdentity", { person: "A", device: "d", party: { name: "R", kind: "guardian", constituency: "" } }],
    ["getRecoveryWords", { language: "zh-Hant" }],
    ["renewSheet", { words: null }],
    ["renewSheet", { words: ["river", "meadow"] }],
    ["confirmRecoveryWords", { words: ["river", "meadow"] }],
    ["createCharter", { title: "T", language: "ar", source: blank, policy: usualPolicy, mayLose: "form" }],
    [
      "createCharter",
      {
        title: "T",
        language: "zh-Hant-TW",
        source: { kind: "template", template: "treaty" },
        policy: usualPolicy,
        mayLose: "form",
      },
    ],
    [
      "createCharter",
      {
        title: "T",
        language: "en",
        source: { kind: "file", name: "a.md", bytes: new Uint8Array(3), changes: null },
        policy: usualPolicy,
        mayLose: "words",
      },
    ],
    ["getText", { charter: id, at: { kind: "draft" } }],
    [
      "editText",
      {
        charter: id,
        edit: { kind: "insertArticle", after: null, markdown: "" },
        mayLose: "nothing",
        mayReopen: false,
        directly: false,
      },
    ],
    [
      "editText",
      { charter: id, edit: { kind: "removeClause", clause: "c-1" }, mayLose: "form", mayReopen: true, directly: true },
    ],
    [
      "restoreClause",
      { charter: id, clause: "c-1", from: { kind: "proposal", proposal: id }, mayReopen: false, directly: false },
    ],
    [
      "restoreClause",
      { charter: id, clause: "c-1", from: { kind: "change", change: 12 }, mayReopen: false, directly: false },
    ],
    ["listComments", { charter: id, clause: null }],
    [
      "comment",
      {
        ...{ charter: id, clause: "c-1", text: "Whose?" },
        anchor: { kind: "ranges", ranges: [{ client: 8, clock: 0, length: 4 }], quote: "well" },
        mentions: [
          { kind: "party", party: id },
          { kind: "device", device: id },
        ],
      },
    ],
    [
      "comment",
      {
        ...{ charter: id, clause: null, text: "Why?", mentions: [] },
        anchor: { kind: "suggestion", suggestion: "del/2.0/1.4+3" },
      },
    ],
    ["answerThread", { charter: id, thread: id, kind: "resolve", text: "", mentions: [] }],
    ["getBoard", { charter: id, clause: "c-1" }],
    ["takeStance", { charter: id, clause: "c-1", hash: id, stance: "objects", reason: "No." }],
    ["closeClause", { charter: id, clause: "c-1", hash: id, closing: "close" }],
    ["previewText", { name: "a.docx", bytes: new Uint8Array(3), changes: "before" }],
    [
      "importText",
      {
        charter: id,
        file: { name: "a.docx", bytes: new Uint8Array(3), changes: "accepted" },
        place: { kind: "after", clause: null },
        manner: "suggest",
        mayLose: "form",
        directly: false,
      },
    ],
    ["getAuthorship", { charter: id, clause: null }],
    ["getClauseHistory", { charter: id, clause: "c-1", before: 40 }],
    ["listRemovedClauses", { charter: id }],
    ["getText", { charter: id, at: { kind: "change", change: 12 } }],
    ["listSessions", { charter: id, before: null }],
    ["getPlayback", { charter: id, from: 3, to: 90, skip: 0 }],
    ["invite", { charter: id, role: "party", expiresInHours: 48, reason: "", party: id }],
    ["invite", { charter: id, role: "observer", expiresInHours: 48, reason: "Asked by all.", party: null }],
    ["revokeDevice", { charter: id, device: id, reason: "Lost.", since: null }],
    ["revokeDevice", { charter: id, device: id, reason: "Lost.", since: "2027-03-01" }],
    ["removeParty", { charter: id, party: id, reason: "" }],
    ["consent", { charter: id, decision: id, reason: "" }],
    ["openRecovery", { charter: id, expiresInHours: 72 }],
    ["recover", recovery],
    ["recover", { ...recovery, address: "wss://relay.example", code: "7K3F-9QXW-2MBT-H8RA" }],
    ["cancelInvite", { charter: id, invite: "0123456789abcdef" }],
    ["join", { code: "7KQ2-M9XF-TB4V-R8DA", address: "10.0.0.2:1", stay: true }],
    ["join", { code: "TESSERA:ABCD", address: null, stay: true }],
    ["readInvite", { link: "https://example.org/" }],
    ["listen", { port: null, host: "127.0.0.1" }],
    ["setNearby", { on: true }],
    ["setSafetyCompared", { charter: id, phrase: "one two three four five six", compared: true }],
    ["setRelay", { charter: id, url: null }],
    ["propose", { charter: id, term, note: "", purpose: null, ...usualPlan, conditions: null }],
    [
      "propose",
      {
        charter: id,
        term: { ...term, from: "2028-02-29" },
        note: "n",
        purpose: "renewal",
        ...usualPlan,
        supersedes: [id],
        conditions: null,
      },
    ],
    ["castBallot", { ...joined, choice: "ratify" }],
    ["getPromises", { charter: id, days: { from: "2026-01-01", to: "2036-01-01" } }],
    ["getCalendar", { charter: id, language: "ar" }],
    ["getLookBack", { charter: id, proposal: id }],
    ["listDue", {}],
    ["reportPromise", { ...reported, period: ["2026-01-01", "2026-01-01"] }],
    ["answerReport", { charter: id, report: id, choice: "resolved", statement: "", clockIsRight: true }],
    ["accede", joined],
    ["writeAccession", { pdf: new Uint8Array(3), reservations: [], practice: null, statement: "" }],
    ["enterStatement", { bytes: new Uint8Array(3) }],
    ["consentToAccession", { charter: id, accession: id, reason: "", clockIsRight: true }],
    ["leaveText", { charter: id, proposal: null, effectiveOn: "2028-02-29", reason: "", clockIsRight: true }],
    ["reserve", { charter: id, proposal: id, reservation, clockIsRight: false }],
    ["respond", { charter: id, reservation: id, choice: "object-no-relations", reason: "", clockIsRight: false }],
    ["release", { charter: id, of: id, reason: "", clockIsRight: false }],
    ["compare", { charter: id, from: { kind: "draft" }, to: { kind: "proposal", proposal: id } }],
  ])("take %s %j", (method, args) => {
    expect(hostApi[method](args)).toEqual({ ok: true, value: args });
  });

  it("take words without saying what may be lost: then no words may", () => {
    const begun = hostApi.createCharter({ title: "T", language: "ar", source: blank, policy: usualPolicy });
    expect(begun.ok && begun.value.mayLose).toBe("form");
  });

  it.each<[keyof typeof hostApi, unknown, string]>([
    ["getIdentity", null, ""],
    ["getIdentity", { a: 1 }, ""],
    ["createIdentity", { person: "", device: "d", party: null }, "person"],
    ["createIdentity", { person: "A", device: "d" }, "party"],
    ["getRecoveryWords", { language: "ar" }, "language"],
    ["renewSheet", { words: ["river", ""] }, "words[1]"],
    ["confirmRecoveryWords", { words: ["river"] }, "words"],
    ["confirmRecoveryWords", { words: ["river", "meadow", "copper"] }, "words"],
    ["confirmRecoveryWords", { words: ["river", ""] }, "words[1]"],
    ["createIdentity", { person: "x".repeat(limits.nameCharacters + 1), device: "d", party: null }, "person"],
    [
      "createIdentity",
      { person: "A", device: "d", party: { name: "R", kind: "king", constituency: "" } },
      "party.kind",
    ],
    ["createCharter", { title: "T", language: "not a language", source: blank }, "language"],
    ["createCharter", { title: "T", language: "en", source: { kind: "url" } }, "source.kind"],
    [
      "createCharter",
      { title: "T", language: "en", source: { kind: "file", name: "a", bytes: "text" } },
      "source.bytes",
    ],
    [
      "importText",
      { charter: id, file: { name: "a", bytes: new Uint8Array(), changes: "some" }, place: { kind: "all" } },
      "file.changes",
    ],
    [
      "importText",
      { charter: id, file: { name: "a", bytes: new Uint8Array() }, place: { kind: "after", clause: "../x" } },
      "place.clause",
    ],
    ["getCharter", { charter: id.toUpperCase() }, "charter"],
    ["getText", { charter: id, at: "draft" }, "at.kind"],
    ["restoreClause", { charter: id, clause: "../x", from: { kind: "draft" } }, "clause"],
    ["restoreClause", { charter: id, clause: "c-1", from: { kind: "change", change: 0 } }, "from.change"],
    ["getAuthorship", { charter: id, clause: "../x" }, "clause"],
    ["getClauseHistory", { charter: id, clause: "c-1", before: 1.5 }, "before"],
    ["getText", { charter: id, at: { kind: "change", change: 0 } }, "at.change"],
    ["listSessions", { charter: id, before: 0 }, "before"],
    ["getPlayback", { charter: id, from: 3, to: 90, skip: -1 }, "skip"],
    ["listComments", { charter: id, clause: "../x" }, "clause"],
    ["answerThread", { charter: id, thread: "ab", kind: "reply", text: "a", mentions: [] }, "thread"],
    ["answerThread", { charter: id, thread: id, kind: "open", text: "a", mentions: [] }, "kind"],
    ["takeStance", { charter: id, clause: "c-1", hash: "", stance: "agrees", reason: "" }, "hash"],
    ["takeStance", { charter: id, clause: "c-1", hash: id, stance: "abstains", reason: "" }, "stance"],
    ["closeClause", { charter: id, clause: "c-1", hash: id, closing: "lock" }, "closing"],
    [
      "createCharter",
      { title: "T", language: "en", source: blank, policy: { admit: "one", remove: "all" } },
      "policy.admit",
    ],
    ["invite", { charter: id, role: "king", expiresInHours: 1, reason: "" }, "role"],
    ["invite", { charter: id, role: "party", expiresInHours: 1, reason: "x".repeat(wordLimits.reason + 1) }, "reason"],
    ["revokeDevice", { charter: id, device: "laptop", reason: "", since: null }, "device"],
    ["consent", { charter: id, decision: "ab", reason: "" }, "decision"],
    ["recover", { ...recovery, words: [...recovery.words, "more"] }, "words"],
    ["recover", { ...recovery, revokeOthers: "yes" }, "revokeOthers"],
    ["recover", { ...recovery, code: "" }, "code"],
    ["openRecovery", { charter: id, expiresInHours: 0 }, "expiresInHours"],
    ["invite", { charter: id, role: "party", expiresInHours: 0.5 }, "expiresInHours"],
    ["listen", { port: 65_536 }, "port"],
    ["join", { code: "TESSERA:ABCD" }, "address"],
    ["readInvite", { link: "x".repeat(limits.readCharacters + 1) }, "link"],
    ["setNearby", { on: "yes" }, "on"],
    ["setSafetyCompared", { charter: id, phrase: "", compared: true }, "phrase"],
    [
      "propose",
      { charter: id, term: { ...term, until: "2027-02-29" }, note: "", purpose: null, ...usualPlan },
      "term.until",
    ],
    [
      "propose",
      { charter: id, term: { ...term, from: "1 May 2027" }, note: "", purpose: null, ...usualPlan },
      "term.from",
    ],
    ["propose", { charter: id, term, note: "", purpose: "first", ...usualPlan }, "purpose"],
    ["castBallot", { charter: id, proposal: id, contentHash: "x", choice: "ratify", statement: "" }, "contentHash"],
    ["castBallot", { charter: id, proposal: id, contentHash: id, choice: "abstain", statement: "" }, "choice"],
    ["getPromises", { charter: id, days: { from: "2026-01-02", to: "2026-01-01" } }, "days"],
    ["getPromises", { charter: id, days: { from: "2026-01-01", to: "2036-01-10" } }, "days"],
    ["reportPromise", { ...reported, period: ["2026-01-02", "2026-01-01"] }, "period"],
    ["reportPromise", { ...reported, period: null, index: -1 }, "index"],
    ["recordReview", { ...meeting, heldOn: "2026-02-30" }, "heldOn"],
    ["recordReview", { ...meeting, minutes: "x" }, "minutes"],
    ["accede", { ...joined, reservations: [{ ...reservation, hash: "x" }] }, "reservations[0].hash"],
    ["respond", { charter: id, reservation: id, choice: "maybe", reason: "", clockIsRight: false }, "choice"],
    [
      "leaveText",
      { charter: id, proposal: null, effectiveOn: "2027-02-29", reason: "", clockIsRight: true },
      "effectiveOn",
    ],
  ])("refuse %s %j at %s", (method, args, at) => {
    expect(hostApi[method](args)).toMatchObject({ ok: false, error: { at } });
  });

  it("cap what is large: files, statements and Markdown", () => {
    const file = new Uint8Array(limits.fileBytes + 1);
    expect(hostApi.verifyPdf({ bytes: file })).toMatchObject({ ok: false, error: { at: "bytes" } });
    expect(hostApi.importBundle({ bytes: file.subarray(1) }).ok).toBe(true);
    const ballot = { charter: id, proposal: id, contentHash: id, choice: "decline", clockIsRight: false };
    expect(hostApi.castBallot({ ...ballot, statement: "x".repeat(wordLimits.statement) }).ok).toBe(true);
    expect(hostApi.castBallot({ ...ballot, statement: "x".repeat(wordLimits.statement + 1) }).ok).toBe(false);
    const edit = (markdown: string) => hostApi.editText({ charter: id, edit: { kind: "replaceAll", markdown } }).ok;
    expect(edit("x".repeat(limits.markdownCharacters))).toBe(true);
    expect(edit("x".repeat(limits.markdownCharacters + 1))).toBe(false);
  });

  it("know the methods of the host and none of every object's", () => {
    expect(parseHostMethod("getCharter").ok).toBe(true);
    for (const name of ["constructor", "toString", "__proto__", "", 7, null])
      expect(parseHostMethod(name).ok).toBe(false);
  });
});
