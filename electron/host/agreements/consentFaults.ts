/** [L47] [L48] Whether a consent can be given as it is: in its form, with reservations that fit, in letters that can be drawn. */
import type { HostError } from "../../../shared/api/errors.ts";
import { type Conditions, isReservable } from "../../../shared/charter/parties/conditions.ts";
import { type Practice, practiceWords } from "../../../shared/charter/parties/practice.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseTitle, placeClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";

export interface GivenConsent {
  readonly reservations: readonly Reserved[];
  readonly practice: Practice | null;
  readonly statement: string;
}

/** Null: it can. */
export function faultOfConsent(
  { reservations, practice }: Pick<GivenConsent, "reservations" | "practice">,
  conditions: Conditions,
  text: CharterText,
): HostError | null {
  if ((practice !== null) !== (conditions.form === "practised")) return { kind: "otherForm", form: conditions.form };
  if (reservations.length === 0) return null;
  const clauses = new Map(placeClauses(text).map(({ clause }) => [clause.id, clause]));
  for (const { clause: id, hash } of reservations) {
    const clause = clauses.get(id);
    const refused = (why: "notAllowed" | "otherWords" | "unknownClause"): HostError => ({
      kind: "reservationRefused",
      why,
      clause: clause === undefined ? id : clauseTitle(clause),
    });
    if (clause === undefined) return refused("unknownClause");
    if (!isReservable(conditions, id)) return refused("notAllowed");
    if (clauseHash(clause.node) !== hash) return refused("otherWords");
  }
  return null;
}

/** What paper cannot show of these words; null: it shows all. */
export function cannotDraw(
  words: readonly string[],
  language: string,
  { undrawable }: Pick<PdfEngine, "undrawable">,
): HostError | null {
  const missing = undrawable({
    ...{ language, title: "", text: { type: "doc", attrs: {}, content: [] }, words, names: [] },
  });
  return missing === null ? null : { kind: "cannotDraw", ...missing };
}

export const wordsOfConsent = ({ statement, reservations, practice }: GivenConsent): readonly string[] => [
  statement,
  ...reservations.map(({ words }) => words),
  ...practiceWords(practice),
];
