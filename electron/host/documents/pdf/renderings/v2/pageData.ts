/** What the template prints, as plain data. Dates are UTC and say so; nothing depends on clock, place or machine. */

import { fingerprint, inFours } from "../../../../../../shared/base/fingerprint.ts";
import type { PartyId } from "../../../../../../shared/base/ids.ts";
import type { Practice } from "../../../../../../shared/charter/parties/practice.ts";
import type { Reserved } from "../../../../../../shared/charter/parties/reserved.ts";
import { clauseHash } from "../../../../../../shared/charter/text/clauseHash.ts";
import { placeClauses, plainText } from "../../../../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../../../../shared/charter/text/model.ts";
import { createPromiseWords, namesOf, type PromiseWords } from "../../../../../../shared/charter/text/promiseWords.ts";
import type { Dossier } from "../../../../../../shared/ledger/agreements/dossier.ts";
import type { StatusRow } from "../../../../../../shared/ledger/agreements/statusTable.ts";
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";
import type { Drawer } from "../../drawing.ts";
import { type Page, type PdfBlock, readBlocks } from "./blocks.ts";
import { type Counted, type Labels, readScript } from "./labels.ts";
import { breakLong } from "./lines.ts";
import { renderingVersion } from "./template.ts";

/** Words in parts between which a line may break. */
type Words = readonly string[];

interface Fact {
  readonly name: string;
  readonly value: Words;
  /** Parts of a fingerprint or a hash, each kept whole. */
  readonly keys: readonly string[];
}

export interface PageData {
  /** For the file's own properties. */
  readonly title: string;
  /** For the page. */
  readonly heading: Words;
  readonly running: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** UTC: year, month, day, hour, minute, second. */
  readonly date: readonly number[];
  readonly language: string;
  readonly region: string | null;
  readonly rtl: boolean;
  readonly sizePt: number;
  /** Not where words are so long that lines would tear apart. */
  readonly justify: boolean;
  /** Between two lines, in parts of the letter size. */
  readonly leading: number;
  /** The best breaks take minutes where a line may break behind every syllable. */
  readonly linebreaks: "optimized" | "simple";
  readonly labels: {
    readonly [Name in
      | "pageOf"
      | "parties"
      | "speaksFor"
      | "fingerprint"
      | "signatures"
      | "signedBy"
      | "signedOn"
      | "device"
      | "confirmedBy"
      | "verify"
      | "certificate"]: string;
  } & {
    readonly verifySteps: readonly string[];
  };
  readonly idShort: string;
  readonly purpose: string;
  readonly ratified: string;
  readonly facts: readonly Fact[];
  readonly blocks: readonly PdfBlock[];
  readonly parties: readonly {
    readonly name: Words;
    readonly kind: string;
    readonly constituency: Words;
    readonly fingerprint: string;
  }[];
  readonly threshold: string;
  readonly signatures: readonly {
    readonly party: Words;
    readonly person: Words;
    readonly date: string;
    readonly statement: Words;
    readonly device: string;
    /** How a practised text is observed. */
    readonly observed: readonly (readonly [name: string, value: Words])[];
    /** Of a ballot that counts only because its party confirmed it; else empty. */
    readonly confirmed: Words;
  }[];
  /** What came since, where a dossier is attached. */
  readonly status: {
    readonly heading: Words;
    readonly head: readonly Words[];
    readonly rows: readonly (readonly Words[])[];
    readonly source: Words;
  } | null;
  readonly numbered: string;
}

/** The running header has one line, beside the short number of the certificate. */
const runningRoom = 24;
/** Far above what the ledger takes; PDF/A bounds the title of a file. */
const maxTitleLength = 2000;
const millimetre = 72 / 25.4;
/** A4 less its margins, upright and sideways, and a hair for the cells' own edges. */
const room = 148 * millimetre - 2;
const turnedRoom = (297 - 50) * millimetre - 2;
/** In parts of the letter size, of what is no running text. */
const titleSize = 2.2;

/** In parts of the letter size, over the first letters of a text: longer words stay ragged. */
const longWord = 4;
const sampled = 4000;

/** Scripts that reach far above and below their line. */
const tall =
  /[\p{Script=Tibetan}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Javanese}\p{Script=Tai_Tham}\p{Script=Lao}\p{Script=Thai}\p{Script=Thaana}\p{Script=Adlam}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Oriya}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Tamil}]/u;

const spaceless =
  /[\p{Script=Tibetan}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Javanese}\p{Script=Yi}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** `drawText` draws the content and its title, `drawer` what else people wrote and the labels. */
export function readPageData(
  view: CertificateView,
  dossier: Dossier | null,
  drawText: Drawer,
  drawer: Drawer,
): PageData {
  const { language, region, isRightToLeft, labels } = readScript(view.language);
  const words = plainText(view.text);
  const amiri = isRightToLeft && /\p{Script=Arabic}/u.test(words + view.title);
  const sizePt = amiri ? 12.5 : 10.5;
  const page: Page = { sizePt, room, turnedRoom };
  const line = room / sizePt;
  const broken = (text: string, share = 1): Words => breakLong(drawer.draw(text), line * share, drawer);
  const brokenApart = (text: string, share = 1): Words => (text === "" ? [] : broken(apart(text), share));
  const nameOf = new Map(view.parties.map((party) => [party.id, party.name]));
  const title = cut(drawText.draw(view.title), maxTitleLength);
  for (const { party, name } of dossier?.rows ?? []) if (!nameOf.has(party)) nameOf.set(party, name);
  const called = (party: PartyId): string => nameOf.get(party) ?? fingerprint(party);
  const reserved = readReserved(
    view,
    dossier,
    (one): PdfBlock => ({
      k: "reserved",
      who: broken(
        fill(labels[one.how === "exclude" ? "excludes" : "interprets"], { party: apart(called(one.party)) }),
        0.9,
      ),
      words: brokenApart(one.words, 0.9),
    }),
  );
  const blocks = readBlocks(withoutTitle(view.text, view.title), drawText, page, {
    beside: reserved,
    promise: promiseWordsOf(view),
  });
  const facts = readFacts(view, labels, (text) => broken(text, 0.55), nameOf.get(view.proposedBy.party) ?? "");
  const parties = view.parties.map((party) => ({
    name: brokenApart(party.name, 0.5),
    kind: labels.kind[party.kind],
    constituency: brokenApart(party.constituency, 0.6),
    fingerprint: fingerprint(party.id),
  }));
  const signatures = view.signatures.map((signature) => ({
    party: brokenApart(nameOf.get(signature.party) ?? fingerprint(signature.party), 0.9),
    person: brokenApart(signature.person, 0.55),
    date: apart(momentWords(signature.castAt, labels)),
    statement: brokenApart(signature.statement, 0.8),
    device: fingerprint(signature.device),
    observed: observedFacts(signature.practice, labels, (text) => brokenApart(text, 0.55)),
    confirmed:
      signature.confirmed === null
        ? []
        : brokenApart(
            `${apart(signature.confirmed.person ?? labels.byPartyKey)}${labels.comma} ${momentWords(signature.confirmed.at, labels)}`,
            0.55,
          ),
  }));
  const data: Omit<PageData, "numbered"> = {
    title,
    heading: breakLong(title, line / titleSize, drawText),
    running: cutToWidth(title, runningRoom, drawText),
    description: `SHA-256 of content.json: ${view.contentHash}`,
    keywords: [`tessera-certificate-${view.id}`, `tessera-rendering-${renderingVersion}`],
    date: utcParts(view.ratifiedAt),
    language,
    region,
    rtl: isRightToLeft,
    sizePt,
    justify: !isRightToLeft && meanWord(words.slice(0, sampled), drawText) < longWord,
    leading: !amiri && tall.test(words) ? 1.05 : 0.72,
    linebreaks: spaceless.test(words) ? "simple" : "optimized",
    labels: { ...labels, verifySteps: labels.verifySteps.map(apart), pageOf: apart(labels.pageOf) },
    idShort: fingerprint(view.id),
    purpose: labels.purpose[view.purpose],
    ratified: apart(`${labels.ratifiedOn} ${momentWords(view.ratifiedAt, labels)}`),
    facts,
    blocks,
    parties,
    threshold: apart(
      fill(labels.threshold, {
        needed: view.conditions.needed,
        parties: view.parties.length,
        signed: new Set(view.signatures.map(({ party }) => party)).size,
      }),
    ),
    signatures,
    status: dossier === null ? null : readStatus(dossier, labels, broken),
  };
  drawer.draw(JSON.stringify(labels));
  const numbered = drawer.numbered();
  return { ...data, numbered: numbered === 0 ? "" : apart(fill(labels.numbered, { count: numbered })) };
}

/** Every party has the name that the certificate gives it. */
export const promiseWordsOf = ({ language, parties }: CertificateView): PromiseWords =>
  createPromiseWords(language, namesOf(parties));

/** The head of the first page says the title; a text that begins with it would say it twice. */
function withoutTitle(text: CharterText, title: string): CharterText {
  const [first, ...others] = text.content;
  const same = first?.type === "heading" && first.attrs.level === 1 && plainText(first).trim() === title.trim();
  return same ? { ...text, content: others } : text;
}

function meanWord(text: string, drawer: Drawer): number {
  const words = text.split(/\s+/).filter((word) => word !== "");
  return words.reduce((sum, word) => sum + drawer.width(word), 0) / Math.max(1, words.length);
}

function readFacts(
  view: CertificateView,
  labels: Labels,
  broken: (text: string) => Words,
  proposer: string,
): readonly Fact[] {
  const words = (name: string, value: string): Fact => ({ name, value: broken(apart(value)), keys: [] });
  const key = (name: string, ...keys: readonly string[]): Fact => ({ name, value: [], keys });
  const halves = (hash: string): readonly [string, string] => [inFours(hash.slice(0, 32)), inFours(hash.slice(32))];
  const end =
    view.endsOn === null
      ? labels.openEnded
      : `${dayWords(view.endsOn, labels)}. ${counted(labels.renewalDue, view.term.noticeDays)}`;
  return [
    words(labels.inForceFrom, view.startsOn === null ? "–" : dayWords(view.startsOn, labels)),
    words(labels.inForceUntil, end),
    words(labels.proposedBy, `${apart(view.proposedBy.person)}${labels.comma} ${apart(proposer)}`),
    ...conditionFacts(view, labels).map(([name, value]) => words(name, value)),
    ...view.leftOut.map(({ title }) => words(labels.leftOut, fill(labels.stillNegotiated, { title: apart(title) }))),
    ...(view.note === "" ? [] : [words(labels.note, view.note)]),
    key(labels.charter, fingerprint(view.charter)),
    key(labels.certificate, ...halves(view.id)),
    ...(view.parent === null ? [] : [key(labels.replaces, fingerprint(view.parent))]),
    key(labels.contentHash, ...halves(view.contentHash)),
  ];
}

/** What was agreed on besides the words: whom it binds, how one joins and leaves, and what else is not as usual. */
function conditionFacts(
  { conditions, parties, named }: CertificateView,
  labels: Labels,
): readonly (readonly [string, string])[] {
  const { conditions: said } = labels;
  const { entry, indispensable, reservations, accession, withdrawalDays, binds, form, needed } = conditions;
  const names = (ids: readonly PartyId[]): string =>
    ids.map((id) => apart(parties.find((one) => one.id === id)?.name ?? fingerprint(id))).join(`${labels.comma} `);
  const isPlainEntry = entry.at === needed && entry.delayDays === 0;
  return [
    [said.bound, binds === "all" ? said.boundAll : said.boundRatifiers],
    ...(indispensable.length === 0 ? [] : [[said.indispensable, names(indispensable)] as const]),
    ...(isPlainEntry ? [] : [[said.entry, fill(said.entryBy, { at: entry.at, delay: entry.delayDays })] as const]),
    [
      said.reservations,
      reservations === "none"
        ? said.reservationsNone
        : reservations === "any"
          ? said.reservationsAny
          : counted(said.reservationsSome, reservations.length),
    ],
    [
      said.accession,
      accession === "closed"
        ? said.accessionClosed
        : accession === "open"
          ? said.accessionOpen
          : counted(said.accessionBy, accession),
    ],
    [said.leaving, withdrawalDays === null ? said.leavingNever : counted(said.leavingNotice, withdrawalDays)],
    ...(form === "practised" ? [[said.form, said.practised] as const] : []),
    ...named.map(({ party }) => [said.without, fill(said.leftBefore, { party: apart(party.name) })] as const),
  ];
}

/** By clause, what is kept of it: by the dossier where there is one, else as the ballots say. */
function readReserved(
  view: CertificateView,
  dossier: Dossier | null,
  write: (one: Reserved & { readonly party: PartyId }) => PdfBlock,
): ReadonlyMap<string, readonly PdfBlock[]> {
  const hashes = new Map(placeClauses(view.text).map(({ clause }) => [clause.id as string, clauseHash(clause.node)]));
  const signed = new Map<string, Reserved & { readonly party: PartyId }>();
  for (const { party, reservations } of view.signatures)
    for (const one of reservations) signed.set(JSON.stringify([party, one]), { ...one, party });
  const all =
    dossier === null
      ? [...signed.values()]
      : dossier.reservations.filter(({ state }) => state === "standing" || state === "made");
  const about = all.filter(({ clause, hash }) => hashes.get(clause) === hash);
  return new Map([...Map.groupBy(about, ({ clause }) => clause)].map(([clause, kept]) => [clause, kept.map(write)]));
}

function observedFacts(
  practice: Practice | null,
  labels: Labels,
  broken: (text: string) => Words,
): readonly (readonly [string, Words])[] {
  if (practice === null) return [];
  const { day, place, words, witnesses, evidence } = practice;
  const said = [`${apart(dayWords(day, labels))}${labels.comma} ${apart(place)}`, apart(words)];
  return [
    [labels.observed, broken(said.filter((one) => one !== "").join(`${labels.comma} `))],
    ...(witnesses.length === 0
      ? []
      : [[labels.witnesses, broken(witnesses.map(({ name }) => apart(name)).join(`${labels.comma} `))] as const]),
    ...(evidence.length === 0
      ? []
      : [
          [
            labels.evidence,
            broken(
              evidence
                .map(({ name, hash }) => `${apart(name)} (SHA-256 ${inFours(hash.slice(0, 16))})`)
                .join(`${labels.comma} `),
            ),
          ] as const,
        ]),
  ];
}

function readStatus(
  dossier: Dossier,
  labels: Labels,
  broken: (text: string, share?: number) => Words,
): PageData["status"] {
  const day = (one: string | null): string => (one === null ? "–" : dayWords(one, labels));
  const leftWords = ({ left, until }: StatusRow): string => {
    if (left === null) return day(until);
    const pattern = left.how !== "removed" && left.effect === null ? labels.staysBound : labels[left.how];
    const said = fill(pattern, { day: day(left.notice), effect: day(left.effect) });
    return until === null ? said : `${day(until)} (${said})`;
  };
  return {
    heading: broken(fill(labels.status, { day: day(dossier.asOf) })),
    head: [labels.parties, labels.statusAction, labels.statusBound, labels.statusUntil].map((one) => broken(one, 0.2)),
    rows: dossier.rows.map((row) => [
      broken(apart(row.name), 0.24),
      broken(
        row.on === null ? labels.actions[row.action] : `${labels.actions[row.action]}${labels.comma} ${day(row.on)}`,
        0.24,
      ),
      broken(day(row.effect), 0.17),
      broken(leftWords(row), 0.24),
    ]),
    source: broken(fill(labels.statusSource, { person: apart(dossier.by.person) })),
  };
}

/**
 * What people wrote and our own labels may run in different directions on one line: a first-strong isolate
 * (Unicode UAX 9) keeps each in its own order.
 */
const apart = (text: string): string => (text === "" ? "" : `\u2068${text}\u2069`);

const fill = (pattern: string, values: Readonly<Record<string, number | string>>): string =>
  pattern.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );

/** By rules of our own: what the machine knows of a language's numbers changes with it, and the bytes may not. */
function counted({ one, two, few, many }: Counted, count: number): string {
  const lastTwo = count % 100;
  const isFew = few !== undefined && lastTwo >= 3 && lastTwo <= 10;
  const form = count === 1 ? one : count === 2 && two !== undefined ? two : isFew ? few : many;
  return fill(form, { count });
}

const cut = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
};

function cutToWidth(text: string, most: number, drawer: Drawer): string {
  if (drawer.width(text) <= most) return text;
  const characters = [...drawer.draw(text)];
  while (characters.length > 0 && drawer.width(characters.join("")) > most - 1)
    characters.length -= Math.max(1, Math.floor(characters.length / 20));
  return `${characters.join("").trimEnd()}…`;
}

/** Milliseconds to UTC parts; a time that no calendar holds is shown as the first. */
function utcParts(moment: number): readonly [number, number, number, number, number, number] {
  const date = new Date(moment >= 0 && moment < 253_402_300_800_000 ? moment : 0);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
}

function momentWords(moment: number, labels: Labels): string {
  const [year, month, day, hour, minute] = utcParts(moment);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${day} ${labels.months[month - 1] ?? month} ${year}${labels.comma} ${two(hour)}:${two(minute)} UTC`;
}

/** `YYYY-MM-DD` in words. */
function dayWords(day: string, labels: Labels): string {
  const [year, month, date] = day.split("-").map(Number);
  const name = month === undefined ? undefined : labels.months[month - 1];
  return name === undefined || year === undefined || date === undefined ? day : `${date} ${name} ${year}`;
}
