/** Who is asked, who has answered, when and with what, and how many it takes. */
import { useTranslation } from "react-i18next";
import type { BallotView, SignedClause, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { lookAlikes } from "../../../shared/charter/parties/lookAlikes.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import type { IconName } from "../../ui/Icon.tsx";
import { Tokens } from "../../ui/Tokens.tsx";
import { Observed } from "./Observed.tsx";

interface SignatoriesProps {
  readonly entry: TimelineEntry;
  readonly clauses: readonly SignedClause[];
  readonly mine: PartyId | null;
}

const looks = {
  ratify: { tone: "good", icon: "check", words: "signing.ratified" },
  decline: { tone: "bad", icon: "cross", words: "signing.declined" },
  some: { tone: "open", icon: "pen", words: "signing.someDelegates" },
  none: { tone: "neutral", icon: "clock", words: "signing.waiting" },
  gone: { tone: "bad", icon: "cross", words: "signing.gone" },
  late: { tone: "neutral", icon: "clock", words: "signing.late" },
  inQuestion: { tone: "warn", icon: "alert", words: "signing.notConfirmed" },
  repudiated: { tone: "bad", icon: "cross", words: "signing.disowned" },
} as const satisfies Readonly<Record<string, { tone: BadgeTone; icon: IconName; words: string }>>;

export function Signatories({ entry, clauses, mine }: SignatoriesProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { ratifiedBy, conditions, electorate } = entry;
  const count = electorate.length;
  const rule = () => {
    if (conditions.needed < count) return t("signing.needed", { needed: conditions.needed, count });
    return count === 2 ? t("signing.both") : t("signing.unanimity", { count });
  };
  return (
    <section className="paper">
      <h2>{t("signing.who")}</h2>
      <p className="hint">{rule()}</p>
      <p className="tally">
        <Tokens laid={ratifiedBy.length} needed={Math.max(conditions.needed, ratifiedBy.length)} />
        {t("signing.tally", { done: ratifiedBy.length, needed: conditions.needed })}
      </p>
      {lookAlikes(electorate, ({ name }) => name).map((group) => (
        <p className="hint" key={group[0]?.id}>
          {t("signing.lookAlike", {
            names: formats.row(group.map(({ id, name }) => `\u2068${name}\u2069 (${fingerprint(id)})`)),
          })}
        </p>
      ))}
      <ul className="signatories">
        {electorate.map((party) => (
          <li key={party.id}>
            <Signatory entry={entry} clauses={clauses} party={party} isMine={party.id === mine} />
          </li>
        ))}
      </ul>
      {entry.ballots.length > 0 && <p className="hint">{t("signing.claimed")}</p>}
    </section>
  );
}

function Signatory(props: Omit<SignatoriesProps, "mine"> & { readonly party: PartyRef; readonly isMine: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { entry, clauses, party, isMine } = props;
  const ballots = entry.ballots.filter((cast) => cast.party.id === party.id);
  const several = entry.signers.find((one) => one.party === party.id);
  const bound = entry.binds.find((binding) => binding.party.id === party.id);
  const look = looks[lookOf(entry, party, ballots)];
  return (
    <>
      <p className="signatory">
        <bdi>{party.name}</bdi>
        <Badge
          tone={look.tone}
          icon={look.icon}
          words={t(look.words, { signed: several?.signed ?? 0, count: several?.count ?? 1 })}
        />
      </p>
      <p className="hint">{t("verify.keyFingerprint", { fingerprint: fingerprint(party.id) })}</p>
      {isMine && <p className="hint">{t("signing.you")}</p>}
      {several !== undefined && (
        <p className="hint">{t("signing.delegates", { signed: several.signed, count: several.count })}</p>
      )}
      {ballots.map((ballot) => (
        <Answer key={ballot.id} ballot={ballot} clauses={clauses} isNamed={several !== undefined} />
      ))}
      {bound !== undefined && bound.left !== null && (
        <p className="hint">
          {t(bound.left.how === "withdrew" ? "timeline.boundWithdrew" : "timeline.boundRemoved", {
            party: party.name,
            from: formats.day(bound.from),
            to: bound.to === null ? "" : formats.day(bound.to),
          })}
        </p>
      )}
    </>
  );
}

/** How the party as a whole stands. */
function lookOf(entry: TimelineEntry, party: PartyRef, ballots: readonly BallotView[]): keyof typeof looks {
  if (entry.ratifiedBy.some(({ id }) => id === party.id)) return "ratify";
  const [first] = ballots;
  const other = ballots.find(({ standing }) => standing !== "counts");
  if (first === undefined) return entry.cannotAnswer.some(({ id }) => id === party.id) ? "gone" : "none";
  const signed = entry.signers.find((one) => one.party === party.id)?.signed ?? 0;
  if (signed > 0) return "some";
  if (other !== undefined && other.standing !== "counts") return other.standing;
  return first.choice;
}

/** One delegate's ballot: who, when, and what was said with it. */
function Answer(props: {
  readonly ballot: BallotView;
  readonly clauses: readonly SignedClause[];
  /** Several answer for their party, each in their own way. */
  readonly isNamed: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  const { ballot, clauses, isNamed } = props;
  const titleOf = (id: string): string => words.among(clauses, id);
  const by = t("signing.by", { person: ballot.person, when: formats.moment(ballot.castAt) });
  return (
    <>
      <p className="hint">
        {isNamed ? `${by} · ${t(ballot.choice === "ratify" ? "signing.ratified" : "signing.declined")}` : by}
      </p>
      {ballot.statement !== "" && (
        <blockquote className="note" dir="auto">
          {t("signing.statement", { statement: ballot.statement })}
        </blockquote>
      )}
      {ballot.reservations.map((reserved) => (
        <div className="reserved-words" key={`${reserved.clause} ${reserved.how}`}>
          <p className="hint">
            {t(reserved.how === "exclude" ? "consent.excludesIn" : "consent.interpretsIn", {
              clause: titleOf(reserved.clause),
            })}
          </p>
          <blockquote className="note" dir="auto">
            {reserved.words}
          </blockquote>
        </div>
      ))}
      {ballot.practice !== null && <Observed practice={ballot.practice} />}
    </>
  );
}
