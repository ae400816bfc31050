import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Boundary } from "../shell/Boundary.tsx";
import { type Pane, routeHash } from "../shell/routes.ts";
import { MeetPanel } from "./meeting/MeetPanel.tsx";
import { PeoplePanel } from "./people/PeoplePanel.tsx";
import type { CharterData } from "./state/charterData.ts";

/** Beside the text on a wide window; a place of its own on a narrow one. */
export const SidePanel = memo(function SidePanel({ data, pane }: { readonly data: CharterData; readonly pane: Pane }) {
  const { t } = useTranslation();
  const shown = pane === "meet" ? "meet" : "people";
  const link = (to: "people" | "meet") => (
    <a
      href={routeHash({ screen: "charter", charter: data.view.id, pane: to })}
      aria-current={shown === to ? "true" : undefined}
    >
      {t(`charter.${to}`)}
    </a>
  );
  return (
    <aside className="side-panel" aria-label={t("charter.panel")}>
      <div className="side-inner">
        <nav className="panel-nav wide-only" aria-label={t("charter.panel")}>
          {link("people")}
          {link("meet")}
        </nav>
        <Boundary key={shown}>
          {shown === "people" ? <PeoplePanel view={data.view} /> : <MeetPanel view={data.view} />}
        </Boundary>
      </div>
    </aside>
  );
});
