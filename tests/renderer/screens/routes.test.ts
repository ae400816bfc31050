import { describe, expect, it } from "vitest";
import {
  draftPoint,
  parseRoute,
  proposalPoint,
  type Route,
  routeHash,
} from "../../../renderer/screens/shell/routes.ts";
import { parseCharterId, parseClauseId, parseProposalId } from "../../../shared/base/ids.ts";

const charter = parseCharterId("c".repeat(64));
const proposal = parseProposalId("d".repeat(64));
const clause = parseClauseId("w1");
if (charter === null || proposal === null || clause === null) throw new Error("these are ids");

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
  { screen: "unread", charter },
  { screen: "members", charter },
  { screen: "compare", charter, from: proposalPoint(proposal), to: draftPoint },
  { screen: "propose", charter, purpose: "new" },
  { screen: "propose", charter, purpose: "renewal" },
  { screen: "sign", charter, proposal },
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
    `#/charter/${charter}/compare/draft/${"x".repeat(64)}`,
  ])("are unknown where the address is not one of ours: %s", (hash) => {
    expect(parseRoute(hash)).toEqual({ screen: "unknown" });
  });
});
