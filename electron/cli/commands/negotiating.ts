/** Where each party stands on each clause. */
import type { Board, BoardClause, PartyStanceView, PartyState } from "../../../shared/api/board.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { ok } from "../../../shared/base/result.ts";
import {
  nothingOpen,
  type OpenCounts,
  openKinds,
  sumOpen,
  withInside,
} from "../../../shared/charter/draft/openCounts.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import { findTextClause } from "../find.ts";
import { type Line, letterAt, short, table } from "../print.ts";
import { charterOf } from "./charters.ts";

const stances = { agrees: "agrees", objects: "objects", none: "withdrawn" } as const;

const stance: Command = {
  name: "stance",
  operands: "CHARTER CLAUSE agrees|objects|none",
  minOperands: 3,
  maxOperands: 3,
  summary: "Say where your party stands on a clause as its words are now; none takes it back.",
  options: { reason: { kind: "text", value: "TEXT", help: "why, for the other parties" } },
  run: inHost(async (call, api) => {
    const [, name = "", given = ""] = call.positionals;
    const said = Object.entries(stances).find(([word]) => word === given)?.[1];
    if (said === undefined) return misused("A stance is agrees, objects or none.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const clause = await findTextClause(api, id, name);
    if (!clause.ok) return refused(clause.error);
    const board = await api.getBoard({ charter: id, clause: clause.value });
    if (!board.ok) return refused(board.error);
    const [found] = board.value.clauses;
    if (found === undefined) return refused({ kind: "clauseNotFound", clause: name });
    const taken = await api.takeStance({
      ...{ charter: id, clause: found.id, hash: found.hash, stance: said },
      reason: call.text("reason") ?? "",
    });
    if (!taken.ok) return refused(taken.error);
    return answered(taken.value, clauseLines(taken.value, board.value));
  }),
};

const closeOrReopen = (closing: "close" | "reopen", summary: string): Command => ({
  name: closing,
  operands: "CHARTER CLAUSE",
  minOperands: 2,
  maxOperands: 2,
  summary,
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const clause = await findTextClause(api, id, call.positionals[1] ?? "");
    if (!clause.ok) return refused(clause.error);
    const board = await api.getBoard({ charter: id, clause: clause.value });
    if (!board.ok) return refused(board.error);
    const [found] = board.value.clauses;
    if (found === undefined) return refused({ kind: "clauseNotFound", clause: clause.value });
    const done = await api.closeClause({ charter: id, clause: found.id, hash: found.hash, closing });
    return done.ok ? answered(done.value, clauseLines(done.value, board.value)) : refused(done.error);
  }),
});

const close = closeOrReopen(
  "close",
  "Close a clause that every party agrees to: who changes its words is asked first.",
);
const reopen = closeOrReopen("reopen", "Open a closed clause again.");

function clauseLines(clause: BoardClause, { parties }: Board): readonly Line[] {
  const rows = clause.stances.map((one) => [
    `  ${parties.find(({ id }) => id === one.party)?.name ?? short(one.party)}`,
    one.state === "silent" ? "-" : one.state,
    reasonsOf(one),
  ]);
  return [[{ text: `${labelOf(clause)}: ${statusOf(clause)}`, style: "strong" }], ...table(rows)];
}

const reasonsOf = ({ said }: PartyStanceView): string =>
  said.flatMap(({ reason, stance: one }) => (reason === "" || one === "withdrawn" ? [] : [`“${reason}”`])).join(" / ");

const statusOf = ({ status, isClosed }: BoardClause): string => (isClosed ? `${status}, closed` : status);

const labelOf = ({ number, heading, begins, kind }: BoardClause): string =>
  `${number} ${heading === "" ? (kind === "preamble" && begins === "" ? "Preamble" : begins) : heading}`.trim();

const statuses = ["open", "contested", "agreed"] as const;
const openThings = [...openKinds, "comments"] as const;

const board: Command = {
  name: "board",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show where each party stands on each clause, and what is open there; of an article, all that is in it.",
  options: {
    status: { kind: "text", value: "STATUS", help: `only clauses that are ${statuses.join(", ")}` },
    article: { kind: "text", value: "CLAUSE", help: "only this article and what is in it" },
    with: { kind: "text", value: "KIND", help: `only where there are open ${openThings.join(", ")}` },
  },
  run: inHost(async (call, api) => {
    const status = call.text("status");
    const having = call.text("with");
    const kind = openThings.find((one) => one === having) ?? null;
    if (having !== null && kind === null) return misused(`--with is one of ${openThings.join(", ")}.`);
    if (status !== null && !statuses.some((one) => one === status))
      return misused(`--status is one of ${statuses.join(", ")}.`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const name = call.text("article");
    const article = name === null ? ok(null) : await findTextClause(api, id, name);
    if (!article.ok) return refused(article.error);
    const read = await api.getBoard({ charter: id, clause: null });
    if (!read.ok) return refused(read.error);
    const inside = withInside(rowsOf(read.value), article.value);
    const rows = inside.filter(
      (one) => (status === null || one.status === status) && (kind === null || one.has[kind] > 0),
    );
    const kept = new Set<string>(rows.map(({ id: of }) => of));
    const value = {
      ...read.value,
      clauses: rows.map(({ has, ...clause }) => clause),
      open:
        rows.length === read.value.clauses.length
          ? read.value.open
          : read.value.open.filter(({ clause }) => kept.has(clause)),
    };
    return answered(value, boardLines(read.value, rows, article.value));
  }),
};

/** What a clause has open, with its comments; of an article what is in it, too. */
type BoardRow = BoardClause & { readonly has: OpenCounts & { readonly comments: number } };

function rowsOf({ clauses, open }: Board): readonly BoardRow[] {
  const openOf = new Map(open.map((one) => [one.clause, one]));
  return clauses.map((clause) => {
    const counted = clause.depth === 0 ? withInside(clauses, clause.id) : [clause];
    const counts = sumOpen(counted.map(({ id }) => openOf.get(id) ?? nothingOpen));
    const comments = counted.reduce((sum, one) => sum + one.comments.open, 0);
    return { ...clause, has: { ...counts, comments } };
  });
}

const openWords: Readonly<Record<(typeof openThings)[number], readonly [one: string, many: string]>> = {
  suggestions: ["suggestion", "suggestions"],
  brackets: ["bracket", "brackets"],
  blanks: ["blank", "blanks"],
  conflicts: ["conflict", "conflicts"],
  comments: ["comment", "comments"],
};

const openInWords = (has: BoardRow["has"]): string =>
  openThings
    .filter((kind) => has[kind] > 0)
    .map((kind) => `${has[kind]} ${openWords[kind][has[kind] === 1 ? 0 : 1]}`)
    .join(", ");

const titleCharacters = 32;
const stateWords: Readonly<Record<PartyState, string>> = {
  agrees: "agrees",
  objects: "OBJECTS",
  silent: "-",
  lapsed: "lapsed",
  divided: "DIVIDED",
};

function boardLines(board: Board, clauses: readonly BoardRow[], article: ClauseId | null): readonly Line[] {
  const { parties } = board;
  if (clauses.length === 0) return ["No clauses."];
  const inside = withInside(board.clauses, article);
  const ids = new Set<string>(inside.map(({ id }) => id));
  const total = openInWords({
    ...sumOpen(article === null ? board.open : board.open.filter(({ clause }) => ids.has(clause))),
    comments: inside.reduce((sum, { comments: { open } }) => sum + open, 0),
  });
  const count = (status: BoardClause["status"]): number => clauses.filter((one) => one.status === status).length;
  const letters = parties.map((_, index) => letterAt(index));
  const rows = clauses.map((clause) => {
    const [...title] = clause.heading === "" ? clause.begins.replaceAll("\n", " ") : clause.heading;
    const cut = title.length > titleCharacters ? `${title.slice(0, titleCharacters - 1).join("")}…` : title.join("");
    return [
      `${"  ".repeat(clause.depth)}${clause.number}`,
      cut,
      statusOf(clause),
      ...parties.map(({ id }) => stateWords[clause.stances.find(({ party }) => party === id)?.state ?? "silent"]),
      openInWords(clause.has),
    ];
  });
  return [
    ...table(parties.map(({ name }, index) => [letters[index] ?? "", name])),
    "",
    ...table([["", "", "", ...letters, ""], ...rows]),
    "",
    `${count("agreed")} agreed, ${count("contested")} contested, ${count("open")} open`,
    ...(total === "" ? [] : [`Not settled${article === null ? "" : " in this article"}: ${total}`]),
  ];
}

export const negotiatingCommands: readonly Command[] = [stance, close, reopen, board];
