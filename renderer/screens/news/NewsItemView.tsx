/** One thing that is new: what it is, who did it, and where one goes on from there. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ClauseRef, ConflictView } from "../../../shared/api/conflicts.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { NewsItem } from "../../../shared/api/news.ts";
import type { SuggestionView } from "../../../shared/api/suggestions.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import type { IconName } from "../../ui/Icon.tsx";
import { ChangeBadges, RedlineBlocks } from "../../ui/RedlineView.tsx";
import { ClauseHistoryButton } from "../charter/clause/ClauseHistory.tsx";
import { Reasons, StateBadge } from "../charter/clause/Stances.tsx";
import { Said } from "../charter/comments/ThreadTalk.tsx";
import { useAuthor } from "../charter/state/useAuthor.ts";
import { useConflictWords } from "../conflicts/useConflictWords.tsx";
import { type CharterRoute, routeHash } from "../shell/routes.ts";
import { useNewsWords } from "./useNewsWords.ts";

const looks: Readonly<
  Record<Exclude<NewsItem["kind"], "change" | "stance">, { readonly tone: BadgeTone; readonly icon: IconName }>
> = {
  conflict: { tone: "warn", icon: "alert" },
  suggestion: { tone: "open", icon: "pen" },
  comment: { tone: "open", icon: "comment" },
  closing: { tone: "good", icon: "seal" },
};

/** `children`: how it is marked as read. */
export function NewsItemView(props: {
  readonly view: CharterView;
  readonly clause: ClauseRef;
  readonly item: NewsItem;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const words = useNewsWords();
  const { view, clause, item, children } = props;
  const title = useClauseWords().title(clause);
  const name = `${words.kind(item)}, ${title}`;
  const isChange = item.kind === "change";
  const goesOn = routeOf(view, clause, item);
  const isAboutSuggestion = item.kind === "comment" && item.suggestion !== null;
  const goWords = t(`news.goesOn.${isAboutSuggestion ? "suggestion" : item.kind}`);
  return (
    <article
      className={`redline-clause news-item ${isChange ? item.redline.op : item.kind}`}
      data-stop=""
      tabIndex={-1}
      aria-label={name}
    >
      <p className="news-head">
        {isChange ? (
          <ChangeBadges clause={item.redline} />
        ) : item.kind === "stance" ? (
          <>
            <bdi className="stance-party">{withNumbers(item.party.name)}</bdi>
            <StateBadge state={item.stance.state} />
          </>
        ) : (
          <Badge {...looks[item.kind]} words={words.kind(item)} />
        )}
      </p>
      <Body item={item} />
      <div className="row">
        {children}
        {isChange && clause.id !== looseId && <ClauseHistoryButton view={view} clause={clause.id} name={title} />}
        {goesOn !== null && (
          <a href={routeHash(goesOn)} aria-label={`${goWords}: ${title}`}>
            {goWords}
          </a>
        )}
      </div>
    </article>
  );
}

/** Where it is looked at closer, or answered; null: it is nowhere any more. */
function routeOf({ id: charter }: CharterView, { id: clause }: ClauseRef, item: NewsItem): CharterRoute | null {
  switch (item.kind) {
    case "change":
      return item.redline.after === null || clause === looseId
        ? null
        : { screen: "charter", charter, pane: "text", clause };
    case "conflict":
      return { screen: "conflicts", charter };
    case "suggestion":
      return { screen: "charter", charter, pane: "suggestions" };
    case "comment":
      if (item.suggestion !== null) return { screen: "charter", charter, pane: "suggestions" };
      return { screen: "charter", charter, pane: "comments", ...(clause === looseId ? {} : { clause }) };
    case "stance":
    case "closing":
      return { screen: "board", charter };
  }
}

function Body({ item }: { readonly item: NewsItem }) {
  const { t } = useTranslation();
  const words = useNewsWords();
  const formats = useFormats();
  const author = useAuthor();
  switch (item.kind) {
    case "change":
      return (
        <>
          <RedlineBlocks blocks={item.redline.blocks} />
          <p className="hint">{t("news.changedBy", { by: words.authors(item.by) })}</p>
        </>
      );
    case "conflict":
      return <ConflictSides conflict={item.conflict} />;
    case "suggestion":
      return <Suggested suggestion={item.suggestion} />;
    case "comment":
      return (
        <>
          {item.quote !== "" && (
            <blockquote className="thread-quote" dir="auto">
              {withNumbers(item.quote)}
            </blockquote>
          )}
          {item.suggestion !== null && <p className="hint">{t("news.onSuggestion")}</p>}
          <Said comment={item.comment} isNew={false} />
        </>
      );
    case "stance":
      return (
        <>
          <Reasons stance={item.stance} />
          {item.stance.said
            .filter(({ reason }) => reason === "")
            .map(({ author: who, device, at }) => (
              <p key={`${device} ${at}`} className="hint">
                {t("stances.by", { who: author(who), when: formats.moment(at) })}
              </p>
            ))}
        </>
      );
    case "closing":
      return (
        <p className="hint">
          {t(`news.closing.${item.closing}`, { by: author(item.author), when: formats.moment(item.at) })}
        </p>
      );
  }
}

function ConflictSides({ conflict }: { readonly conflict: ConflictView }) {
  const words = useConflictWords();
  const author = useAuthor();
  return (
    <ul className="plain-list news-sides">
      {conflict.sides.map((side, index) => (
        <li key={side.device}>
          <p className="hint">
            <bdi>{author(side.author)}</bdi>
          </p>
          {words.side(conflict, index)}
        </li>
      ))}
    </ul>
  );
}

function Suggested({ suggestion }: { readonly suggestion: SuggestionView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { kind, before, after, answers } = suggestion;
  const answered = (["accept", "reject"] as const).flatMap((given) => {
    const who = answers.filter(({ answer }) => answer === given).map((one) => author(one.author));
    const key = given === "accept" ? "ok" : "no";
    return who.length === 0 ? [] : [t(`suggestions.answered.${key}`, { who: formats.list([...new Set(who)]) })];
  });
  return (
    <>
      <p className="suggestion-words" dir="auto">
        {before === "" && after === "" && t(`suggestions.kind.${kind}`)}
        {before !== "" && <del>{withNumbers(before)}</del>}
        {before !== "" && after !== "" && " "}
        {after !== "" && <ins>{after.trim() === "" ? t("suggestions.newParagraph") : withNumbers(after)}</ins>}
      </p>
      <p className="hint">{[t("news.suggestedBy", { by: author(suggestion.author) }), ...answered].join(" ")}</p>
    </>
  );
}
