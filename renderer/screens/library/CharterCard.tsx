import { useTranslation } from "react-i18next";
import type { ArrivingView, CharterSummary } from "../../../shared/api/library.ts";
import type { DueView } from "../../../shared/api/renewal.ts";
import { useFormats } from "../../i18n/formats.ts";
import type { Translate } from "../../i18n/i18n.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { stateBadges } from "../charter/state/charterState.ts";
import { routeHash, thisDay } from "../shell/routes.ts";
import { DueLines } from "./DueLines.tsx";

interface CardProps {
  readonly charter: CharterSummary;
  readonly due: readonly DueView[];
}

export function CharterCard({ charter, due }: CardProps) {
  return charter.arriving === null ? (
    <HereCard charter={charter} due={due} />
  ) : (
    <ArrivingCard charter={charter} arriving={charter.arriving} />
  );
}

function CardTitle({ charter }: { readonly charter: CharterSummary }) {
  const { t } = useTranslation();
  return (
    <h2 className="card-title" lang={charter.language}>
      <a href={routeHash({ screen: "charter", charter: charter.id, pane: "text" })}>
        <bdi>{charter.title === "" ? t("arriving.untitled") : charter.title}</bdi>
      </a>
    </h2>
  );
}

function ArrivingCard({ charter, arriving }: { readonly charter: CharterSummary; readonly arriving: ArrivingView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const progress = { read: formats.number(arriving.read), of: formats.number(arriving.of) };
  return (
    <li className={`card paper ${charter.state}`}>
      <div className="card-main">
        <CardTitle charter={charter} />
        <p className="card-parties">
          {arriving.agreed === null ? t("library.arrivingDraft", progress) : t("library.arrivingAgreed", progress)}
        </p>
      </div>
      <div className="card-state">
        <Badge tone="open" icon="clock" words={t("library.arriving")} />
      </div>
    </li>
  );
}

function HereCard({ charter, due }: CardProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  // That it is time to renew is the state of the charter.
  const days = due.filter(({ kind }) => kind !== "renew").length;
  return (
    <li className={`card paper ${charter.state}`}>
      <div className="card-main">
        <CardTitle charter={charter} />
        <p className="card-parties">
          {charter.parties.length === 1
            ? t("library.onlyHere")
            : formats.list(charter.parties.map((party) => party.name))}
        </p>
      </div>
      <div className="card-state">
        {charter.damage !== null && <Badge tone="bad" icon="alert" words={t("library.damaged")} />}
        <StateBadge charter={charter} />
        {days > 0 && <Badge tone="warn" icon="clock" words={t("due.sign", { count: days })} />}
        {(charter.state === "inForce" || charter.state === "due") && (
          <a
            className="card-link"
            href={routeHash({ screen: "force", charter: charter.id, question: thisDay })}
            aria-label={t("agreement.toForceOf", { title: charter.title })}
          >
            {t("agreement.toForce")}
          </a>
        )}
        {charter.waitingForMe > 0 && (
          <Badge tone="open" icon="pen" words={t("library.waiting", { count: charter.waitingForMe })} />
        )}
        {charter.consentsForMe > 0 && (
          <Badge tone="warn" icon="people" words={t("library.consents", { count: charter.consentsForMe })} />
        )}
        <NewsBadge charter={charter} />
        {charter.mentionsOfMe > 0 && (
          <Badge tone="open" icon="people" words={t("library.mentions", { count: charter.mentionsOfMe })} />
        )}
        {charter.hasEnded && <Badge tone="bad" icon="cross" words={t("library.ended")} />}
        {charter.guestRole !== null && <Badge tone="neutral" words={t(`library.as.${charter.guestRole}`)} />}
      </div>
      {due.length > 0 && <DueLines due={due} />}
      <p className="card-foot">
        <span className={charter.notReceived > 0 ? "unreceived" : ""}>
          <Icon name={charter.notReceived > 0 ? "clock" : "people"} />
          {received(charter, t)}
        </span>
        <span>{t("library.changed", { when: formats.moment(charter.changedAt) })}</span>
      </p>
    </li>
  );
}

/** How much of what others signed was not read yet. */
function NewsBadge({ charter: { news } }: { readonly charter: CharterSummary }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const kinds = (["changes", "suggestions", "comments", "stances"] as const).filter((kind) => news[kind] > 0);
  if (kinds.length === 0) return null;
  const what = formats.list(kinds.map((kind) => t(`news.${kind}`, { count: news[kind] })));
  return <Badge tone="open" icon="clock" words={t("news.inLibrary", { what })} />;
}

function received(charter: CharterSummary, t: Translate): string {
  if (charter.notReceived > 0) return t("library.notReceived", { count: charter.notReceived });
  return charter.otherDevices > 0 ? t("library.allReceived") : t("people.alone");
}

function StateBadge({ charter }: { readonly charter: CharterSummary }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const date = charter.endsOn === null ? null : formats.day(charter.endsOn);
  const words = () => {
    switch (charter.state) {
      case "draft":
        return t("library.draft");
      case "inForce":
        return date === null ? t("library.inForceOpen") : t("library.inForceUntil", { date });
      case "due":
        return date === null ? t("library.due") : t("library.dueUntil", { date });
      case "contested":
        return t("library.contested");
      case "lapsed":
        return date === null ? t("library.lapsed") : t("library.lapsedOn", { date });
    }
  };
  return <Badge {...stateBadges[charter.state]} words={words()} />;
}
