/** What a conflict says, in the window's language and with the words of the text. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ClauseRef, ConflictView, FormView, PlaceView } from "../../../shared/api/conflicts.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { showStretches, withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Seen } from "../../ui/Seen.tsx";

export interface ConflictWords {
  clause(clause: ClauseRef): string;
  before(conflict: ConflictView): ReactNode;
  side(conflict: ConflictView, index: number): ReactNode;
  now(conflict: ConflictView): ReactNode;
}

export function useConflictWords(): ConflictWords {
  const { t } = useTranslation();
  const formats = useFormats();

  const clause = ({ id, number, heading }: ClauseRef): string => {
    if (id === looseId) return t("redline.loose");
    const title = `${number} ${withNumbers(heading)}`.trim();
    return title === "" ? t("text.preamble") : title;
  };

  /** In the sentence that it stands in. */
  const sentence = (around: { lead: string; tail: string }, words: string, isMixture: boolean): ReactNode => {
    const [lead = [], shown = [], tail = []] = showStretches([around.lead, words, around.tail], { idle: "number" });
    return (
      <p dir="auto">
        <Seen parts={lead} />
        {words === "" ? (
          <em className="conflict-nothing">{t("conflicts.nothing")}</em>
        ) : (
          <mark className={isMixture ? "conflict" : "conflict-word"}>
            <Seen parts={shown} />
          </mark>
        )}
        <Seen parts={tail} />
      </p>
    );
  };

  const form = (values: FormView, words: string): ReactNode => (
    <p dir="auto">
      {formWords(values)}: <q>{withNumbers(words)}</q>
    </p>
  );

  /** As the toolbar calls it, as far as it has a name there. */
  function formWords(values: FormView): string {
    const said = Object.entries(values).map(([name, value]) => {
      if (name === "type") return value === "heading" ? t("conflicts.form.heading") : t("conflicts.form.paragraph");
      if (name === "level") return t("conflicts.form.level", { level: value ?? 2 });
      if (name === "list")
        return value === null || value === "" ? t("conflicts.form.noList") : t("conflicts.form.list");
      const said = promiseWords(name, value ?? "");
      if (said !== null) return said;
      return `${name} ${value === null ? "" : String(value)}`.trim();
    });
    return said.join(", ");
  }

  /** What a promise says. */
  function promiseWords(name: string, value: string | number | boolean): string | null {
    const isNothing = value === "" || value === 0;
    if (name === "by" || name === "to") {
      const party = isNothing ? t("tools.promiseNobody") : value === "all" ? t("tools.promiseAll") : String(value);
      return t(`conflicts.form.${name}`, { party: withNumbers(party) });
    }
    if (name === "due")
      return isNothing ? t("conflicts.form.noDue") : t("conflicts.form.due", { day: formats.day(String(value)) });
    if (name === "every")
      return isNothing ? t("conflicts.form.once") : t("conflicts.form.every", { count: Number(value) });
    return null;
  }

  const place = ({ inside, behind }: PlaceView): string => {
    if (behind !== null) return t("conflicts.place.behind", { clause: clause(behind) });
    return inside === null ? t("conflicts.place.first") : t("conflicts.place.firstIn", { clause: clause(inside) });
  };

  return {
    clause,
    before(conflict) {
      if (conflict.kind === "words") return sentence(conflict, conflict.before, false);
      if (conflict.kind === "form") return form(conflict.before, conflict.words);
      return <p>{t(conflict.kind === "cut" ? "conflicts.cut.before" : "conflicts.place.elsewhere")}</p>;
    },
    side(conflict, index) {
      if (conflict.kind === "words") return sentence(conflict, conflict.sides[index]?.words ?? "", false);
      if (conflict.kind === "form") return form(conflict.sides[index]?.form ?? {}, conflict.words);
      if (conflict.kind === "cut") return <p>{t(`conflicts.cut.${conflict.sides[index]?.did ?? "cut"}`)}</p>;
      return <p dir="auto">{place(conflict.sides[index]?.place ?? { inside: null, behind: null })}</p>;
    },
    now(conflict) {
      if (conflict.kind === "words") return sentence(conflict, conflict.now, true);
      if (conflict.kind === "form") return form(conflict.now, conflict.words);
      if (conflict.kind === "cut")
        return (
          <p dir="auto">
            {t("conflicts.cut.now")} <q>{withNumbers(conflict.words)}</q>
          </p>
        );
      return <p>{t("conflicts.place.one")}</p>;
    },
  };
}
