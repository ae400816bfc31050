/** What arrived while somebody was away, for the window's screens: the draft's changes, as if another had made them. */
import type { AwayChanges, LostTextView } from "../../shared/api/history.ts";
import type { HostApi, HostEvent } from "../../shared/api/hostApi.ts";
import type { CharterId, DeviceId, PartyId } from "../../shared/base/ids.ts";
import { err, ok } from "../../shared/base/result.ts";
import { compareTexts, isChanged, subjectOf } from "../../shared/charter/compare/redline.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import { type FakeCharter, forged } from "./fakeCharters.ts";

type NewsCalls = Pick<HostApi, "getAway" | "markRead" | "getLostText" | "restoreLostText" | "dismissLostText">;

export function fakeNews(args: {
  /** Only who returned has news. */
  readonly hasReturned: boolean;
  readonly charterOf: (charter: CharterId) => FakeCharter | null;
  readonly now: () => number;
  readonly tell: (event: HostEvent) => void;
  readonly note: (method: string, args: unknown) => void;
}): NewsCalls {
  const { hasReturned, charterOf, now, tell, note } = args;
  const read = new Set<string>();
  const settled = new Set<string>();
  const by: AwayChanges = {
    author: {
      person: "Jon Etxeberria",
      party: { id: forged("party", 2) as PartyId, name: "Herders of the Upper Pass" },
    },
    device: forged("device", 2) as DeviceId,
    changes: 3,
    latestAt: now() - 3_600_000,
  };
  const guest: AwayChanges = {
    author: { person: "Salma Haddad", party: null },
    device: forged("device", 9) as DeviceId,
    changes: 1,
    latestAt: now() - 7_200_000,
  };

  const newsOf = (charter: CharterId) => {
    const held = hasReturned ? charterOf(charter) : null;
    const before: CharterText | undefined = held?.view.inForce ? held.texts.get(held.view.inForce) : undefined;
    if (held === null || before === undefined) return [];
    const changed = compareTexts(before, held.draft).clauses.filter(isChanged);
    return changed
      .filter((one) => !read.has("all") && !read.has(subjectOf(one).id))
      .map((redline, index) => ({ redline, by: index === 0 ? [by, guest] : [by] }));
  };

  const lostOf = (charter: CharterId): readonly LostTextView[] => {
    if (!hasReturned || charterOf(charter) === null) return [];
    const item: LostTextView = {
      id: "7-120-34",
      why: "clauseDeleted",
      ended: null,
      by: by.author,
      at: now() - 86_400_000,
      clause: { number: "2.3", heading: "" },
      blocks: [
        {
          op: "change",
          block: "paragraph",
          level: 0,
          form: [],
          signs: [],
          runs: [
            { op: "same", text: "Nets are taken in ", marks: [] },
            { op: "insert", text: "before the third moon and ", marks: [] },
            { op: "same", text: "when the river is low.", marks: [] },
          ],
        },
      ],
    };
    return settled.has(item.id) ? [] : [item];
  };

  const settle = (method: string, given: { readonly charter: CharterId; readonly item: string }) => {
    note(method, given);
    if (!lostOf(given.charter).some(({ id }) => id === given.item))
      return err({ kind: "lostTextNotFound", item: given.item } as const);
    settled.add(given.item);
    tell({ kind: "newsChanged", charter: given.charter });
    return ok(null);
  };

  return {
    async getAway({ charter }) {
      const clauses = newsOf(charter);
      const some = clauses.length > 0;
      const changes = some ? by.changes + (clauses[0]?.by.length === 2 ? guest.changes : 0) : 0;
      return ok({ since: now() - 2 * 86_400_000, upTo: 40, changes, by: some ? [by, guest] : [], clauses });
    },
    async markRead(given) {
      note("markRead", given);
      read.add(given.clause ?? "all");
      tell({ kind: "newsChanged", charter: given.charter });
      return ok(null);
    },
    getLostText: async ({ charter }) => ok(lostOf(charter)),
    restoreLostText: async (given) => settle("restoreLostText", given),
    dismissLostText: async (given) => settle("dismissLostText", given),
  };
}
