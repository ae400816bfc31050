/** A charter whose log is on its way, in the scene of that name. */
import type { ArrivingView } from "../../shared/api/library.ts";
import type { FakeCharter } from "./fakeCharters.ts";

export function fakeArriving({ view, timeline }: FakeCharter, now: number): ArrivingView {
  const entry = timeline.find(({ proposal }) => proposal === view.inForce);
  const [founder] = entry?.electorate ?? [];
  const agreed =
    entry === undefined || founder === undefined || entry.ratifiedAt === null || entry.startsOn === null
      ? null
      : {
          ...{ proposal: entry.proposal, title: entry.title, language: view.language, ratifiedAt: entry.ratifiedAt },
          ...{ startsOn: entry.startsOn, endsOn: entry.endsOn, signedBy: entry.electorate, founder },
        };
  return {
    agreed,
    read: 3_120,
    of: 9_996,
    verifiedTo: now - 40 * 86_400_000,
    secondsLeft: view.connected.length > 0 ? 230 : null,
  };
}
