/** Two peoples that signed apart, a stolen phone that signs, and paper for three scripts that few printers know. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId, ProposalId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { cast, check, type Device, expectRefused, must, propose, rewrite, type Stage } from "./stage.ts";
import { readDeclaration } from "./udhr.ts";

interface Cast {
  readonly laptop: Device;
  readonly phone: Device;
  readonly tablet: Device;
  /** Of the laptop. */
  readonly address: string;
  readonly verifier: Device;
  readonly out: string;
}

const stateOf = async ({ host }: Device, charter: CharterId, proposal: ProposalId): Promise<string> =>
  must(await host.api.getTimeline({ charter })).find((entry) => entry.proposal === proposal)?.state ?? "unknown";

export async function playQuarrels(
  stage: Stage,
  { laptop, phone, tablet, address, verifier, out }: Cast,
): Promise<void> {
  const { tell, say } = stage;
  const meet = async (device: Device): Promise<void> => void must(await device.host.api.meet({ address, stay: false }));

  tell("Two drafts of one clause, each signed by one people; afterwards one text for both");
  const source = {
    kind: "file",
    name: "wells.md",
    bytes: utf8("# Pact on the wells\n\n## Wells\n\n1. The wells stay open.\n"),
  } as const;
  const { charter } = must(
    await laptop.host.api.createCharter({ title: "Pact on the wells", language: "en", source, policy: usualPolicy }),
  );
  for (const [device, role] of [
    [tablet, "party"],
    [phone, "delegate"],
  ] as const) {
    const { code } = must(await laptop.host.api.invite({ charter, role, expiresInHours: 48, reason: "" }));
    must(await device.host.api.join({ code, address, stay: false }));
  }
  await meet(tablet);
  const first = await propose(laptop, charter);
  must(await cast(laptop, charter, first));
  await meet(tablet);
  must(await cast(tablet, charter, first));
  await meet(tablet);
  await rewrite(laptop, charter, "1.1", () => "The wells stay open by day.");
  const anas = await propose(laptop, charter);
  must(await cast(laptop, charter, anas));
  await rewrite(tablet, charter, "1.1", () => "The wells stay open by night.");
  const bens = await propose(tablet, charter);
  must(await cast(tablet, charter, bens));
  await meet(tablet);
  expectRefused(await cast(laptop, charter, bens), "conflictingBallot", "nobody signs two texts in one place");
  expectRefused(await cast(tablet, charter, anas), "conflictingBallot", "nor do the others");
  say("Apart, Ana signed “open by day” and Ben “open by night”. Neither may sign the other's as well.");
  await rewrite(tablet, charter, "1.1", () => "The wells stay open by day and by night.");
  const both = await propose(tablet, charter);
  const replaced = must(await tablet.host.api.getTimeline({ charter })).find(({ proposal }) => proposal === both);
  check(replaced?.supersedes.length === 2, "the new text replaces both drafts");
  must(await cast(tablet, charter, both));
  await meet(tablet);
  must(await cast(laptop, charter, both));
  await meet(tablet);
  check((await stateOf(tablet, charter, both)) === "inForce", "one text is in force");
  say("Ben proposes “by day and by night”. It replaces both drafts by itself, so both peoples can sign it: in force.");

  tell("A stolen phone signs in the name of its people");
  await meet(phone);
  await rewrite(laptop, charter, "1.1", () => "The wells are sold.");
  const theft = await propose(laptop, charter);
  await meet(phone);
  await meet(tablet);
  must(await cast(tablet, charter, theft));
  const stolen = must(await phone.host.api.getIdentity({}))?.device.id;
  if (stolen === undefined) throw new Error("the phone has an identity");
  must(await laptop.host.api.revokeDevice({ charter, device: stolen, reason: "Stolen at the well.", since: null }));
  await meet(tablet);
  must(await cast(phone, charter, theft));
  const carried = must(await phone.host.api.exportBundle({ charter, for: { kind: "everything" } }));
  must(await tablet.host.api.importBundle({ bytes: carried.bytes }));
  check((await stateOf(tablet, charter, theft)) === "contested", "the text is contested");
  expectRefused(await tablet.host.api.exportPdf({ charter, proposal: theft }), "contested", "no PDF is made of it");
  say("Ana has ended the phone. The thief signs with it, and carries that to Ben: his program says “contested”.");
  const askedOfAna = async (): Promise<string | undefined> =>
    must(await laptop.host.api.getTimeline({ charter })).flatMap(({ mineInQuestion }) => mineInQuestion)[0];
  // No receipt is owed for what an ended device wrote, so a meeting does not wait for it.
  for (let tries = 0; tries < 20 && (await askedOfAna()) === undefined; tries++) await meet(tablet);
  const ballot = await askedOfAna();
  check(ballot !== undefined, "Ana is asked whether the ballot is her people's");
  must(
    await laptop.host.api.answerBallot({
      ...{ charter, proposal: theft, ballot: ballot ?? "", choice: "repudiate" },
      ...{ reason: "It was a thief.", words: null, clockIsRight: false },
    }),
  );
  await meet(tablet);
  check((await stateOf(tablet, charter, theft)) === "open", "the thief's ballot counts for nothing");
  check((await stateOf(tablet, charter, both)) === "inForce", "the text in force stays");
  say("Ana answers that it was not her people's. The wells are not sold.");

  tell("Paper for every people: Inuktitut, Amharic, Tibetan");
  for (const [code, language, words] of [
    ["ike", "iu", "Inuktitut, in syllabics"],
    ["amh", "am", "Amharic"],
    ["bod", "bo", "Tibetan"],
  ] as const) {
    const { title, markdown } = readDeclaration(code);
    const file = { kind: "file", name: `${code}.md`, bytes: utf8(markdown) } as const;
    const made = must(
      await laptop.host.api.createCharter({ title, language, source: file, policy: usualPolicy }),
    ).charter;
    const proposal = await propose(laptop, made);
    must(await cast(laptop, made, proposal));
    const { bytes } = must(await laptop.host.api.exportPdf({ charter: made, proposal }));
    writeFileSync(join(out, `5-${code}.pdf`), bytes);
    check(must(await verifier.host.api.verifyPdf({ bytes })).valid, `5-${code}.pdf verifies`);
    say(`5-${code}.pdf: ${words}, valid.`);
  }
}
