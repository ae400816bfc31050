/** Places in the window, as URL fragments: `#/charter/<id>/sign/<proposal>`. Pure; `useRoute.ts` listens. */
import type { Point } from "../../../shared/api/texts.ts";
import {
  type CharterId,
  type ClauseId,
  type ProposalId,
  parseCharterId,
  parseClauseId,
  parseProposalId,
} from "../../../shared/base/ids.ts";

export const panes = ["text", "timeline", "people", "meet"] as const;
export type Pane = (typeof panes)[number];

export type CharterRoute =
  | {
      readonly screen: "charter";
      readonly charter: CharterId;
      readonly pane: Pane;
      /** Of the text: to be shown and to have the caret. */
      readonly clause?: ClauseId;
    }
  | { readonly screen: "unread"; readonly charter: CharterId }
  | { readonly screen: "members"; readonly charter: CharterId }
  | { readonly screen: "compare"; readonly charter: CharterId; readonly from: Point; readonly to: Point }
  | { readonly screen: "propose"; readonly charter: CharterId; readonly purpose: "new" | "renewal" }
  | { readonly screen: "sign"; readonly charter: CharterId; readonly proposal: ProposalId };

export type Route =
  | { readonly screen: "library" | "new" | "join" | "verify" | "settings" | "sheet" | "unknown" }
  | CharterRoute;

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
    case "unread":
      return `#/charter/${route.charter}/unread`;
    case "members":
      return `#/charter/${route.charter}/members`;
    case "compare":
      return `#/charter/${route.charter}/compare/${pointKey(route.from)}/${pointKey(route.to)}`;
    case "propose":
      return `#/charter/${route.charter}/${route.purpose === "renewal" ? "renew" : "propose"}`;
    case "sign":
      return `#/charter/${route.charter}/sign/${route.proposal}`;
    case "unknown":
      return "#/library";
    default:
      return `#/${route.screen}`;
  }
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
  const clause = pane === "text" ? parseClauseId(first) : null;
  if (pane !== undefined) return { screen: "charter", charter, pane, ...(clause === null ? {} : { clause }) };
  if (place === "unread") return { screen: "unread", charter };
  if (place === "members") return { screen: "members", charter };
  if (place === "propose") return { screen: "propose", charter, purpose: "new" };
  if (place === "renew") return { screen: "propose", charter, purpose: "renewal" };
  if (place === "sign") {
    const proposal = parseProposalId(first);
    return proposal === null ? unknown : { screen: "sign", charter, proposal };
  }
  if (place === "compare") {
    const from = parsePoint(first);
    const to = parsePoint(second);
    return from === null || to === null ? unknown : { screen: "compare", charter, from, to };
  }
  return unknown;
}
