/** What would be proposed: for a renewal clause by clause, and always as a redline to the text in force. */
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import type { Redline } from "../../../shared/charter/compare/redline.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { RedlineView } from "../../ui/RedlineView.tsx";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { draftPoint, proposalPoint } from "../shell/routes.ts";
import { Waiting } from "../shell/Screen.tsx";
import { RenewalTable } from "./RenewalTable.tsx";

interface ProposedChangesProps {
  readonly view: CharterView;
  /** The text in force, or the last that was; null: this is the first. */
  readonly base: ProposalId | null;
  readonly isRenewal: boolean;
}

export function ProposedChanges(props: ProposedChangesProps) {
  const { t } = useTranslation();
  return props.base === null ? (
    <p className="calm">{t("propose.first")}</p>
  ) : (
    <SinceBase {...props} base={props.base} />
  );
}

function SinceBase({ view, base, isRenewal }: ProposedChangesProps & { readonly base: ProposalId }) {
  const { id: charter, language } = view;
  const from = proposalPoint(base);
  const redline = useLive(
    `proposed ${charter} ${base}`,
    (api) => api.compare({ charter, from, to: draftPoint }),
    concernsCharter(charter),
  );
  return (
    <Waiting live={redline}>
      {(value) => (
        <>
          {value.same && <NothingChanged isRenewal={isRenewal} />}
          {isRenewal && <RenewalTable view={view} base={base} redline={value} />}
          {!value.same && <Preview language={language} redline={value} isOpen={!isRenewal} />}
        </>
      )}
    </Waiting>
  );
}

function NothingChanged({ isRenewal }: { readonly isRenewal: boolean }) {
  const { t } = useTranslation();
  return (
    <Notice tone={isRenewal ? "info" : "warn"} title={t(isRenewal ? "propose.sameRenewal" : "propose.sameAmendment")} />
  );
}

function Preview({
  language,
  redline,
  isOpen,
}: {
  readonly language: string;
  readonly redline: Redline;
  readonly isOpen: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Disclosure className="preview paper" defaultExpanded={isOpen}>
      <Heading level={2}>
        <AriaButton slot="trigger" className="fold-button">
          <Icon name="down" /> {t("propose.preview")}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <div lang={language}>
          <RedlineView redline={redline} />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
