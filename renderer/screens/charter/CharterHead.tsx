import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge } from "../../ui/Badge.tsx";
import { ButtonLink } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Notice } from "../../ui/Notice.tsx";
import { ConflictsBanner } from "../conflicts/ConflictsBanner.tsx";
import { type Pane, routeHash } from "../shell/routes.ts";
import { ScreenTitle } from "../shell/Screen.tsx";
import { DamageBanner, UnreadableBanner } from "./DamageBanner.tsx";
import { EndedBanner } from "./EndedBanner.tsx";
import { stateBadges } from "./state/charterState.ts";
import { readStanding } from "./state/standing.ts";
import { useAuthor } from "./state/useAuthor.ts";

export function CharterHead({
  view,
  timeline,
  pane,
  suggestions,
}: {
  readonly view: CharterView;
  /** Null: it is still being read. */
  readonly timeline: readonly TimelineEntry[] | null;
  readonly pane: Pane;
  /** How many wait for an answer. */
  readonly suggestions: number;
}) {
  const { t } = useTranslation();
  const author = useAuthor();
  const waiting = timeline?.find((entry) => entry.canCast);
  const consents = view.decisions.filter(({ canConsent }) => canConsent).length;
  const standing = readStanding(view);
  const to = (next: Pane) => routeHash({ screen: "charter", charter: view.id, pane: next });
  const isCurrent = (next: Pane) => (pane === next ? ("page" as const) : undefined);
  return (
    <div className="charter-head">
      <div className="charter-name" lang={view.language}>
        <ScreenTitle title={view.title} />
      </div>
      {waiting !== undefined && (
        <div className="waiting">
          <Badge tone="open" icon="pen" words={t("charter.waiting")} />
          <ButtonLink to={routeHash({ screen: "sign", charter: view.id, proposal: waiting.proposal })} tone="primary">
            {t("charter.goSign")}
          </ButtonLink>
        </div>
      )}
      {consents > 0 && (
        <p className="waiting consents">
          <Badge tone="warn" icon="people" words={t("charter.consents", { count: consents })} />
          <a href={to("people")}>{t("charter.goConsent")}</a>
        </p>
      )}
      <StateLine view={view} />
      {suggestions > 0 && (
        <p className="suggestions-sign">
          <Badge tone="open" icon="pen" words={t("suggestions.open", { count: suggestions })} />
          <a href={to("suggestions")} aria-current={isCurrent("suggestions")}>
            {t("suggestions.goThere")}
          </a>
        </p>
      )}
      {standing.kind === "guest" && <p className="hint role-line">{t(`charter.role.${standing.role}`)}</p>}
      <nav className="views" aria-label={t("charter.views")}>
        <a
          href={to("text")}
          aria-current={pane === "timeline" ? undefined : isCurrent("text")}
          data-text={pane !== "timeline"}
        >
          {t("charter.text")}
        </a>
        <a href={to("timeline")} aria-current={isCurrent("timeline")}>
          {t("charter.timeline")}
        </a>
        <a href={routeHash({ screen: "board", charter: view.id })}>{t("charter.board")}</a>
        {/* On a narrow window the timeline leads there. */}
        {timeline !== null && timeline.length > 0 && (
          <>
            <a className="wide-only" href={routeHash({ screen: "promises", charter: view.id })}>
              {t("promises.link")}
            </a>
            <a className="wide-only" href={routeHash({ screen: "records", charter: view.id })}>
              {t("records.link")}
            </a>
          </>
        )}
        <a className="narrow-only" href={to("comments")} aria-current={isCurrent("comments")}>
          {t("charter.comments")}
        </a>
        <a className="narrow-only" href={to("people")} aria-current={isCurrent("people")}>
          {t("charter.people")}
        </a>
        <a className="narrow-only" href={to("meet")} aria-current={isCurrent("meet")}>
          {t("charter.meet")}
        </a>
      </nav>
      <ConflictsBanner charter={view.id} />
      {view.ended !== null && <EndedBanner ended={view.ended} />}
      {view.readOnly === "newerFormat" && <Notice tone="warn" title={t("charter.readOnly")} />}
      {view.unknown.map(({ by, count }) => (
        <Notice key={author(by)} tone="info" title={t("charter.unknown", { count, by: author(by) })} />
      ))}
      {view.damage !== null && <DamageBanner charter={view.id} damage={view.damage} />}
      {view.unreadable > 0 && <UnreadableBanner charter={view.id} count={view.unreadable} />}
    </div>
  );
}

/** "In force until 31 December 2026 · draft differs in clauses 2, 5" */
export function StateLine({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  const { state, endsOn } = view;
  const date = endsOn === null ? null : formats.day(endsOn);
  const stateWords = () => {
    switch (state) {
      case "draft":
        return t("charter.draft");
      case "inForce":
        return date === null ? t("charter.inForceOpen") : t("charter.inForceUntil", { date });
      case "due":
        return date === null ? t("charter.dueOpen") : t("charter.dueUntil", { date });
      case "lapsed":
        return t("charter.lapsed");
      case "contested":
        return t("charter.contested");
    }
  };
  const differs = view.draftDiffersIn;
  return (
    <p className="state-line">
      <Badge {...stateBadges[state]} words={stateWords()} />
      {differs !== null && (
        <span className="differs">
          {differs.length === 0
            ? t("charter.same")
            : t("charter.differs", { count: differs.length, clauses: formats.row(differs.map(words.name)) })}
        </span>
      )}
      {view.inForce !== null && (
        <a className="screen-only" href={routeHash({ screen: "agreement", charter: view.id, proposal: view.inForce })}>
          {t("agreement.go")}
        </a>
      )}
    </p>
  );
}
