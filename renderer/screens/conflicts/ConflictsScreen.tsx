/** Where sides changed the same thing without knowing of each other: what each wrote, what came of it, and the choice. */
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ConflictView } from "../../../shared/api/conflicts.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { useFocusAfterwards } from "../../ui/useFocusAfterwards.ts";
import { mayWrite } from "../charter/state/standing.ts";
import { useConflicts } from "../charter/state/useConflicts.ts";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { ConflictCard } from "./ConflictCard.tsx";

export function ConflictsScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const conflicts = useConflicts(view.id);
  return (
    <Screen
      title={t("conflicts.title")}
      lead={t("conflicts.lead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter: view.id, pane: "text" })}>
          <bdi>{view.title}</bdi>: {t("charter.text")}
        </a>
      }
    >
      <Waiting live={conflicts}>{(all) => <Cards view={view} all={all} />}</Waiting>
    </Screen>
  );
}

function Cards({ view, all }: { readonly view: CharterView; readonly all: readonly ConflictView[] }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useFocusAfterwards(place, all.length, "[data-conflict]", "[data-conflicts-end]");
  return (
    <div ref={place} className="conflicts">
      {all.length === 0 ? (
        <p className="calm" tabIndex={-1} data-conflicts-end="">
          {t("conflicts.none")}
        </p>
      ) : (
        <ul className="plain-list conflicts">
          {all.map((conflict) => (
            <li key={conflict.id}>
              <ConflictCard view={view} conflict={conflict} canSettle={mayWrite(view)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
