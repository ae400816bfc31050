/** The river, where its first party has ratified both of the renewals that compete. */
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import { ok } from "../../../../shared/base/result.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import { full } from "./river.ts";

export const doublySigned: Scene = {
  ...full,
  name: "doublySigned",
  alter: (api): HostApi => ({
    ...api,
    async getTimeline(args) {
      const entries = must(await api.getTimeline(args));
      const competing = entries.filter((entry) => entry.competing !== null);
      return ok(
        entries.map((entry) => {
          const other = competing.find(({ proposal }) => proposal !== entry.proposal);
          const [party] = entry.ratifiedBy.length > 0 ? entry.ratifiedBy : (other?.ratifiedBy ?? []);
          if (!competing.includes(entry) || other === undefined || party === undefined) return entry;
          const ballots = [entry.contentHash, other.contentHash] as const;
          return { ...entry, doubleSigned: [{ party, other: other.proposal, title: other.title, ballots }] };
        }),
      );
    },
  }),
};
