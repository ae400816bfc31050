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
        source: { kind: "file", name: "a.md", bytes: new Uint8Array(3) },
        policy: usualPolicy,
        mayLose: "words",
      },
    ],
    ["getText", { charter: id, at: { kind: "draft" } }],
    ["editText", { charter: id, edit: { kind: "insertArticle", after: null, markdown: "" }, mayLose: "nothing" }],
    ["editText", { charter: id, edit: { kind: "removeClause", clause: "c-1" }, mayLose: "form" }],
    ["restoreClause", { charter: id, clause: "c-1", from: { kind: "proposal", proposal: id } }],
    ["restoreClause", { charter: id, clause: "c-1", from: { kind: "change", change: 12 } }],
    ["getAuthorship", { charter: id, clause: null }],
    ["getClauseHistory", { charter: id, clause: "c-1", before: 40 }],
    ["invite", { charter: id, role: "party", expiresInHours: 48, reason: "" }],
    ["invite", { charter: id, role: "observer", expiresInHours: 48, reason: "Asked by all." }],
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
    ["propose", { charter: id, term, note: "", purpose: null, ...usualPlan }],
    [
      "propose",
      {
        charter: id,
        term: { ...term, from: "2028-02-29" },
        note: "n",
        purpose: "renewal",
        ...usualPlan,
        supersedes: [id],
      },
    ],
    [
      "castBallot",
      { charter: id, proposal: id, contentHash: id, choice: "ratify", statement: "", clockIsRight: false },
    ],
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
    ["getCharter", { charter: id.toUpperCase() }, "charter"],
    ["getText", { charter: id, at: "draft" }, "at.kind"],
    ["restoreClause", { charter: id, clause: "../x", from: { kind: "draft" } }, "clause"],
    ["restoreClause", { charter: id, clause: "c-1", from: { kind: "change", change: 0 } }, "from.change"],
    ["getAuthorship", { charter: id, clause: "../x" }, "clause"],
    ["getClauseHistory", { charter: id, clause: "c-1", before: 1.5 }, "before"],
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
