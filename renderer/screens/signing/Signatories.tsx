import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { lookAlikes } from "../../../shared/charter/parties/lookAlikes.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import type { IconName } from "../../ui/Icon.tsx";

const looks = {
  ratify: { tone: "good", icon: "check", words: "signing.ratified" },
  decline: { tone: "bad", icon: "cross", words: "signing.declined" },
  none: { tone: "neutral", icon: "clock", words: "signing.waiting" },
  gone: { tone: "bad", icon: "cross", words: "signing.gone" },
  late: { tone: "neutral", icon: "clock", words: "signing.late" },
  inQuestion: { tone: "warn", icon: "alert", words: "signing.notConfirmed" },
  repudiated: { tone: "bad", icon: "cross", words: "signing.disowned" },
} as const satisfies Readonly<Record<string, { tone: BadgeTone; icon: IconName; words: string }>>;

/** Who must sign, who has, and when. */
export function Signatories({ entry, mine }: { readonly entry: TimelineEntry; readonly mine: PartyId | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = entry.electorate.length;
  const rule = () => {
    if (entry.needed < count) return t("signing.needed", { needed: entry.needed, count });
    return count === 2 ? t("signing.both") : t("signing.unanimity", { count });
  };
  return (
    <section className="paper">
      <h2>{t("signing.who")}</h2>
      <p className="hint">{rule()}</p>
      {lookAlikes(entry.electorate, ({ name }) => name).map((group) => (
        <p className="hint" key={group[0]?.id}>
          {t("signing.lookAlike", {
            names: formats.row(group.map(({ id, name }) => `\u2068${name}\u2069 (${fingerprint(id)})`)),
          })}
        </p>
      ))}
      <ul className="signatories">
        {entry.electorate.map((party) => {
          const ballot = entry.ballots.find((cast) => cast.party.id === party.id);
          const isGone = entry.cannotAnswer.some(({ id }) => id === party.id);
          const standing = ballot === undefined || ballot.standing === "counts" ? null : ballot.standing;
          const look = looks[standing ?? ballot?.choice ?? (isGone ? "gone" : "none")];
          const bound = entry.binds.find((binding) => binding.party.id === party.id);
          return (
            <li key={party.id}>
              <p className="signatory">
                <bdi>{party.name}</bdi>
                <Badge tone={look.tone} icon={look.icon} words={t(look.words)} />
              </p>
              <p className="hint">{t("verify.keyFingerprint", { fingerprint: fingerprint(party.id) })}</p>
              {party.id === mine && <p className="hint">{t("signing.you")}</p>}
              {ballot !== undefined && (
                <p className="hint">
                  {t("signing.by", { person: ballot.person, when: formats.moment(ballot.castAt) })}
                </p>
              )}
              {bound !== undefined && bound.left !== null && (
                <p className="hint">
                  {t(bound.left.how === "withdrew" ? "timeline.boundWithdrew" : "timeline.boundRemoved", {
                    party: party.name,
                    from: formats.day(bound.from),
                    to: bound.to === null ? "" : formats.day(bound.to),
                  })}
                </p>
              )}
              {ballot !== undefined && ballot.statement !== "" && (
                <blockquote className="note" dir="auto">
                  {t("signing.statement", { statement: ballot.statement })}
                </blockquote>
              )}
            </li>
          );
        })}
      </ul>
      {entry.ballots.length > 0 && <p className="hint">{t("signing.claimed")}</p>}
    </section>
  );
}
