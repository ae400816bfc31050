/** How a status table, its declarations and the statements behind them read: window, command line and files say the same. */
import type { Status } from "../charter/parties/status.ts";
import type { NamedReservation, Reason } from "./force.ts";

export type StatusColumn = "party" | "action" | "on" | "effect" | "until" | "declarations" | "left";

export interface ForceWords {
  readonly columns: Readonly<Record<StatusColumn, string>>;
  readonly actions: Readonly<Record<Status["action"], string>>;
  left(how: NonNullable<Status["left"]>["how"], notice: string, effect: string | null): string;
  readonly how: Readonly<Record<NamedReservation["how"], string>>;
  readonly states: Readonly<Record<NamedReservation["state"], string>>;
  readonly late: string;
  /** Between facts in brackets, and between declarations. */
  readonly comma: string;
  readonly semicolon: string;
  objection(party: string, hasRelations: boolean): string;
  readonly reasons: Readonly<Record<Reason["kind"], string>>;
}

const english: ForceWords = {
  columns: {
    party: "Participant",
    action: "Action",
    on: "Day",
    effect: "Effect",
    until: "Until",
    declarations: "Declarations",
    left: "Withdrawal",
  },
  actions: {
    ratified: "Ratification",
    acceded: "Accession",
    waits: "Accession, waits for consents",
    declined: "Declined",
    bound: "Bound by the others’ ratification",
    none: "Has not answered",
  },
  left(how, notice, effect) {
    const said = { withdrew: "notice", departed: "left the charter", removed: "removed" }[how];
    return `${said} ${notice}; ${effect === null ? "stays bound" : `effect ${effect}`}`;
  },
  how: { exclude: "excludes for itself", interpret: "interprets" },
  states: { made: "waits", standing: "stands", refused: "refused", withdrawn: "taken back" },
  late: "made later",
  ...{ comma: ", ", semicolon: "; " },
  objection: (party, hasRelations) => `${party} objects${hasRelations ? "" : ", without relations"}`,
  reasons: {
    proposal: "Proposal",
    ratify: "Ratification",
    decline: "Answer: declined",
    accession: "Accession",
    consent: "Consent to an accession",
    withdrawal: "Notice of withdrawal",
    reservation: "Reservation made later",
    accept: "Acceptance of a reservation",
    object: "Objection to a reservation",
    "object-no-relations": "Objection to a reservation, without relations",
    release: "Taking back",
    departure: "Leaving the charter",
    removal: "Removal from the charter",
  },
};

const arabic: ForceWords = {
  columns: {
    party: "الطرف",
    action: "الإجراء",
    on: "اليوم",
    effect: "السريان",
    until: "حتى",
    declarations: "الإعلانات",
    left: "الانسحاب",
  },
  actions: {
    ratified: "تصديق",
    acceded: "انضمام",
    waits: "انضمام ينتظر الموافقات",
    declined: "رفض",
    bound: "ملزم بتصديق الآخرين",
    none: "لم يُجب بعد",
  },
  left(how, notice, effect) {
    const said = { withdrew: "أشعر في", departed: "ترك الميثاق في", removed: "أُخرج في" }[how];
    return `${said} ${notice}؛ ${effect === null ? "ويبقى ملزمًا" : `ويسري في ${effect}`}`;
  },
  how: { exclude: "يستثني لنفسه", interpret: "يفسّر" },
  states: { made: "ينتظر", standing: "قائم", refused: "مردود", withdrawn: "مسحوب" },
  late: "أُعلن لاحقًا",
  ...{ comma: "، ", semicolon: "؛ " },
  objection: (party, hasRelations) => `يعترض ${party}${hasRelations ? "" : "، بلا علاقات"}`,
  reasons: {
    proposal: "اقتراح",
    ratify: "تصديق",
    decline: "جواب: رفض",
    accession: "انضمام",
    consent: "موافقة على انضمام",
    withdrawal: "إشعار بالانسحاب",
    reservation: "تحفظ لاحق",
    accept: "قبول تحفظ",
    object: "اعتراض على تحفظ",
    "object-no-relations": "اعتراض على تحفظ، بلا علاقات",
    release: "سحب",
    departure: "ترك الميثاق",
    removal: "إخراج من الميثاق",
  },
};

export const forceWords: Readonly<Record<"en" | "ar", ForceWords>> = { en: english, ar: arabic };
