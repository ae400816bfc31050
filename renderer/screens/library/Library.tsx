import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterSummary } from "../../../shared/api/library.ts";
import type { DueView } from "../../../shared/api/renewal.ts";
import { ButtonLink } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { ImportBundle } from "../charter/meeting/ImportBundle.tsx";
import { Boundary } from "../shell/Boundary.tsx";
import { concernsLibrary, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { goTo } from "../shell/useRoute.ts";
import { PdfDrop } from "../verify/PdfDrop.tsx";
import { SheetNotice } from "../welcome/SheetNotice.tsx";
import { CharterCard } from "./CharterCard.tsx";
import { findCharters, type LibraryOrder, libraryOrders, orderLibrary } from "./libraryOrder.ts";
import { UnopenedCards } from "./UnopenedCards.tsx";
import { useAsFarAsSeen } from "./useAsFarAsSeen.ts";

/** So many are seen at a glance. */
const fewCharters = 6;
const nothingDue: readonly DueView[] = [];

export function Library() {
  const { t } = useTranslation();
  const charters = useLive("library", (api) => api.listCharters({}), concernsLibrary);
  const due = useLive("due", (api) => api.listDue({}), concernsLibrary);
  const unopened = useLive("unopened", (api) => api.listUnopened({}), concernsLibrary);
  return (
    <Screen
      title={t("library.title")}
      width="wide"
      actions={
        <>
          <ButtonLink to={routeHash({ screen: "new" })} tone="primary">
            {t("library.new")}
          </ButtonLink>
          <ButtonLink to={routeHash({ screen: "join" })}>{t("library.join")}</ButtonLink>
          <ImportBundle label={t("library.import")} />
        </>
      }
    >
      <SheetNotice />
      <Waiting live={charters}>
        {(list) =>
          list.length === 0 ? <Empty /> : <Cards charters={list} due={due.phase === "ready" ? due.value : []} />
        }
      </Waiting>
      {unopened.phase === "ready" && <UnopenedCards unopened={unopened.value} />}
      <aside className="aside">
        <h2>{t("library.verifyTitle")}</h2>
        <PdfDrop onPicked={() => goTo({ screen: "verify" })} />
      </aside>
    </Screen>
  );
}

function Cards({ charters, due }: { readonly charters: readonly CharterSummary[]; readonly due: readonly DueView[] }) {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<LibraryOrder>("waiting");
  const list = useMemo(
    () => orderLibrary(findCharters(charters, search), i18n.language, order),
    [charters, search, i18n.language, order],
  );
  const dueIn = useMemo(() => Map.groupBy(due, ({ charter }) => charter), [due]);
  const { count, end } = useAsFarAsSeen(`${order} ${search}`, list.length);
  return (
    <>
      {charters.length > fewCharters && (
        <div className="library-search">
          <Field label={t("library.search")} value={search} onChange={setSearch} maxLength={200} />
          <Choice
            label={t("library.order")}
            value={order}
            options={libraryOrders.map((value) => ({ value, label: t(`library.orders.${value}`) }))}
            onChange={setOrder}
          />
          <p className="hint" role="status">
            {search.trim() === ""
              ? t("library.all", { count: charters.length })
              : t("library.found", { count: list.length })}
          </p>
        </div>
      )}
      <ul className="cards" aria-label={t("library.list")}>
        {list.slice(0, count).map((charter) => (
          <Boundary key={charter.id} as="li">
            <CharterCard charter={charter} due={dueIn.get(charter.id) ?? nothingDue} />
          </Boundary>
        ))}
      </ul>
      {count < list.length && <div ref={end} aria-hidden="true" />}
    </>
  );
}

function Empty() {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <svg className="empty-picture" viewBox="0 0 120 60" aria-hidden="true" focusable="false">
        <path className="half" d="M10 10h42l-5 8 6 8-6 8 5 8-3 8H10z" />
        <path className="half away" d="M66 10h44v40H63l3-8-5-8 6-8-6-8z" />
      </svg>
      <h2>{t("library.emptyTitle")}</h2>
      <p>{t("library.empty")}</p>
    </div>
  );
}
