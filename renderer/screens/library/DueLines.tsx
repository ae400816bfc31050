import { useTranslation } from "react-i18next";
import type { DueView } from "../../../shared/api/renewal.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { type Route, routeHash } from "../shell/routes.ts";

/** So many are named in a card; the others are counted. */
const named = 3;

/** What a charter's next days ask for, the earliest first, each with the place where it is done. */
export function DueLines({ due }: { readonly due: readonly DueView[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const wordsOf = ({ kind, day: date, isOver, party, clause }: DueView): string => {
    const day = formats.day(date);
    const who = party === null ? t("promises.nobody") : party === "all" ? t("promises.all") : withNumbers(party.name);
    switch (kind) {
      case "renew":
        return t("due.renew", { day });
      case "review":
        return t(isOver ? "due.reviewOver" : "due.review", { day });
      case "leave":
        return t("due.leave", { day, party: who });
      case "promise":
        return t(isOver ? "due.promiseOver" : "due.promise", { day, party: who, number: clause?.number ?? "" });
    }
  };
  const more = due.length - named;
  return (
    <ul className="card-due" aria-label={t("due.title")}>
      {due.slice(0, named).map((one) => (
        <li key={`${one.kind} ${one.proposal} ${one.day} ${one.clause?.id} ${wordsOf(one)}`}>
          <a href={routeHash(placeOf(one))}>{wordsOf(one)}</a>
        </li>
      ))}
      {more > 0 && <li>{t("due.more", { count: more })}</li>}
    </ul>
  );
}

function placeOf({ kind, charter }: DueView): Route {
  switch (kind) {
    case "renew":
      return { screen: "propose", charter, purpose: "renewal" };
    case "review":
      return { screen: "records", charter };
    case "leave":
      return { screen: "charter", charter, pane: "timeline" };
    case "promise":
      return { screen: "promises", charter };
  }
}
