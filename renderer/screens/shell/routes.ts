/** Places in the window, as URL fragments: `#/charter/<id>/sign/<proposal>`. Pure; `useRoute.ts` listens. */
import type { Point } from "../../../shared/api/texts.ts";
import { isDay } from "../../../shared/base/days.ts";
import {
  type CharterId,
  type ClauseId,
  type PartyId,
  type ProposalId,
  parseCharterId,
  parseClauseId,
  parsePartyId,
  parseProposalId,
} from "../../../shared/base/ids.ts";

export const panes = ["text", "timeline", "suggestions", "comments", "people", "meet"] as const;
export type Pane = (typeof panes)[number];

/** Places of a charter that have nothing more to name. */
const plainPlaces = ["news", "conflicts", "board", "members", "promises", "records"] as const;

export type CharterRoute =
  | {
      readonly screen: "charter";
      readonly charter: CharterId;
      readonly pane: Pane;
      /** Of the text, or of the comments: to be shown and to have the caret. */
      readonly clause?: ClauseId;
    }
  | { readonly screen: (typeof plainPlaces)[number]; readonly charter: CharterId }
  | { readonly screen: "sessions"; readonly charter: CharterId }
  /** One session, by the numbers of its first and its last change. */
  | { readonly screen: "playback"; readonly charter: CharterId; readonly from: number; readonly to: number }
  | { readonly screen: "compare"; readonly charter: CharterId; readonly from: Point; readonly to: Point }
  | {
      readonly screen: "propose";
      readonly charter: CharterId;
      readonly purpose: "new" | "renewal";
      /** Open proposals to be replaced, ticked beforehand. */
      readonly replaces?: readonly ProposalId[];
    }
  | { readonly screen: "sign"; readonly charter: CharterId; readonly proposal: ProposalId }
  | { readonly screen: "agreement"; readonly charter: CharterId; readonly proposal: ProposalId }
  | { readonly screen: "force"; readonly charter: CharterId; readonly question: ForceQuestion };

/** What is in force: `on` null is today; `other` asks between two; `knownOn` null is all that is known now. */
export interface ForceQuestion {
  readonly on: string | null;
  readonly party: PartyId | null;
  readonly other: PartyId | null;
  readonly knownOn: string | null;
}

export const thisDay: ForceQuestion = { on: null, party: null, other: null, knownOn: null };

export type Route =
  | { readonly screen: "library" | "new" | "join" | "verify" | "settings" | "sheet" | "unknown" }
  | CharterRoute;

/** Beside the text, too: people, comments, suggestions, meeting. */
export const isTextRoute = (route: CharterRoute): boolean => route.screen === "charter" && route.pane !== "timeline";

export const draftPoint: Point = { kind: "draft" };
export const proposalPoint = (proposal: ProposalId): Point => ({ kind: "proposal", proposal });
export const pointKey = (point: Point): string => (point.kind === "proposal" ? point.proposal : point.kind);

export function parsePoint(key: string | undefined): Point | null {
  if (key === "draft") return draftPoint;
  const proposal = parseProposalId(key);
  return proposal === null ? null : proposalPoint(proposal);
}

export function routeHash(route: Route): string {
  switch (route.screen) {
    case "charter":
      return `#/charter/${route.charter}/${route.pane}${route.clause === undefined ? "" : `/${route.clause}`}`;
    case "news":
    case "conflicts":
    case "board":
    case "members":
    case "promises":
    case "records":
      return `#/charter/${route.charter}/${route.screen}`;
    case "sessions":
      return `#/charter/${route.charter}/sessions`;
    case "playback":
      return `#/charter/${route.charter}/sessions/${route.from}/${route.to}`;
    case "compare":
      return `#/charter/${route.charter}/compare/${pointKey(route.from)}/${pointKey(route.to)}`;
    case "propose":
      return `#/charter/${route.charter}/${route.purpose === "renewal" ? "renew" : "propose"}${
        route.replaces === undefined || route.replaces.length === 0 ? "" : `/${route.replaces.join("+")}`
      }`;
    case "sign":
    case "agreement":
      return `#/charter/${route.charter}/${route.screen}/${route.proposal}`;
    case "force":
      return `#/charter/${route.charter}/force${questionParts(route.question)}`;
    case "unknown":
      return "#/library";
    default:
      return `#/${route.screen}`;
  }
}

/** The options of `tessera in-force`, by their names there. */
const questionNames = { on: "on", party: "for", other: "with", knownOn: "known-on" } as const;

const questionParts = (question: ForceQuestion): string =>
  (["on", "party", "other", "knownOn"] as const)
    .flatMap((key) => (question[key] === null ? [] : [`/${questionNames[key]}/${question[key]}`]))
    .join("");

/** Null: it is none. */
function parseQuestion(parts: readonly string[]): ForceQuestion | null {
  const said = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) said.set(parts[at] ?? "", parts[at + 1] ?? "");
  const day = (name: string): string | null => (isDay(said.get(name)) ? (said.get(name) ?? null) : null);
  const question: ForceQuestion = {
    ...{ on: day("on"), knownOn: day("known-on") },
    ...{ party: parsePartyId(said.get("for")), other: parsePartyId(said.get("with")) },
  };
  const isWhole = questionParts(question).slice(1) === parts.join("/");
  const isOfTwo = question.other === null || (question.party !== null && question.party !== question.other);
  return isWhole && isOfTwo ? question : null;
}

const unknown: Route = { screen: "unknown" };

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, "").split("/");
  const [first, second] = parts;
  switch (first) {
    case "":
    case "library":
      return { screen: "library" };
    case "new":
    case "join":
    case "verify":
    case "settings":
    case "sheet":
      return { screen: first };
    case "charter": {
      const charter = parseCharterId(second);
      return charter === null ? unknown : parseCharterRoute(charter, parts.slice(2));
    }
    default:
      return unknown;
  }
}

function parseCharterRoute(charter: CharterId, parts: readonly string[]): Route {
  const [place = "text", first, second] = parts;
  const pane = panes.find((known) => known === place);
  const clause = pane === "text" || pane === "comments" ? parseClauseId(first) : null;
  if (pane !== undefined) return { screen: "charter", charter, pane, ...(clause === null ? {} : { clause }) };
  const plain = plainPlaces.find((known) => known === place);
  if (plain !== undefined) return { screen: plain, charter };
  if (place === "sessions") {
    if (first === undefined) return { screen: "sessions", charter };
    const [from, to] = [parseChange(first), parseChange(second)];
    return from === null || to === null ? unknown : { screen: "playback", charter, from, to };
  }
  if (place === "propose") {
    const replaces = (first ?? "").split("+").flatMap((one) => parseProposalId(one) ?? []);
    return { screen: "propose", charter, purpose: "new", ...(replaces.length === 0 ? {} : { replaces }) };
  }
  if (place === "renew") return { screen: "propose", charter, purpose: "renewal" };
  if (place === "sign" || place === "agreement") {
    const proposal = parseProposalId(first);
    return proposal === null ? unknown : { screen: place, charter, proposal };
  }
  if (place === "force") {
    const question = parseQuestion(parts.slice(1));
    return question === null ? unknown : { screen: "force", charter, question };
  }
  if (place === "compare") {
    const from = parsePoint(first);
    const to = parsePoint(second);
    return from === null || to === null ? unknown : { screen: "compare", charter, from, to };
  }
  return unknown;
}

const parseChange = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
