/** The second half of the story: peoples come and go, devices are lost, copied and brought back, and the keys follow. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPng } from "../../electron/cli/readPng.ts";
import type { LostTextView } from "../../shared/api/history.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId, ProposalId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { readQr, searchOfPicture } from "../../shared/qr/readQr.ts";
import { drawQr, greyPng } from "../../tests/support/qrPictures.ts";
import {
  cast,
  check,
  type Device,
  expectRefused,
  expectSame,
  must,
  propose,
  readDraft,
  rewrite,
  type Stage,
} from "./stage.ts";

export interface Cast {
  readonly charter: CharterId;
  /** Ana's, which listens at `address`. */
  readonly laptop: Device;
  readonly phone: Device;
  /** Ben's. */
  readonly tablet: Device;
  readonly address: string;
  /** On Ben's paper. */
  readonly herderWords: readonly string[];
  /** Where pictures are left. */
  readonly out: string;
}

/** Who is there at the end. */
export interface Company {
  readonly ben: Device;
  readonly mira: Device;
}

export async function playPeoples(stage: Stage, cast: Cast): Promise<Company> {
  const dalia = await admitThird(stage, cast);
  const mira = await inviteMediator(stage, cast);
  await losePhone(stage, cast);
  await putBackImage(stage, cast, dalia);
  const ben = await recoverParty(stage, cast);
  await returnToNews(stage, cast, mira);
  await carryLittle(stage, cast, mira);
  await removeParty(stage, cast, { dalia, ben });
  await readAtOnce(stage, cast, ben);
  return { ben, mira };
}

const meet = async ({ host }: Device, address: string) => must(await host.api.meet({ address, stay: false }));
const viewOf = async ({ host }: Device, charter: CharterId) => must(await host.api.getCharter({ charter }));
const partiesOf = async (device: Device, charter: CharterId): Promise<readonly string[]> =>
  (await viewOf(device, charter)).parties.map((party) => party.name);
const lostOf = async ({ host }: Device, charter: CharterId) => must(await host.api.getLostText({ charter }));
const wordsOf = ({ blocks }: LostTextView): string =>
  blocks
    .flatMap(({ runs }) => runs.map(({ text }) => text))
    .join("")
    .trim();

async function shows(device: Device, charter: CharterId, words: string): Promise<boolean> {
  return (await readDraft(device, charter)).markdown.includes(words);
}

async function consentToAll({ host }: Device, charter: CharterId, reason: string): Promise<void> {
  const { decisions } = must(await host.api.getCharter({ charter }));
  for (const { id, canConsent } of decisions)
    if (canConsent) must(await host.api.consent({ charter, decision: id, reason }));
}

async function admitThird({ tell, say, open }: Stage, cast: Cast): Promise<Device> {
  const { charter, laptop, tablet, address } = cast;
  tell("A third people asks to join, and the two consent");
  const dalia = await open("Dalia's laptop");
  const party = { name: "Weavers of the Lake", kind: "union", constituency: "sixty looms" } as const;
  must(await dalia.host.api.createIdentity({ person: "Dalia", device: "laptop", party }));
  const reason = "They weave our nets and our tents.";
  const { code } = must(await laptop.host.api.invite({ charter, role: "party", expiresInHours: 48, reason }));
  const early = await dalia.host.api.join({ code, address, stay: false });
  expectRefused(early, "inviteWaiting", "one party alone admits nobody");
  say("Ana invites the Weavers. Dalia comes too early: the invite waits for the Herders.");
  await meet(tablet, address);
  await consentToAll(tablet, charter, "We sleep in their tents.");
  await meet(tablet, address);
  must(await dalia.host.api.join({ code, address, stay: false }));
  await meet(tablet, address);
  check((await partiesOf(tablet, charter)).length === 3, "three parties");
  await expectSame([laptop, tablet, dalia], charter);
  say(`Ben consents, and she is in: ${(await partiesOf(tablet, charter)).join(", ")}. She reads all that came before.`);
  return dalia;
}

async function inviteMediator({ tell, say, open }: Stage, { charter, laptop, out }: Cast): Promise<Device> {
  tell("A mediator, invited by a QR code");
  const mira = await open("Mira's laptop");
  must(await mira.host.api.createIdentity({ person: "Mira", device: "laptop", party: null }));
  const reason = "She speaks for no party, and listens to all.";
  const { link } = must(await laptop.host.api.invite({ charter, role: "mediator", expiresInHours: 48, reason }));
  const picture = greyPng(drawQr(link));
  writeFileSync(join(out, "invitation.png"), picture);
  const pixels = readPng(picture);
  const scanned = pixels === null ? null : readQr(pixels, searchOfPicture);
  check(scanned === link, "the code says the link");
  must(await mira.host.api.join({ code: scanned ?? "", address: null, stay: false }));
  const [guest] = (await viewOf(laptop, charter)).guests;
  check(guest?.role === "mediator", "a mediator is there");
  say(
    `invitation.png holds the code and where to find Ana, in ${link.length} characters. Mira reads it and needs no more.`,
  );
  const signs = (await viewOf(mira, charter)).parties.every(({ isMine }) => !isMine);
  check(signs, "a mediator speaks for no party");
  return mira;
}

async function losePhone({ tell, say }: Stage, { charter, laptop, phone, tablet, address }: Cast): Promise<void> {
  tell("A phone is lost; what is written on it afterwards is nobody's word");
  await meet(phone, address);
  await meet(tablet, address);
  const mine = (await viewOf(laptop, charter)).parties.find(({ isMine }) => isMine)?.devices ?? [];
  const device = mine.find(({ isThis }) => !isThis)?.id;
  if (device === undefined) throw new Error("the phone is a device of the Fishers");
  must(await laptop.host.api.revokeDevice({ charter, device, reason: "Left on the ferry.", since: null }));
  say('Ana ends the part of her phone: "Left on the ferry." Everybody gets new keys, but not the phone.');
  const words = "The reef is closed in spring.";
  await rewrite(phone, charter, "17.1", (text) => `${text} ${words}`);
  const { bytes } = must(await phone.host.api.exportBundle({ charter, for: { kind: "everything" } }));
  must(await tablet.host.api.importBundle({ bytes }));
  check(await shows(tablet, charter, words), "Ben does not know yet");
  say(`Somebody writes on it: "${words}" Ben, who has not heard yet, takes its bundle and reads that.`);
  await meet(tablet, address);
  check(!(await shows(tablet, charter, words)), "the text is left out");
  await expectSame([laptop, tablet], charter);
  const [lost] = await lostOf(tablet, charter);
  check(lost?.why === "deviceEnded" && wordsOf(lost).includes(words), "it is offered");
  say(
    `He meets Ana: it is gone from the text, and kept: by ${lost?.by.person}, device ended by ${lost?.ended?.by.person}.`,
  );
  must(await tablet.host.api.restoreLostText({ charter, item: lost?.id ?? "" }));
  await meet(tablet, address);
  check(await shows(laptop, charter, words), "it is back");
  say("Ana did write it, on the ferry. Ben puts it back in one click, in his own name.");
  const gone = must(await phone.host.api.meet({ address, stay: false }));
  check(gone !== null && (await viewOf(phone, charter)).ended !== null, "the phone is told");
  say("When the phone is found, it is told who ended its part and why, and reads nothing new.");
}

async function putBackImage(stage: Stage, { charter, laptop, tablet, address }: Cast, dalia: Device): Promise<void> {
  const { tell, say, open, shut, image, putBack } = stage;
  tell("An old image of a disk is put back, and the device is found out");
  const name = "Dalia's desktop";
  let desktop = await open(name);
  must(await desktop.host.api.createIdentity({ person: "Dalia", device: "desktop", party: null }));
  const reason = "My second device.";
  const invited = must(await dalia.host.api.invite({ charter, role: "delegate", expiresInHours: 48, reason }));
  must(await desktop.host.api.join({ code: invited.code, address: invited.addresses[0] ?? "", stay: false }));
  await meet(dalia, address);
  await shut(desktop);
  image(name);
  desktop = await open(name);
  await rewrite(desktop, charter, "23.1", (text) => `${text} Looms are lent in winter.`);
  await meet(desktop, address);
  await meet(tablet, address);
  check(await shows(tablet, charter, "Looms are lent"), "the first branch is read");
  await shut(desktop);
  putBack(name);
  desktop = await open(name);
  check(must(await desktop.host.api.getKeys({})).isMoved, "a folder that was put back is noticed");
  say("Tessera notices that its folder was put back, opens nothing, and asks: is this the only copy?");
  must(await desktop.host.api.settleMove({ as: "onlyCopy" }));
  say("Dalia says yes, which is true, and writes before she meets anybody, which she was told not to do.");
  await rewrite(desktop, charter, "23.1", (text) => `${text} Looms are never lent.`);
  await meet(desktop, address);
  for (const device of [tablet, dalia, tablet]) await meet(device, address);
  const { parties } = await viewOf(tablet, charter);
  const devices = parties.find((party) => party.name.startsWith("Weavers"))?.devices.length;
  check(devices === 1, "a device that signed two different things is out");
  const changes = must(await tablet.host.api.listMembershipChanges({ charter }));
  check(
    changes.some(({ kind }) => kind === "deviceForked"),
    "the history says so",
  );
  await expectSame([laptop, tablet, dalia], charter);
  const both = (await lostOf(tablet, charter)).filter(({ why }) => why === "equivocated");
  check(both.length === 2, "both versions are kept");
  say(
    "It signs two different next pages. Whoever holds both has the proof; all devices drop it, and show the same text.",
  );
  say(`Both versions are kept: ${both.map((item) => `"${wordsOf(item)}"`).join(" and ")}`);
  const [item] = both.filter((one) => wordsOf(one).includes("in winter"));
  must(await dalia.host.api.restoreLostText({ charter, item: item?.id ?? "" }));
  await meet(dalia, address);
  await shut(desktop);
  say("Dalia puts back the one she meant, from her laptop.");
}

async function recoverParty(stage: Stage, { charter, tablet, laptop, address, herderWords }: Cast): Promise<Device> {
  const { tell, say, open, shut } = stage;
  tell("The tablet falls into the river; the Herders come back from 24 words on paper");
  await meet(tablet, address);
  await shut(tablet);
  const ben = await open("Ben's new laptop");
  const wrong = await ben.host.api.recover({
    ...{ words: herderWords.toReversed(), person: "Ben", device: "new laptop" },
    ...{ address, code: null, revokeOthers: true, since: null, reason: "The tablet fell into the river." },
  });
  expectRefused(wrong, "recoveryWordsWrong", "words in another order are no key");
  must(
    await ben.host.api.recover({
      ...{ words: herderWords, person: "Ben", device: "new laptop" },
      ...{ address, code: null, revokeOthers: true, since: null, reason: "The tablet fell into the river." },
    }),
  );
  await meet(ben, address);
  await expectSame([laptop, ben], charter);
  const herders = (await viewOf(laptop, charter)).parties.find((party) => party.name.startsWith("Herders"));
  check(herders?.devices.length === 1 && herders.devices[0]?.name === "new laptop", "the tablet is out");
  say(
    "On a new machine, with Ana's copy of the charter: the party, its texts and its say are back, and the tablet is out.",
  );
  return ben;
}

async function returnToNews({ tell, say }: Stage, { charter, laptop, address }: Cast, mira: Device): Promise<void> {
  tell("Mira was away: what arrived, clause by clause");
  await meet(mira, address);
  must(await mira.host.api.markRead({ charter, items: null, upTo: null }));
  await rewrite(laptop, charter, "19", (text) => `${text} Also on the radio.`);
  await rewrite(laptop, charter, "27.1", (text) => text.replace("the arts", "the arts and the songs"));
  await meet(mira, address);
  const news = must(await mira.host.api.getNews({ charter }));
  check(news.clauses.length === 2, "two clauses are news");
  for (const { clause, items } of news.clauses)
    for (const item of items)
      if (item.kind === "change")
        say(`${clause.number} ${item.redline.op}, by ${item.by.map(({ author }) => author.person).join(", ")}.`);
  must(await mira.host.api.markRead({ charter, items: null, upTo: news.upTo }));
  check(must(await mira.host.api.getNews({ charter })).clauses.length === 0, "all is read");
  say("She reads them, and nothing is news any more.");
}

async function carryLittle({ tell, say }: Stage, { charter, laptop }: Cast, mira: Device): Promise<void> {
  tell("A bundle with only what Mira lacks, looked into before it is taken");
  await rewrite(laptop, charter, "22", (text) => `${text} Nets are no one's debt.`);
  const { device } = must(await mira.host.api.getIdentity({})) ?? {};
  if (device === undefined) throw new Error("Mira has a device");
  const all = must(await laptop.host.api.exportBundle({ charter, for: { kind: "everything" } }));
  const few = must(await laptop.host.api.exportBundle({ charter, for: { kind: "device", device: device.id } }));
  check(few.changes > 0 && few.changes < all.changes / 4, "it holds little");
  say(`${few.changes} changes in it instead of ${all.changes}: her receipts say that she holds ${few.heldThere}.`);
  const before = (await readDraft(mira, charter)).markdown;
  const preview = must(await mira.host.api.previewBundle({ bytes: few.bytes }));
  check((await readDraft(mira, charter)).markdown === before, "looking changes nothing");
  const authors = preview.by.map(({ author, changes }) => `${author.person} (${changes})`);
  say(`She looks first: ${preview.added} new, of ${authors.join(", ")}. Then she takes it.`);
  must(await mira.host.api.importBundle({ bytes: few.bytes }));
  await expectSame([laptop, mira], charter);
}

async function removeParty(
  { tell, say }: Stage,
  { charter, laptop, address }: Cast,
  { dalia, ben }: { readonly dalia: Device; readonly ben: Device },
): Promise<void> {
  tell("A people is removed, and reads nothing of what comes after");
  const weavers = (await viewOf(laptop, charter)).parties.find((party) => party.name.startsWith("Weavers"));
  if (weavers === undefined) throw new Error("the Weavers are a party");
  must(await laptop.host.api.removeParty({ charter, party: weavers.id, reason: "They sold the nets." }));
  check((await partiesOf(laptop, charter)).length === 3, "one party alone removes nobody");
  await meet(ben, address);
  await consentToAll(ben, charter, "Twice.");
  await meet(ben, address);
  check((await partiesOf(laptop, charter)).length === 2, "the Weavers are out");
  say("Ana asks for it and Ben consents: two of the two who remain. In the same breath the keys change.");
  const words = "The new moorings are known to those who sign.";
  await rewrite(laptop, charter, "13.1", (text) => `${text} ${words}`);
  const { bytes } = must(await laptop.host.api.exportBundle({ charter, for: { kind: "everything" } }));
  const taken = must(await dalia.host.api.importBundle({ bytes }));
  check(taken.unopened > 0 && !(await shows(dalia, charter, words)), "she cannot open it");
  say(`Dalia gets hold of a whole bundle: ${taken.unopened} envelopes in it do not open with any key she was given.`);
  const { ended } = await viewOf(dalia, charter);
  check(ended?.reason === "They sold the nets.", "she is told");
  say(`She is told by whom and why: ${ended?.by.person}, "${ended?.reason}" What she had, she keeps.`);
  await meet(ben, address);
  await expectSame([laptop, ben], charter);
}

async function readAtOnce({ tell, say, open }: Stage, { laptop, address }: Cast, ben: Device): Promise<void> {
  tell("A long history: what was agreed on is read, and verified, before the rest has come");
  const markdown = "# The winter market\n\n## Days of rest\n\nThe market rests one day in ten.";
  const source = { kind: "file", name: "market.md", bytes: utf8(markdown) } as const;
  const founding = { title: "The winter market", language: "en", source, policy: usualPolicy };
  const { charter } = must(await laptop.host.api.createCharter(founding));
  const herders = { charter, role: "party", expiresInHours: 48, reason: "They bring the wool." } as const;
  must(await ben.host.api.join({ code: must(await laptop.host.api.invite(herders)).code, address, stay: false }));
  const proposal = await propose(laptop, charter);
  must(await cast(laptop, charter, proposal));
  await meet(ben, address);
  must(await cast(ben, charter, proposal));
  await meet(ben, address);
  const clause = (await readDraft(laptop, charter)).clauses.find(({ text }) => text.includes("rests"));
  if (clause === undefined) throw new Error("no clause of rest");
  const versions = 520;
  for (let days = 1; days <= versions; days++) {
    const edit = { kind: "setClause", clause: clause.id, markdown: `The market rests ${days} days a decade.` } as const;
    must(await laptop.host.api.editText({ charter, edit }));
  }
  const sami = await open("Sami's laptop");
  must(await sami.host.api.createIdentity({ person: "Sami", device: "laptop", party: null }));
  const reason = "He writes the radio's news.";
  const { code } = must(await laptop.host.api.invite({ charter, role: "observer", expiresInHours: 48, reason }));
  const early: ReturnType<typeof readAgreed>[] = [];
  sami.host.onEvent((event) => {
    if (event.kind === "arriving" && event.proposal !== null) early.push(readAgreed(sami, charter, event.proposal));
  });
  must(await sami.host.api.join({ code, address, stay: false }));
  const [read] = await Promise.all(early);
  check(read?.proposal === proposal && read.markdown.includes("one day in ten"), "the agreed text is there first");
  say(
    `One sentence, weighed all winter: ${read?.of} signed entries. Sami joins, and first reads what was agreed on, ` +
      `signed by ${read?.signedBy.join(" and ")}: its certificate proves it, and nobody has to be believed.`,
  );
  const { arriving, inForce } = await viewOf(sami, charter);
  check(arriving === null && inForce === proposal, "everything is here, and the same text is in force");
  check((await readDraft(sami, charter)).markdown.includes(`rests ${versions} days`), "the draft is here");
  await meet(ben, address);
  await expectSame([laptop, ben, sami], charter);
  say("Then the draft is here, every signature on its way verified, and the text that he read is in force.");
}

async function readAgreed({ host }: Device, charter: CharterId, proposal: ProposalId) {
  const [view, text] = await Promise.all([
    host.api.getCharter({ charter }),
    host.api.getText({ charter, at: { kind: "proposal", proposal } }),
  ]);
  const { arriving } = must(view);
  if (arriving?.agreed == null) throw new Error("the log is on its way");
  const { agreed, of } = arriving;
  return {
    proposal: agreed.proposal,
    markdown: must(text).markdown,
    signedBy: agreed.signedBy.map(({ name }) => name),
    of,
  };
}
