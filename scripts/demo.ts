/**
 * The whole story, headless: peoples and their devices, real sockets on loopback, a real text in two languages.
 * `npm run demo -- --out DIRECTORY` prints it and leaves PDFs and pictures. Every sentence is checked before it is said.
 * `npm run demo -- five-years` tells another one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startRelay } from "../electron/relay/relayMain.ts";
import type { TimelineEntry } from "../shared/api/agreements.ts";
import { type Bytes, utf8 } from "../shared/base/bytes.ts";
import { fingerprint } from "../shared/base/fingerprint.ts";
import type { CharterId, ProposalId } from "../shared/base/ids.ts";
import { usualPolicy } from "../shared/charter/parties/quotas.ts";
import type { Term } from "../shared/charter/parties/term.ts";
import { usualPlan } from "../tests/support/plans.ts";
import { tellFiveYears } from "./demo/fiveYears.ts";
import { playNegotiation } from "./demo/negotiation.ts";
import { playPeoples } from "./demo/peoples.ts";
import { takePictures } from "./demo/pictures.ts";
import { playQuarrels } from "./demo/quarrels.ts";
import { playRelays } from "./demo/relays.ts";
import {
  check,
  createStage,
  type Device,
  expectRefused,
  expectSame,
  moveArticle,
  must,
  readDraft,
  rewrite,
} from "./demo/stage.ts";
import { readDeclaration } from "./demo/udhr.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" }, "no-pictures": { type: "boolean", default: false } },
});
const out = resolve(values.out ?? "demo-out");
const work = mkdtempSync(join(tmpdir(), "tessera-demo-"));
mkdirSync(out, { recursive: true });
const dayMs = 86_400_000;
const stage = createStage(work);
const { tell, say, open } = stage;

const noteTerm = (months: number): Term => ({ from: null, months, until: null, noticeDays: 60 });

async function ratify(
  { name, host }: Device,
  charter: CharterId,
  proposal: ProposalId,
  statement = "",
): Promise<TimelineEntry> {
  const { entry } = must(await host.api.getSigning({ charter, proposal }));
  const cast = {
    charter,
    proposal,
    contentHash: entry.contentHash,
    choice: "ratify",
    statement,
    clockIsRight: false,
  } as const;
  const after = must(await host.api.castBallot(cast));
  const parties = after.ballots.filter((ballot) => ballot.choice === "ratify").length;
  say(
    `${name} ratifies ${fingerprint(entry.contentHash)}: ${parties} of ${after.conditions.needed} parties have signed.`,
  );
  return after;
}

async function stateOf({ host }: Device, charter: CharterId, proposal: ProposalId): Promise<string> {
  return must(await host.api.getTimeline({ charter })).find((entry) => entry.proposal === proposal)?.state ?? "unknown";
}

async function main(): Promise<void> {
  console.log(
    "Tessera: an agreement between peoples, from the first word to its renewal, and through what befalls them",
  );

  tell("Three devices, two peoples, no server above them");
  const laptop = await open("Ana's laptop");
  const phone = await open("Ana's phone");
  const tablet = await open("Ben's tablet");
  const relay = must(await startRelay({ data: join(work, "relay"), port: 0 }));
  const fishers = {
    name: "Fishers of the Delta",
    kind: "community",
    constituency: "nine villages on the coast",
  } as const;
  const herders = { name: "Herders of the Hills", kind: "movement", constituency: "forty families" } as const;
  must(await laptop.host.api.createIdentity({ person: "Ana", device: "laptop", party: fishers }));
  must(await phone.host.api.createIdentity({ person: "Ana", device: "phone", party: null }));
  must(await tablet.host.api.createIdentity({ person: "Ben", device: "tablet", party: herders }));
  const paper = must(await laptop.host.api.getRecoveryWords({ language: "es" }));
  check(paper?.words.length === 24, "a party's key leaves as 24 words");
  const herderWords = must(await tablet.host.api.getRecoveryWords({ language: "fr" }))?.words ?? [];
  say(
    "Ana founds the party of the Fishers and writes 24 recovery words on paper, in Spanish; Ben those of the Herders, in French.",
  );

  tell("A text to negotiate: the Universal Declaration of Human Rights");
  const english = readDeclaration("eng");
  const source = { kind: "file", name: "declaration.md", bytes: utf8(english.markdown) } as const;
  const { charter } = must(
    await laptop.host.api.createCharter({ title: english.title, language: "en", source, policy: usualPolicy }),
  );
  const { clauses } = await readDraft(laptop, charter);
  check(clauses.filter((clause) => clause.kind === "article").length === 30, "thirty articles");
  say(`Ana imports it: 30 articles, ${clauses.length} clauses, each with an id that never changes.`);

  tell("Invitations by code");
  const { addresses } = must(await laptop.host.api.listen({ port: 0, host: null }));
  const address = addresses[0] ?? "";
  const forBen = must(await laptop.host.api.invite({ charter, role: "party", expiresInHours: 48, reason: "" }));
  const forPhone = must(await laptop.host.api.invite({ charter, role: "delegate", expiresInHours: 48, reason: "" }));
  const mistyped = forBen.code.replace(/.$/, (letter) => (letter === "7" ? "8" : "7"));
  const refused = await tablet.host.api.join({ code: mistyped, address, stay: false });
  check(!refused.ok && refused.error.kind === "codeMistyped", "a mistyped code is noticed");
  say(`Ben mistypes a letter of ${forBen.code} and is told so. He types it again and joins, with keys of his own.`);
  must(await tablet.host.api.join({ code: forBen.code, address, stay: false }));
  must(await phone.host.api.join({ code: forPhone.code, address, stay: false }));
  say("Ana's phone joins as a second device of the Fishers.");
  await expectSame([laptop, phone, tablet], charter);

  tell("Everybody writes with no connection, three of them in the same clause");
  await rewrite(laptop, charter, "3.1", (text) => text.replace("security of person", "security of person and of home"));
  await rewrite(laptop, charter, "17.1", (text) => `${text} The sea is common.`);
  await rewrite(phone, charter, "3.1", (text) => text.replace("Everyone", "Every human being"));
  await rewrite(tablet, charter, "3.1", (text) => `${text} No one shall be denied water.`);
  await rewrite(tablet, charter, "13.1", (text) =>
    text.replace("within the borders", "with their herds within the borders"),
  );
  say("Article 3.1 now has three versions on three devices.");
  const movement = await moveArticle(phone, charter, "13", "16");
  say("The phone moves article 13, in which the tablet is writing, behind article 16.");

  tell("They meet: directly, through a relay that can read nothing, and by a file on a USB stick");
  const met = must(await phone.host.api.meet({ address, stay: false }));
  check(met.complete, "signed receipts of both sides");
  say(`Phone and laptop meet on the local network: ${met.received} changes in, ${met.sent} out; both signed receipts.`);
  must(await laptop.host.api.setRelay({ charter, url: relay.url }));
  must(await tablet.host.api.setRelay({ charter, url: relay.url }));
  must(await laptop.host.api.syncRelay({ charter }));
  const relayed = must(await tablet.host.api.syncRelay({ charter }));
  say(
    `Laptop and tablet use the relay: the tablet takes ${relayed.received} sealed frames and leaves ${relayed.sent}.`,
  );
  must(await laptop.host.api.syncRelay({ charter }));
  const bundle = must(await tablet.host.api.exportBundle({ charter, for: { kind: "everything" } }));
  writeFileSync(join(out, bundle.name), bundle.bytes);
  const damaged = bundle.bytes.slice();
  damaged[4000] = (damaged[4000] ?? 0) ^ 1;
  const cut = await phone.host.api.importBundle({ bytes: damaged });
  check(!cut.ok && cut.error.kind === "bundleDamaged", "a damaged file is refused whole");
  const imported = must(await phone.host.api.importBundle({ bytes: bundle.bytes }));
  say(
    `A courier brings the tablet's bundle to the phone: ${imported.added} new changes. A damaged copy was refused whole.`,
  );
  await expectSame([laptop, phone, tablet], charter);
  const merged = (await readDraft(laptop, charter)).clauses.find((clause) => clause.number === "3.1")?.text ?? "";
  for (const part of ["Every human being", "and of home", "denied water"])
    check(merged.includes(part), `"${part}" was kept`);
  say(`All three show the same text. 3.1 keeps everybody's words: "${merged}"`);
  const afterwards = (await readDraft(laptop, charter)).clauses;
  const herds = afterwards.filter((clause) => clause.text.includes("with their herds"));
  check(afterwards.find(({ id }) => id === movement)?.number === "16", "the article moved");
  check(herds.map(({ number }) => number).join() === "16.1", "the clause is moved and edited, once");
  say(`What was article 13 is article 16, and has what was written in it meanwhile, once: "${herds[0]?.text}"`);

  const apart = must(await laptop.host.api.listConflicts({ charter }));
  check(apart.length > 0, "what several changed apart is told");
  for (const { id } of apart)
    must(await laptop.host.api.settleConflict({ charter, conflict: id, settle: { kind: "asItStands" } }));
  say(`Where they changed words side by side they are told: in ${apart.length} place; Ana lets it stand.`);

  const shareByRelay = async (): Promise<void> => {
    must(await phone.host.api.meet({ address, stay: false }));
    for (const device of [laptop, tablet, laptop]) must(await device.host.api.syncRelay({ charter }));
    must(await phone.host.api.meet({ address, stay: false }));
  };

  await playNegotiation(stage, { laptop, tablet, address });

  tell("Ratification, with a term of one year");
  const first = must(
    await laptop.host.api.propose({
      charter,
      term: noteTerm(12),
      note: "As agreed at the river",
      purpose: null,
      ...usualPlan,
    }),
  );
  await shareByRelay();
  await ratify(tablet, charter, first.proposal, "In the name of forty families");
  await shareByRelay();
  await ratify(phone, charter, first.proposal);
  await shareByRelay();
  for (const device of [laptop, phone, tablet])
    check((await stateOf(device, charter, first.proposal)) === "inForce", `${device.name} shows it in force`);
  const [founding] = must(await laptop.host.api.getTimeline({ charter }));
  say(`In force on all three devices, from ${founding?.startsOn} until ${founding?.endsOn}.`);

  tell("Three months later: an amendment");
  stage.pass(85 * dayMs);
  await rewrite(tablet, charter, "25.1", (text) => `${text} Wells are shared in drought.`);
  const differs = must(await tablet.host.api.getCharter({ charter })).draftDiffersIn;
  check(differs?.join() === "25.1", "the draft says where it differs");
  say(`Ben writes on. His draft differs from the text in force in clause ${differs?.join(", ")}.`);
  const second = must(
    await tablet.host.api.propose({
      charter,
      term: { from: null, months: null, until: null, noticeDays: 60 },
      note: "After the dry summer",
      purpose: "amendment",
      ...usualPlan,
    }),
  );
  await shareByRelay();
  await ratify(laptop, charter, second.proposal);
  await shareByRelay();
  await ratify(tablet, charter, second.proposal);
  await shareByRelay();
  check((await stateOf(phone, charter, first.proposal)) === "superseded", "the first text is superseded");
  say("The amendment is in force and keeps the end of the term; the first text is on record as superseded.");

  tell("The term nears its end: renewal, clause by clause");
  stage.pass(230 * dayMs);
  const due = must(await laptop.host.api.listCharters({}))[0];
  check(due?.state === "due", "renewal is due");
  say(`The library says: in force until ${due?.endsOn}, renewal is due.`);
  const before = await readDraft(laptop, charter);
  const last = before.clauses.find((clause) => clause.number === "30");
  if (last === undefined) throw new Error("no article 30");
  const newArticle = {
    kind: "insertArticle",
    after: last.id,
    markdown: "## Rivers\n\n1. No one owns a river.",
  } as const;
  must(await laptop.host.api.editText({ charter, edit: newArticle }));
  await rewrite(laptop, charter, "3.1", (text) => text.replace("denied water", "denied water or grazing"));
  const third = must(
    await laptop.host.api.propose({
      charter,
      term: noteTerm(24),
      note: "Renewed at the yearly gathering",
      purpose: "renewal",
      ...usualPlan,
      // Nobody has written for half a year, so the program asks; Ana's clock is right.
      clockIsRight: true,
    }),
  );
  await shareByRelay();
  const signing = must(await tablet.host.api.getSigning({ charter, proposal: third.proposal }));
  const { carriedOver = [], amended = [], dropped = [], added = [] } = signing.entry.clauses ?? {};
  say(
    `Ben reviews: ${carriedOver.length} clauses carried over, ${amended.length} amended, ${dropped.length} dropped, ${added.length} new.`,
  );
  await ratify(tablet, charter, third.proposal);
  await shareByRelay();
  await ratify(laptop, charter, third.proposal);
  await shareByRelay();
  check((await stateOf(tablet, charter, third.proposal)) === "upcoming", "the renewal waits for the old end");
  const renewed = must(await tablet.host.api.getTimeline({ charter })).find(({ purpose }) => purpose === "renewal");
  say(`No day is lost: the renewal begins on ${renewed?.startsOn}, the day after the old end.`);
  stage.pass(60 * dayMs);
  check((await stateOf(tablet, charter, third.proposal)) === "inForce", "the renewal is in force");

  tell("What changed between the first text and the renewed one");
  const redline = must(
    await phone.host.api.compare({
      charter,
      from: { kind: "proposal", proposal: first.proposal },
      to: { kind: "proposal", proposal: third.proposal },
    }),
  );
  for (const one of redline.clauses.filter((clause) => clause.op !== "same")) {
    const runs = one.blocks.filter((block) => block.op !== "same").flatMap((block) => block.runs);
    const words = runs
      .map(({ op, text }) =>
        op === "same" || op === "format"
          ? text.length > 40
            ? " … "
            : text
          : op === "insert" || op === "moveIn"
            ? `[+${text}+]`
            : `[-${text}-]`,
      )
      .join("");
    say(`${(one.after ?? one.before)?.number} ${one.op}: ${words.trim()}`);
  }

  tell("A signed PDF for strangers");
  const verifier = await open("a stranger's computer");
  let pdf: Bytes = new Uint8Array(0);
  for (const [name, proposal] of [
    ["1-first", first.proposal],
    ["2-amended", second.proposal],
    ["3-renewed", third.proposal],
  ] as const) {
    pdf = must(await tablet.host.api.exportPdf({ charter, proposal })).bytes;
    writeFileSync(join(out, `${name}.pdf`), pdf);
    const report = must(await verifier.host.api.verifyPdf({ bytes: pdf }));
    check(report.valid && report.ratifiedBy.length === 2, `${name}.pdf verifies`);
    say(`${name}.pdf: valid, ratified by ${report.ratifiedBy.map((party) => party.party.name).join(" and ")}.`);
  }
  const tampered = pdf.slice();
  tampered[Math.floor(tampered.length / 2)] = (tampered[Math.floor(tampered.length / 2)] ?? 0) ^ 1;
  writeFileSync(join(out, "tampered.pdf"), tampered);
  const report = await verifier.host.api.verifyPdf({ bytes: tampered });
  check(!report.ok || !report.value.valid, "one altered byte is noticed");
  say("tampered.pdf, in which one bit differs: refused.");

  tell("The same in Arabic");
  const arabic = readDeclaration("arb");
  const arabicSource = { kind: "file", name: "arb.md", bytes: utf8(arabic.markdown) } as const;
  const other = must(
    await laptop.host.api.createCharter({
      title: arabic.title,
      language: "ar",
      source: arabicSource,
      policy: usualPolicy,
    }),
  ).charter;
  const code = must(
    await laptop.host.api.invite({ charter: other, role: "party", expiresInHours: 48, reason: "" }),
  ).code;
  must(await tablet.host.api.join({ code, address, stay: false }));
  const fourth = must(
    await tablet.host.api.propose({ charter: other, term: noteTerm(12), note: "", purpose: null, ...usualPlan }),
  );
  await ratify(tablet, other, fourth.proposal);
  must(await tablet.host.api.meet({ address, stay: false }));
  await ratify(laptop, other, fourth.proposal);
  const arabicPdf = must(await laptop.host.api.exportPdf({ charter: other, proposal: fourth.proposal })).bytes;
  writeFileSync(join(out, "4-arabic.pdf"), arabicPdf);
  check(must(await verifier.host.api.verifyPdf({ bytes: arabicPdf })).valid, "the Arabic PDF verifies");
  say("4-arabic.pdf: valid.");
  await playQuarrels(stage, { laptop, phone, tablet, address, verifier, out });

  for (const device of [laptop, tablet]) must(await device.host.api.setRelay({ charter, url: null }));
  await relay.close();
  const company = await playPeoples(stage, { charter, laptop, phone, tablet, address, herderWords, out });
  await playRelays(stage, work, charter, [laptop, company.ben]);
  await lockUp(company.ben, charter);

  if (!values["no-pictures"]) {
    tell("Pictures of the windows: Ana's, that of a new machine, and Ben's, which is locked");
    const anas = [
      ["library", "#/library"],
      ["text", `#/charter/${charter}/text`],
      ["timeline", `#/charter/${charter}/timeline`],
      ["signed", `#/charter/${charter}/sign/${third.proposal}`],
      ["people", `#/charter/${charter}/people`],
      ["history", `#/charter/${charter}/members`],
      ["review", `#/charter/${charter}/unread`],
      ["restore", `#/charter/${charter}/unread`],
    ] as const;
    const scenes = [
      { host: laptop.host, places: anas },
      { host: verifier.host, places: [["recover", "#/library"]] },
      { host: company.ben.host, places: [["unlock", "#/library"]] },
    ] as const;
    for (const file of await takePictures(scenes, out)) say(file);
  }

  await stage.close();
  console.log(`\nEverything said above was checked. The files are in ${out}`);
}

async function lockUp({ host }: Device, charter: CharterId): Promise<void> {
  tell("Ben sets a passphrase and locks his laptop");
  const passphrase = "seven goats on a red hill";
  must(await host.api.protectKeys({ current: null, choice: { kind: "passphrase", passphrase } }));
  must(await host.api.lock({}));
  expectRefused(await host.api.getCharter({ charter }), "keysLocked", "a locked device shows nothing");
  expectRefused(
    await host.api.unlock({ passphrase: "six goats on a red hill" }),
    "wrongPassphrase",
    "no other opens it",
  );
  must(await host.api.unlock({ passphrase }));
  must(await host.api.getCharter({ charter }));
  must(await host.api.lock({}));
  say("Locked, it shows nothing and holds no key in memory; the passphrase opens it, and no other.");
}

/** The stories besides the whole. */
const stories: Readonly<Record<string, (work: string, out: string) => Promise<void>>> = { "five-years": tellFiveYears };

async function tellStory(): Promise<void> {
  const [asked, ...more] = positionals;
  if (asked === undefined) return main();
  const story = more.length === 0 ? stories[asked] : undefined;
  if (story === undefined)
    throw new Error(`no story is called "${positionals.join(" ")}": ${Object.keys(stories).join(", ")}, or no name`);
  return story(work, out);
}

try {
  await tellStory();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
// A story that broke off may leave sockets open.
if (process.exitCode === 1) process.exit();
