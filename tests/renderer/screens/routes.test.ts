import { describe, expect, it } from "vitest";
import {
  draftPoint,
  parseRoute,
  proposalPoint,
  type Route,
  routeHash,
  thisDay,
} from "../../../renderer/screens/shell/routes.ts";
import { parseCharterId, parseClauseId, parsePartyId, parseProposalId } from "../../../shared/base/ids.ts";

const charter = parseCharterId("c".repeat(64));
const proposal = parseProposalId("d".repeat(64));
const clause = parseClauseId("w1");
const party = parsePartyId("a".repeat(64));
const other = parsePartyId("b".repeat(64));
if (charter === null || proposal === null || clause === null || party === null || other === null)
  throw new Error("these are ids");

const routes: readonly Route[] = [
  { screen: "library" },
  { screen: "new" },
  { screen: "join" },
  { screen: "verify" },
  { screen: "settings" },
  { screen: "sheet" },
  { screen: "charter", charter, pane: "text" },
  { screen: "charter", charter, pane: "timeline" },
  { screen: "charter", charter, pane: "people" },
  { screen: "charter", charter, pane: "meet" },
  { screen: "charter", charter, pane: "text", clause },
  { screen: "charter", charter, pane: "comments" },
  { screen: "charter", charter, pane: "comments", clause },
  { screen: "board", charter },
  { screen: "promises", charter },
  { screen: "records", charter },
  { screen: "news", charter },
  { screen: "members", charter },
  { screen: "sessions", charter },
  { screen: "playback", charter, from: 3, to: 90 },
  { screen: "compare", charter, from: proposalPoint(proposal), to: draftPoint },
  { screen: "propose", charter, purpose: "new" },
  { screen: "propose", charter, purpose: "new", replaces: [proposal, proposal] },
  { screen: "propose", charter, purpose: "renewal" },
  { screen: "sign", charter, proposal },
  { screen: "agreement", charter, proposal },
  { screen: "force", charter, question: thisDay },
  { screen: "force", charter, question: { ...thisDay, on: "2027-02-28" } },
  { screen: "force", charter, question: { on: "2027-02-28", party, other, knownOn: "2026-12-31" } },
];

describe("places in the window", () => {
  it.each(routes)("read back from their address: $screen", (route) => {
    expect(parseRoute(routeHash(route))).toEqual(route);
  });

  it("begin at the library", () => {
    expect(parseRoute("")).toEqual({ screen: "library" });
    expect(parseRoute("#")).toEqual({ screen: "library" });
    expect(parseRoute("#/")).toEqual({ screen: "library" });
  });

  it("show the text where only the charter is named", () => {
    expect(parseRoute(`#/charter/${charter}`)).toEqual({ screen: "charter", charter, pane: "text" });
  });

  it.each([
    "#/nowhere",
    "#/charter",
    "#/charter/abc",
    `#/charter/${"C".repeat(64)}/text`,
    `#/charter/${charter}/elsewhere`,
    `#/charter/${charter}/sign/draft`,
    `#/charter/${charter}/compare/draft`,
    `#/charter/${charter}/agreement/draft`,
    `#/charter/${charter}/force/on/2027-02-30`,
    `#/charter/${charter}/force/with/${"a".repeat(64)}`,
    `#/charter/${charter}/force/for/${"a".repeat(64)}/with/${"a".repeat(64)}`,
    `#/charter/${charter}/sessions/3`,
    `#/charter/${charter}/sessions/0/9`,
    `#/charter/${charter}/compare/draft/${"x".repeat(64)}`,
  ])("are unknown where the address is not one of ours: %s", (hash) => {
    expect(parseRoute(hash)).toEqual({ screen: "unknown" });
  });
});
