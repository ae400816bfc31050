/** Charters whose logs are on their way, as the window hears of them: real newcomers are in arriving.test.ts. */
import type { TimelineEntry } from "../../../../shared/api/agreements.ts";
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import type { ArrivingView } from "../../../../shared/api/library.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import type { Scene } from "../windows.ts";
import { full } from "./river.ts";

const dayMs = 86_400_000;

const halfway = (agreed: ArrivingView["agreed"]): ArrivingView => ({
  ...{ agreed, read: 3_120, of: 9_996, verifiedTo: Date.now() - 40 * dayMs, secondsLeft: 230 },
});

function agreedIn({ electorate, ...entry }: TimelineEntry, language: string): ArrivingView["agreed"] {
  const founder = electorate.find(({ name }) => name.startsWith("Fishers"));
  if (founder === undefined || entry.ratifiedAt === null || entry.startsOn === null) return null;
  return {
    ...{ proposal: entry.proposal, title: entry.title, language, signedBy: electorate, founder },
    ...{ ratifiedAt: entry.ratifiedAt, startsOn: entry.startsOn, endsOn: entry.endsOn },
  };
}

function arrivingAt(api: HostApi): HostApi {
  const arrivingOf = async (charter: CharterId, language: string): Promise<ArrivingView> => {
    const timeline = await api.getTimeline({ charter });
    const inForce = timeline.ok ? timeline.value.find(({ state }) => state === "inForce") : undefined;
    return halfway(inForce === undefined ? null : agreedIn(inForce, language));
  };
  return {
    ...api,
    async listCharters(args) {
      const listed = await api.listCharters(args);
      if (!listed.ok) return listed;
      const value = listed.value.map(async (one) => ({ ...one, arriving: await arrivingOf(one.id, one.language) }));
      return { ok: true, value: await Promise.all(value) };
    },
    async getCharter(args) {
      const view = await api.getCharter(args);
      if (!view.ok) return view;
      return { ok: true, value: { ...view.value, arriving: await arrivingOf(args.charter, view.value.language) } };
    },
  };
}

export const arriving: Scene = { ...full, name: "arriving", hasText: false, alter: arrivingAt };
