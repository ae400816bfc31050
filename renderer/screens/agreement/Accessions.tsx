/** Who joined a ratified text and what is still needed for it, and who leaves it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { AccessionView, JoiningView, StatementView } from "../../../shared/api/joining.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { FileButton } from "../../ui/FileDrop.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { InviteDialog } from "../charter/people/InviteDialog.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { Sign } from "../shell/Sign.tsx";
import { TakeBack } from "./TakeBack.tsx";

interface AccessionsProps {
  readonly view: CharterView;
  readonly entry: TimelineEntry;
  readonly joining: JoiningView;
  /** The party that this device speaks for; null: none. */
  readonly mine: PartyRef | null;
}

export function Accessions(props: AccessionsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { entry, joining, mine } = props;
  const own = joining.accessions.filter(({ proposal }) => proposal === entry.proposal);
  const notices = joining.notices.filter(({ proposal }) => (proposal ?? entry.proposal) === entry.proposal);
  if (own.length === 0 && notices.length === 0 && entry.conditions.accession === "closed") return null;
  return (
    <section className="paper" tabIndex={-1} data-landing>
      <h2>{t("agreement.comings")}</h2>
      {own.length === 0 && notices.length === 0 && <p className="calm">{t("agreement.nobody")}</p>}
      <ul className="signatories">
        {own.map((accession) => (
          <li key={accession.id}>
            <Accession {...props} accession={accession} />
          </li>
        ))}
        {notices.map(({ id, party, proposal, reason, givenAt, effectiveOn }) => (
          <li key={id}>
            <p>
              {t(proposal === null ? "agreement.noticeOfAll" : "agreement.noticeOf", {
                party: party.name,
                given: formats.dayOf(givenAt),
                day: formats.day(effectiveOn),
              })}
            </p>
            {reason !== "" && (
              <blockquote className="note" dir="auto">
                {reason}
              </blockquote>
            )}
          </li>
        ))}
      </ul>
      {mine !== null && entry.conditions.accession !== "closed" && <EnterFile />}
    </section>
  );
}

function Accession({ view, accession, mine }: AccessionsProps & { readonly accession: AccessionView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isInviting, setInviting] = useState(false);
  const { id, party, person, accededAt, effectiveAt, consents, needed, standing, statement, canConsent } = accession;
  const own = consents.find((one) => one.id === mine?.id);
  const isMember = view.parties.some((one) => one.id === party.id);
  const charter = view.id;
  const progress = () => {
    if (standing !== "counts") return t("agreement.inQuestion");
    if (effectiveAt !== null) return t("agreement.effective", { day: formats.dayOf(effectiveAt) });
    return t("agreement.stillNeeded", { done: consents.length, needed });
  };
  return (
    <>
      <p className="signatory">
        <bdi>{party.name}</bdi>
      </p>
      <p className="hint">{t("agreement.accededBy", { person, day: formats.dayOf(accededAt) })}</p>
      <p>{progress()}</p>
      {consents.length > 0 && (
        <p className="hint">{t("agreement.consented", { parties: formats.list(consents.map(({ name }) => name)) })}</p>
      )}
      {statement !== "" && (
        <blockquote className="note" dir="auto">
          {statement}
        </blockquote>
      )}
      <div className="row">
        {canConsent && (
          <Sign
            label={t("agreement.consent")}
            name={t("agreement.consentTo", { party: party.name })}
            tone="primary"
            title={t("agreement.consentTo", { party: party.name })}
            means={
              <p>
                {t("agreement.consentMeans", { party: party.name, count: Math.max(0, needed - consents.length - 1) })}{" "}
                {t("agreement.refuseMeans")}
              </p>
            }
            yes={t("agreement.consentYes")}
            done={t("agreement.consentDone")}
            call={(reason, clockIsRight) => (api) =>
              api.consentToAccession({ charter, accession: id, reason, clockIsRight })
            }
          />
        )}
        {own !== undefined && effectiveAt === null && (
          <TakeBack
            charter={charter}
            of={own.consent}
            name={t("agreement.takeBackConsent", { party: party.name })}
            means={t("agreement.takeBackConsentMeans", { party: party.name })}
          />
        )}
        {effectiveAt !== null && !isMember && mine !== null && (
          <Button onPress={() => setInviting(true)}>{t("agreement.invite", { party: party.name })}</Button>
        )}
      </div>
      {canConsent && <p className="hint">{t("agreement.refuseHint")}</p>}
      <InviteDialog view={view} party={party} isOpen={isInviting} onClose={() => setInviting(false)} />
    </>
  );
}

/** Another party's accession, which came as a file: read, shown, and entered as it was signed. */
function EnterFile() {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const [read, setRead] = useState<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly view: StatementView } | null>(
    null,
  );
  const look = async (bytes: Uint8Array<ArrayBuffer>) => {
    const view = await action.run((api) => api.readStatement({ bytes }));
    if (view !== null) setRead({ bytes, view });
  };
  const enter = async () => {
    if (read === null || (await action.run((api) => api.enterStatement({ bytes: read.bytes }))) === null) return;
    setRead(null);
    announcer.show(t("agreement.entered", { party: read.view.party.name }));
  };
  return (
    <>
      <div className="row">
        <FileButton
          label={t("agreement.enterFile")}
          accept={[".tessera-statement"]}
          onFile={({ bytes }) => void look(bytes)}
        />
      </div>
      <p className="hint">{t("agreement.enterHint")}</p>
      {read === null && <ErrorNotice error={action.error} />}
      <Modal
        title={t("agreement.enterAsk", { party: read?.view.party.name ?? "" })}
        isOpen={read !== null}
        onClose={() => {
          setRead(null);
          action.forget();
        }}
        isAlert
      >
        {read !== null && (
          <div className="form">
            <p>
              {t("agreement.enterMeans", {
                party: read.view.party.name,
                person: read.view.person,
                day: formats.dayOf(read.view.accededAt),
                title: read.view.title ?? "",
                count: read.view.reservations.length,
              })}
            </p>
            {read.view.statement !== "" && (
              <blockquote className="note" dir="auto">
                {read.view.statement}
              </blockquote>
            )}
            <ErrorNotice error={action.error} />
            <div className="row">
              <Button tone="primary" isBusy={action.isBusy} onPress={() => void enter()}>
                {t("agreement.enterYes")}
              </Button>
              <Button tone="quiet" slot="close" autoFocus>
                {t("app.cancel")}
              </Button>
            </div>
          </div>
        )}
      </Modal>
    </>
  );
}
