/** Texts that stand side by side on one parent: who signed which, who may still, and what settles it. */
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge } from "../../ui/Badge.tsx";
import { ButtonLink } from "../../ui/Button.tsx";
import { Tokens } from "../../ui/Tokens.tsx";
import { proposalPoint, routeHash } from "../shell/routes.ts";
import { proposalBadges } from "./EntryCard.tsx";
import { usePointName } from "./usePointName.ts";

interface ForksProps {
  readonly charter: CharterId;
  readonly timeline: readonly TimelineEntry[];
  /** This device may put a text up. */
  readonly isProposer: boolean;
}

export function Forks({ charter, timeline, isProposer }: ForksProps) {
  const branches = timeline.filter(({ competing }) => competing !== null);
  const forks = [...Map.groupBy(branches, ({ parent }) => parent).values()];
  return forks.map((fork) => (
    <Fork
      key={fork[0]?.parent ?? "first"}
      charter={charter}
      timeline={timeline}
      branches={fork}
      isProposer={isProposer}
    />
  ));
}

function Fork({
  charter,
  timeline,
  branches,
  isProposer,
}: ForksProps & { readonly branches: readonly TimelineEntry[] }) {
  const { t } = useTranslation();
  const nameOf = usePointName(timeline);
  const parent = branches[0]?.parent ?? null;
  const wayOut = branches[0]?.competing?.wayOut ?? "choose";
  const title = t("fork.title", { count: branches.length });
  /** What somebody signed is replaced anyway. */
  const unsigned = branches
    .filter(({ state, ballots }) => state === "open" && !ballots.some(({ choice }) => choice === "ratify"))
    .map(({ proposal }) => proposal);
  return (
    <section className="fork" aria-label={title}>
      <div>
        <h3>{title}</h3>
        <p>{parent === null ? t("fork.noParent") : t("fork.parent", { parent: nameOf(proposalPoint(parent)) })}</p>
      </div>
      <ul className="fork-branches">
        {branches.map((entry) => (
          <Branch key={entry.proposal} charter={charter} entry={entry} isSettled={wayOut === "settled"} />
        ))}
      </ul>
      <p className="fork-way">
        <strong>{t("fork.wayOut")}</strong> {t(`fork.way.${wayOut}`)}
      </p>
      {isProposer && wayOut !== "settled" && (
        <div className="row">
          <ButtonLink
            tone={wayOut === "replace" ? "primary" : "plain"}
            to={routeHash({ screen: "propose", charter, purpose: "new", replaces: unsigned })}
          >
            {t("fork.replace")}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}

function Branch(props: { readonly charter: CharterId; readonly entry: TimelineEntry; readonly isSettled: boolean }) {
  const { charter, entry, isSettled } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const { proposal, purpose, proposedAt, proposedBy, ratifiedBy, conditions, state, competing } = entry;
  const names = (parties: readonly { readonly name: string }[]) => formats.list(parties.map(({ name }) => name));
  const free = competing?.free ?? [];
  return (
    <li className="fork-branch">
      <div className="entry-head">
        <a href={routeHash({ screen: "sign", charter, proposal })}>
          {t("fork.branch", {
            purpose: t(`timeline.purpose.${purpose}`),
            date: formats.dayOf(proposedAt),
            party: proposedBy.party.name,
          })}
        </a>
        <Badge {...proposalBadges[state]} words={t(`timeline.state.${state}`)} />
      </div>
      <p className="fork-count">
        <Tokens laid={Math.min(ratifiedBy.length, conditions.needed)} needed={conditions.needed} />
        <span>
          {ratifiedBy.length === 0 ? t("fork.nobodySigned") : t("fork.signed", { parties: names(ratifiedBy) })}
        </span>
      </p>
      {!isSettled && entry.ratifiedAt === null && (
        <p className="hint">
          {free.length === 0 ? t("fork.nobodyFree") : t("fork.free", { parties: names(free) })}
          {competing?.isWithinReach === false && ` ${t("fork.tooFew")}`}
        </p>
      )}
    </li>
  );
}
