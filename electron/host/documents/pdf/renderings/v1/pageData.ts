/** What the template prints, as plain data. Dates are UTC and say so; nothing depends on clock, place or machine. */
import { fingerprint, inFours } from "../../../../../../shared/base/fingerprint.ts";
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";
import { type PdfBlock, readBlocks } from "./blocks.ts";
import type { Drawable } from "./drawable.ts";
import { arabicFirst, hebrewFirst, latinFirst } from "./fonts.ts";
import { type Labels, readScript } from "./labels.ts";
import { renderingVersion } from "./template.ts";

interface Fact {
  readonly name: string;
  readonly value: string;
  /** Parts of a fingerprint or a hash, each kept whole. */
  readonly keys: readonly string[];
}

export interface PageData {
  readonly title: string;
  readonly running: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** UTC: year, month, day, hour, minute, second. */
  readonly date: readonly number[];
  readonly language: string;
  readonly region: string | null;
  readonly rtl: boolean;
  readonly fonts: readonly string[];
  readonly sizePt: number;
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
      | "verify"]: string;
  } & {
    readonly verifySteps: readonly string[];
  };
  readonly idShort: string;
  readonly purpose: string;
  readonly ratified: string;
  readonly facts: readonly Fact[];
  readonly blocks: readonly PdfBlock[];
  readonly parties: readonly {
    readonly name: string;
    readonly kind: string;
    readonly constituency: string;
    readonly fingerprint: string;
  }[];
  readonly threshold: string;
  readonly signatures: readonly {
    readonly party: string;
    readonly person: string;
    readonly date: string;
    readonly statement: string;
    readonly device: string;
  }[];
  readonly numbered: string;
}

/** The running header has one line. */
const maxRunningLength = 70;
/** Far above what the ledger takes; PDF/A bounds the title of a file. */
const maxTitleLength = 2000;

export function readPageData(view: CertificateView, drawer: (text: string) => Drawable): PageData {
  const { language, region, isRightToLeft, labels } = readScript(view.language);
  const fonts = language === "he" || language === "yi" ? hebrewFirst : isRightToLeft ? arabicFirst : latinFirst;
  let numbered = 0;
  const draw = (text: string): string => {
    const drawn = drawer(text);
    numbered += drawn.numbered;
    return drawn.text;
  };
  const drawApart = (text: string): string => apart(draw(text));
  const names = new Map(view.parties.map((party) => [party.id, drawApart(party.name)]));
  const title = cut(draw(view.title), maxTitleLength);
  const facts = readFacts(view, labels, drawApart, names.get(view.proposedBy.party) ?? "");
  const blocks = readBlocks(view.text, draw);
  const parties = view.parties.map((party) => ({
    name: names.get(party.id) ?? "",
    kind: labels.kind[party.kind],
    constituency: drawApart(party.constituency),
    fingerprint: fingerprint(party.id),
  }));
  const signatures = view.signatures.map((signature) => ({
    party: names.get(signature.party) ?? fingerprint(signature.party),
    person: drawApart(signature.person),
    date: apart(momentWords(signature.castAt, labels)),
    statement: drawApart(signature.statement),
    device: fingerprint(signature.device),
  }));
  return {
    title,
    running: cut(title, maxRunningLength),
    description: `SHA-256 of content.json: ${view.contentHash}`,
    keywords: [`tessera-certificate-${view.id}`, `tessera-rendering-${renderingVersion}`],
    date: utcParts(view.ratifiedAt),
    language,
    region,
    rtl: isRightToLeft,
    fonts,
    sizePt: fonts === arabicFirst ? 12.5 : 10.5,
    labels: { ...labels, verifySteps: labels.verifySteps.map(apart), pageOf: apart(labels.pageOf) },
    idShort: fingerprint(view.id),
    purpose: view.purpose === "prolongation" ? "" : labels.purpose[view.purpose],
    ratified: apart(`${labels.ratifiedOn} ${momentWords(view.ratifiedAt, labels)}`),
    facts,
    blocks,
    parties,
    threshold: apart(
      fill(labels.threshold, {
        needed: view.conditions.needed,
        parties: view.parties.length,
        signed: view.signatures.length,
      }),
    ),
    signatures,
    numbered: numbered === 0 ? "" : apart(fill(labels.numbered, { count: numbered })),
  };
}

function readFacts(
  view: CertificateView,
  labels: Labels,
  draw: (text: string) => string,
  proposer: string,
): readonly Fact[] {
  const words = (name: string, value: string): Fact => ({ name, value: apart(value), keys: [] });
  const key = (name: string, ...keys: readonly string[]): Fact => ({ name, value: "", keys });
  const end =
    view.endsOn === null
      ? labels.openEnded
      : `${dayWords(view.endsOn, labels)}. ${fill(labels.renewalDue, { days: view.term.noticeDays })}`;
  return [
    words(labels.inForceFrom, dayWords(view.startsOn ?? "", labels)),
    words(labels.inForceUntil, end),
    words(labels.proposedBy, `${draw(view.proposedBy.person)}, ${proposer}`),
    ...(view.note === "" ? [] : [words(labels.note, draw(view.note))]),
    key(labels.charter, fingerprint(view.charter)),
    key(labels.certificate, fingerprint(view.id)),
    ...(view.parent === null ? [] : [key(labels.replaces, fingerprint(view.parent))]),
    key(labels.contentHash, inFours(view.contentHash.slice(0, 32)), inFours(view.contentHash.slice(32))),
  ];
}

/**
 * What people wrote and our own labels may run in different directions on one line: a first-strong isolate
 * (Unicode UAX 9) keeps each in its own order.
 */
const apart = (text: string): string => (text === "" ? "" : `\u2068${text}\u2069`);

const fill = (pattern: string, values: Readonly<Record<string, number>>): string =>
  pattern.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );

const cut = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
};

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
  return `${day} ${labels.months[month - 1] ?? month} ${year}, ${two(hour)}:${two(minute)} UTC`;
}

/** `YYYY-MM-DD` in words. */
function dayWords(day: string, labels: Labels): string {
  const [year, month, date] = day.split("-").map(Number);
  const name = month === undefined ? undefined : labels.months[month - 1];
  return name === undefined || year === undefined || date === undefined ? day : `${date} ${name} ${year}`;
}
