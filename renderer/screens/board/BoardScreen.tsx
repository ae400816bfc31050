/** All clauses with where each party stands on them, for whoever leads the meeting and for the wall. */
import { memo, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Board, BoardClause, ClauseStatus } from "../../../shared/api/board.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { nothingOpen, openKinds, sumOpen, withInside } from "../../../shared/charter/draft/openCounts.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { concernsWords } from "../charter/clause/concernsWords.ts";
import { Reasons, StanceButtons, StatusBadge, useCellBadges } from "../charter/clause/Stances.tsx";
import { useClauseName } from "../charter/clause/useClauseName.ts";
import { mayWrite } from "../charter/state/standing.ts";
import { useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";

type Chosen = ClauseStatus | "all";
const statuses = ["open", "contested", "agreed"] as const satisfies readonly ClauseStatus[];
const openThings = [...openKinds, "comments"] as const;
type OpenThing = (typeof openThings)[number];
type Has = Readonly<Record<OpenThing, number>>;

/** What is open in clauses, all together. */
type SumIn = (clauses: readonly BoardClause[]) => Has;

function createSumIn({ open }: Board): SumIn {
  const openOf = new Map(open.map((one) => [one.clause, one]));
  return (clauses) => ({
    ...sumOpen(clauses.flatMap(({ id }) => openOf.get(id) ?? [])),
    comments: clauses.reduce((sum, { comments }) => sum + comments.open, 0),
  });
}

/** Of each clause; an article has what is in it, too. */
const openByClause = ({ clauses }: Board, sumIn: SumIn): ReadonlyMap<string, Has> =>
  new Map(clauses.map((clause) => [clause.id, sumIn(clause.depth === 0 ? withInside(clauses, clause.id) : [clause])]));

export function BoardScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title } = view;
  const [isLarge, setLarge] = useState(false);
  const board = useLive(`board ${charter}`, (api) => api.getBoard({ charter, clause: null }), concernsWords(charter));
  return (
    <div className="board-place" data-large={isLarge}>
      <Screen
        title={t("board.title")}
        lead={t("board.lead")}
        width="wide"
        back={
          <a className="back" href={routeHash({ screen: "charter", charter, pane: "text" })}>
            <bdi>{title}</bdi>: {t("board.back")}
          </a>
        }
        actions={<Toggle label={t("board.large")} isOn={isLarge} onChange={setLarge} />}
      >
        <Waiting live={board}>{(shown) => <Clauses view={view} board={shown} />}</Waiting>
      </Screen>
    </div>
  );
}

function Clauses({ view, board }: { readonly view: CharterView; readonly board: Board }) {
  const { t } = useTranslation();
  const nameOf = useClauseName();
  const [status, setStatus] = useState<Chosen>("all");
  const [article, setArticle] = useState("");
  const [having, setHaving] = useState<OpenThing | "any">("any");
  const sumIn = useMemo(() => createSumIn(board), [board]);
  const has = useMemo(() => openByClause(board, sumIn), [board, sumIn]);
  const inside = withInside(board.clauses, article);
  const shown = inside.filter(
    (clause) =>
      (status === "all" || clause.status === status) && (having === "any" || (has.get(clause.id)?.[having] ?? 0) > 0),
  );
  const loose = board.open.find(({ clause }) => clause === looseId);
  const total = sumIn(inside);
  const sum = article === "" && loose !== undefined ? { ...sumOpen([total, loose]), comments: total.comments } : total;
  const sums = useOpenWords()(sum);
  const count = (of: ClauseStatus): number => inside.filter((clause) => clause.status === of).length;
  const articles = board.clauses.filter(({ depth }) => depth === 0);
  const elsewhere = board.commentsElsewhere.open;
  return (
    <>
      <div className="board-filters">
        <Choice
          label={t("board.status")}
          value={status}
          options={[
            { value: "all", label: t("board.all") },
            ...statuses.map((value) => ({ value, label: t(`stances.${value}`) })),
          ]}
          onChange={setStatus}
          isInline
        />
        <Choice
          label={t("board.article")}
          value={article}
          options={[
            { value: "", label: t("board.allArticles") },
            ...articles.map((one) => ({ value: one.id as string, label: nameOf(one) })),
          ]}
          onChange={setArticle}
          isInline
        />
        <Choice
          label={t("board.with")}
          value={having}
          options={[
            { value: "any", label: t("board.withAny") },
            ...openThings.map((value) => ({ value, label: t(`board.having.${value}`) })),
          ]}
          onChange={setHaving}
          isInline
        />
        <p className="board-summary" role="status">
          {t("board.summary", { agreed: count("agreed"), contested: count("contested"), open: count("open") })}
          {sums !== "" && ` · ${sums}`}
        </p>
      </div>
      {shown.length === 0 ? (
        <p className="calm">{t("board.none")}</p>
      ) : (
        <BoardTable view={view} board={board} clauses={shown} has={has} />
      )}
      {elsewhere > 0 && <p className="hint">{t("board.elsewhere", { count: elsewhere })}</p>}
    </>
  );
}

function BoardTable(props: {
  readonly view: CharterView;
  readonly board: Board;
  readonly clauses: readonly BoardClause[];
  readonly has: ReadonlyMap<string, Has>;
}) {
  const { t } = useTranslation();
  const { view, board, clauses, has } = props;
  const mine = mayWrite(view) ? board.mine : null;
  const badgeOf = useCellBadges();
  const [limit, setLimit] = useState(rowsAtOnce);
  const left = clauses.length - limit;
  const drawn = useDrawn(Math.min(limit, clauses.length));
  return (
    <>
      <p className="visually-hidden" id="board-keys">
        {t("board.keys")}
      </p>
      <div className="board-frame paper">
        <table className="board" aria-describedby="board-keys" onKeyDown={walk}>
          <thead>
            <tr>
              <th scope="col">{t("board.clause")}</th>
              <th scope="col">{t("board.state")}</th>
              {board.parties.map(({ id, name }) => (
                <th key={id} scope="col" data-mine={id === board.mine}>
                  <bdi>{withNumbers(name)}</bdi>
                </th>
              ))}
              <th scope="col">{t("board.notSettled")}</th>
              <th scope="col">{t("board.comments")}</th>
            </tr>
          </thead>
          <tbody>
            {clauses.slice(0, drawn).map((clause) => (
              <Row
                key={clause.id}
                view={view}
                board={board}
                clause={clause}
                has={has.get(clause.id) ?? noneOpen}
                mine={mine}
                badgeOf={badgeOf}
              />
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && (
        <Button onPress={() => setLimit(limit + rowsAtOnce)}>
          {t("board.more", { count: Math.min(left, rowsAtOnce) })}
        </Button>
      )}
    </>
  );
}

const noneOpen: Has = { ...nothingOpen, comments: 0 };

/** "2 suggestions, 1 open bracket"; "" where nothing is. */
function useOpenWords(): (has: Has) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (has) =>
    formats.row(
      openThings.filter((kind) => has[kind] > 0).map((kind) => t(`board.count.${kind}`, { count: has[kind] })),
    );
}

/** A table of a thousand rows takes a second to draw: so many before somebody asks for more. */
const rowsAtOnce = 200;
/** Of many parties a row costs a millisecond or more: what is in sight first, the rest frame by frame. */
const rowsAtFirst = 12;
const rowsInFrame = 25;

/** How many of `count` rows are drawn by now. */
function useDrawn(count: number): number {
  const [drawn, setDrawn] = useState(rowsAtFirst);
  useEffect(() => {
    if (drawn >= count) return;
    const frame = requestAnimationFrame(() => setDrawn(drawn + rowsInFrame));
    return () => cancelAnimationFrame(frame);
  }, [drawn, count]);
  return Math.min(drawn, count);
}

/** Up and down from the link of one clause to that of another. */
function walk(event: React.KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLAnchorElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a[data-clause]")];
  const row = event.target.closest("tr");
  const at = links.findIndex((link) => link.closest("tr") === row);
  const next = links[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

const Row = memo(function Row(props: {
  readonly view: CharterView;
  readonly board: Board;
  readonly clause: BoardClause;
  readonly has: Has;
  readonly mine: Board["mine"];
  readonly badgeOf: ReturnType<typeof useCellBadges>;
}) {
  const { t } = useTranslation();
  const nameOf = useClauseName();
  const openWords = useOpenWords();
  const { view, board, clause, has, mine, badgeOf } = props;
  const { id: charter, language } = view;
  const { open } = clause.comments;
  const name = nameOf(clause);
  return (
    <tr data-status={clause.status} data-depth={clause.depth}>
      <th scope="row">
        <a data-clause={clause.id} href={routeHash({ screen: "charter", charter, pane: "text", clause: clause.id })}>
          <bdi lang={language}>{name}</bdi>
        </a>
        {clause.heading === "" && (
          <span className="board-begins" lang={language} dir="auto">
            {withNumbers(clause.begins)}
          </span>
        )}
      </th>
      <td data-label={t("board.state")}>
        <StatusBadge clause={clause} />
      </td>
      {board.parties.map(({ id, name: party }) => {
        const stance = clause.stances.find((one) => one.party === id);
        return (
          <td key={id} data-label={withNumbers(party)} data-mine={id === board.mine}>
            {stance !== undefined && badgeOf(stance.state)}
            {stance !== undefined && <Reasons stance={stance} />}
            {id === mine && <StanceButtons charter={charter} clause={clause} mine={mine} />}
          </td>
        );
      })}
      <td data-label={t("board.notSettled")} className="board-open">
        {openWords({ ...has, comments: 0 })}
      </td>
      <td data-label={t("board.comments")}>
        {open > 0 && (
          <a
            href={routeHash({ screen: "charter", charter, pane: "comments", clause: clause.id })}
            aria-label={`${name}: ${t("comments.count", { count: open })}`}
          >
            {open}
          </a>
        )}
      </td>
    </tr>
  );
});
