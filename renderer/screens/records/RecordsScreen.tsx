/**
 * What stands beside the agreed texts of a charter, signed and practised ones side by side: how they are observed, when
 * the parties met about them, who took them up, who endorses them.
 */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { RecordsView, TextRecords } from "../../../shared/api/records.ts";
import { dayOf } from "../../../shared/base/days.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import type { CharterData } from "../charter/state/charterData.ts";
import { mayPropose, mayWrite, readStanding } from "../charter/state/standing.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { useIdentity } from "../shell/identityContext.ts";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { Observed } from "../signing/Observed.tsx";
import { proposalBadges } from "../timeline/EntryCard.tsx";
import {
  AttestDialog,
  EndorseDialog,
  InstitutionDialog,
  type RecordDialogProps,
  ReviewDialog,
} from "./RecordDialogs.tsx";

export function RecordsScreen({ data }: { readonly data: CharterData }) {
  const { t } = useTranslation();
  const { id: charter, title } = data.view;
  const records = useLive(`records ${charter}`, (api) => api.getRecords({ charter }), concernsCharter(charter));
  return (
    <Screen
      title={t("records.title")}
      lead={t("records.lead")}
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "timeline" })}>
          <bdi>{title}</bdi>: {t("timeline.title")}
        </a>
      }
    >
      <Waiting live={records}>{(shown) => <Texts data={data} records={shown} />}</Waiting>
    </Screen>
  );
}

const dialogs = { attest: AttestDialog, review: ReviewDialog, institution: InstitutionDialog, endorse: EndorseDialog };
type Deed = keyof typeof dialogs;

/** What may still be endorsed before it is ratified. */
const isOpen = ({ state }: TimelineEntry): boolean => state === "open" || state === "awaiting";

function Texts({ data, records }: { readonly data: CharterData; readonly records: RecordsView }) {
  const { t } = useTranslation();
  const { person } = useIdentity();
  const [today] = useState(() => dayOf(Date.now()));
  const [doing, setDoing] = useState<{ readonly deed: Deed; readonly entry: TimelineEntry } | null>(null);
  const { view, timeline } = data;
  const standing = readStanding(view);
  const party = standing.kind === "delegate" && mayWrite(view) ? standing.party : null;
  const isSupporter = standing.kind === "guest" && standing.role === "supporter" && view.readOnly === null;
  const known = new Map(records.texts.map((one) => [one.proposal, one]));
  const entries = timeline
    .filter((entry) => known.has(entry.proposal) || (isSupporter && isOpen(entry)))
    .toSorted((a, b) => (b.ratifiedAt ?? b.proposedAt) - (a.ratifiedAt ?? a.proposedAt));
  const deedsOf = (entry: TimelineEntry): readonly Deed[] => {
    if (isSupporter) return ["endorse"];
    if (party === null || entry.ratifiedAt === null) return [];
    return [...(entry.conditions.form === "practised" ? (["attest"] as const) : []), "review", "institution"];
  };
  const Dialog = doing === null ? null : dialogs[doing.deed];
  const dialog: RecordDialogProps | null =
    doing === null
      ? null
      : { view, entry: doing.entry, by: party?.name ?? person, today, onClose: () => setDoing(null) };
  return (
    <>
      {(["signed", "practised"] as const).map((form) => {
        const these = entries.filter(({ conditions }) => conditions.form === form);
        return (
          <section className="record-kind" key={form}>
            <h2>{t(`records.kind.${form}`)}</h2>
            <p className="hint">{t(these.length === 0 ? `records.noneOf.${form}` : `records.about.${form}`)}</p>
            {these.map((entry) => (
              <Text
                key={entry.proposal}
                data={data}
                entry={entry}
                records={known.get(entry.proposal)}
                today={today}
                deeds={deedsOf(entry)}
                onDeed={(deed) => setDoing({ deed, entry })}
              />
            ))}
          </section>
        );
      })}
      {Dialog !== null && dialog !== null && <Dialog {...dialog} />}
    </>
  );
}

function Text(props: {
  readonly data: CharterData;
  readonly entry: TimelineEntry;
  /** Undefined: nothing is on record yet. */
  readonly records: TextRecords | undefined;
  readonly today: string;
  readonly deeds: readonly Deed[];
  readonly onDeed: (deed: Deed) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data, entry, records, deeds } = props;
  const { id: charter, language } = data.view;
  const { proposal, ratifiedBy, conditions } = entry;
  const day = formats.dayOf(entry.ratifiedAt ?? entry.proposedAt);
  const called = formats.row([t(`timeline.purpose.${entry.purpose}`), day]);
  const isRenewable = mayPropose(data.view) && proposal === data.view.inForce && entry.term.months !== null;
  return (
    <article className="paper record-text" aria-label={called}>
      <div className="entry-head">
        <h3>
          <a href={routeHash({ screen: "sign", charter, proposal })}>
            <bdi lang={language}>{entry.title}</bdi>
          </a>
        </h3>
        <Badge {...proposalBadges[entry.state]} words={t(`timeline.state.${entry.state}`)} />
      </div>
      <p className="entry-facts">
        <span>{called}</span>
        {ratifiedBy.length > 0 && (
          <span>
            {t(conditions.form === "practised" ? "signing.observedBy" : "signing.signedBy", {
              parties: formats.list(ratifiedBy.map(({ name }) => withNumbers(name))),
            })}
          </span>
        )}
      </p>
      {records !== undefined && <Practice records={records} data={data} />}
      {records !== undefined && <Reviews records={records} today={props.today} />}
      {records !== undefined && <Institutions records={records} />}
      {records !== undefined && <Endorsements records={records} />}
      {(deeds.length > 0 || isRenewable) && (
        <div className="row">
          {deeds.map((deed) => (
            <Button key={deed} onPress={() => props.onDeed(deed)} aria-label={`${t(`records.${deed}`)}: ${called}`}>
              {t(`records.${deed}`)}
            </Button>
          ))}
          {isRenewable && (
            <ButtonLink to={routeHash({ screen: "propose", charter, purpose: "renewal" })} tone="quiet">
              {t("records.renew")}
            </ButtonLink>
          )}
        </div>
      )}
    </article>
  );
}

/** What one party put on record, and who of it signed that. */
function Entry(props: {
  readonly by: { readonly person: string; readonly saidAt: number };
  readonly party: string | null;
  readonly children: ReactNode;
}) {
  const formats = useFormats();
  const { by, party } = props;
  return (
    <li>
      {props.children}
      <p className="hint">
        {formats.row([
          ...(party === null ? [] : [withNumbers(party)]),
          withNumbers(by.person),
          formats.dayOf(by.saidAt),
        ])}
      </p>
    </li>
  );
}

function Practice({ records, data }: { readonly records: TextRecords; readonly data: CharterData }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  const { attestations } = records;
  if (attestations.length === 0) return null;
  const partyOf = (id: PartyId | null): string | null =>
    data.view.parties.find((party) => party.id === id)?.name ?? null;
  const witness = ({ name, party }: { readonly name: string; readonly party: PartyId | null }): string => {
    const of = partyOf(party);
    return of === null
      ? withNumbers(name)
      : t("records.witnessOf", { name: withNumbers(name), party: withNumbers(of) });
  };
  return (
    <section>
      <h4>{t("records.practice")}</h4>
      <ul className="record-list">
        {attestations.map((one) => (
          <Entry key={one.id} by={one} party={one.party.name}>
            <Observed practice={one.practice} witness={witness} />
            <p className="hint">
              {one.clauses.length > 0
                ? t("records.ofClauses", { clauses: formats.row(one.clauses.map(words.name)) })
                : t(one.isConsent ? "records.isConsent" : "records.wholeText")}
            </p>
          </Entry>
        ))}
      </ul>
    </section>
  );
}

function Reviews({ records, today }: { readonly records: TextRecords; readonly today: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { reviews, nextReviews } = records;
  if (reviews.length + nextReviews.length === 0) return null;
  return (
    <section>
      <h4>{t("records.reviews")}</h4>
      <ul className="record-list">
        {reviews.map((one) => (
          <Entry key={one.id} by={one} party={one.party.name}>
            <p>
              {t("records.met", { day: formats.day(one.heldOn), place: withNumbers(one.place) })}{" "}
              <strong>{t(`records.outcome.${one.outcome}`)}</strong>
            </p>
            {one.nextOn !== null && (
              <p className="hint">{t("records.nextMeeting", { day: formats.day(one.nextOn) })}</p>
            )}
            {one.minutes !== null && (
              <p className="hint evidence-line">
                {t("records.hashOf", { what: t("records.minutes"), hash: one.minutes })}
              </p>
            )}
          </Entry>
        ))}
        {nextReviews.map((day) => (
          <li key={day}>
            <Badge
              tone={day < today ? "warn" : "open"}
              icon="clock"
              words={t(day < today ? "records.meetingMissed" : "records.nextMeeting", { day: formats.day(day) })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Institutions({ records: { institutions } }: { readonly records: TextRecords }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (institutions.length === 0) return null;
  return (
    <section>
      <h4>{t("records.institutions")}</h4>
      <ul className="record-list">
        {institutions.map((one) => (
          <Entry key={one.id} by={one} party={one.party.name}>
            <p>
              {t("records.took", {
                ...{ authority: withNumbers(one.authority), reference: withNumbers(one.reference) },
                ...{ instrument: t(`records.instrument.${one.instrument}`), day: formats.day(one.day) },
              })}
            </p>
            {one.text !== null && (
              <p className="hint evidence-line">
                {t("records.hashOf", { what: t("records.itsText"), hash: one.text })}
              </p>
            )}
          </Entry>
        ))}
      </ul>
    </section>
  );
}

function Endorsements({ records: { endorsements } }: { readonly records: TextRecords }) {
  const { t } = useTranslation();
  if (endorsements.length === 0) return null;
  return (
    <section>
      <h4>{t("records.endorsements")}</h4>
      <ul className="record-list">
        {endorsements.map((one) => (
          <Entry key={one.id} by={one} party={null}>
            <p>
              <strong>
                <bdi>{withNumbers(one.name)}</bdi>
              </strong>
            </p>
            {one.statement !== "" && (
              <blockquote className="note" dir="auto">
                {one.statement}
              </blockquote>
            )}
          </Entry>
        ))}
      </ul>
    </section>
  );
}
