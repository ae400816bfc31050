import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import { Boundary } from "../shell/Boundary.tsx";
import { type Pane, routeHash } from "../shell/routes.ts";
import { CommentsPanel, type Talk } from "./comments/CommentsPanel.tsx";
import { MeetPanel } from "./meeting/MeetPanel.tsx";
import { PeoplePanel } from "./people/PeoplePanel.tsx";

/** Beside the text on a wide window; a place of its own on a narrow one. */
export const SidePanel = memo(function SidePanel(props: {
  readonly view: CharterView;
  readonly pane: Pane;
  readonly talk: Talk;
  /** Null: the text is not there yet. */
  readonly suggestions: ReactNode;
}) {
  const { t } = useTranslation();
  const { view, pane, talk } = props;
  const shown = pane === "meet" || pane === "comments" || pane === "suggestions" ? pane : "people";
  const link = (to: "people" | "meet" | "comments" | "suggestions") => (
    <a
      href={routeHash({ screen: "charter", charter: view.id, pane: to })}
      aria-current={shown === to ? "true" : undefined}
    >
      {to === "suggestions" ? t("suggestions.title") : t(`charter.${to}`)}
    </a>
  );
  return (
    <aside className="side-panel" aria-label={t("charter.panel")}>
      <div className="side-inner">
        <nav className="panel-nav wide-only" aria-label={t("charter.panel")}>
          {link("people")}
          {link("meet")}
          {link("comments")}
          {link("suggestions")}
        </nav>
        <Boundary key={shown}>
          {shown === "people" && <PeoplePanel view={view} />}
          {shown === "meet" && <MeetPanel view={view} />}
          {shown === "comments" && <CommentsPanel view={view} talk={talk} />}
        </Boundary>
      </div>
      {shown === "suggestions" && <Boundary>{props.suggestions}</Boundary>}
    </aside>
  );
});
