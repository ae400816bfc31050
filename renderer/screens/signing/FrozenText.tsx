import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { SigningView } from "../../../shared/api/agreements.ts";
import { namesOf } from "../../../shared/charter/text/promiseWords.ts";
import { Notice } from "../../ui/Notice.tsx";
import { RedlineView } from "../../ui/RedlineView.tsx";
import { TextView } from "../../ui/TextView.tsx";
import { ClauseReservations, type Reserving } from "./ClauseReservations.tsx";

/** Three ways to read one frozen text: as it stands, against the text in force, against this device's draft. */
export function FrozenText(props: {
  readonly signing: SigningView;
  readonly language: string;
  readonly reserving: Reserving;
}) {
  const { signing, language, reserving } = props;
  const { t } = useTranslation();
  return (
    <Tabs className="tabs">
      <TabList className="tab-list" aria-label={t("signing.views")}>
        <Tab id="text" className="tab">
          {t("signing.text")}
        </Tab>
        <Tab id="parent" className="tab">
          {t("signing.sinceParent")}
        </Tab>
        <Tab id="draft" className="tab">
          {t("signing.draftSince")}
        </Tab>
      </TabList>
      <TabPanel id="text" className="tab-panel paper">
        <TextView
          text={signing.text}
          language={language}
          nameOf={namesOf(signing.entry.electorate)}
          below={({ id }) => <ClauseReservations signing={signing} clause={id} reserving={reserving} />}
        />
      </TabPanel>
      <TabPanel id="parent" className="tab-panel paper" lang={language}>
        {signing.sinceParent === null ? (
          <p className="calm">{t("signing.noParent")}</p>
        ) : (
          <RedlineView redline={signing.sinceParent} />
        )}
      </TabPanel>
      <TabPanel id="draft" className="tab-panel paper" lang={language}>
        {signing.draftSince.same ? (
          <p className="calm">{t("signing.draftSame")}</p>
        ) : (
          <>
            <Notice tone="info" title={t("signing.draftMoved")} />
            <RedlineView redline={signing.draftSince} />
          </>
        )}
      </TabPanel>
    </Tabs>
  );
}
