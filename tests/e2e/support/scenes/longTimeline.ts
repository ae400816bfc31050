/** The river, whose timeline has one text two hundred times, a year apart. */
import type { TimelineEntry } from "../../../../shared/api/agreements.ts";
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import type { ProposalId } from "../../../../shared/base/ids.ts";
import { ok } from "../../../../shared/base/result.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import { full } from "./river.ts";

export const longTimeline: Scene = {
  ...full,
  name: "long",
  alter: (api): HostApi => ({
    ...api,
    async getTimeline(args) {
      const [first] = must(await api.getTimeline(args));
      if (first === undefined) throw new Error("the river has texts");
      return ok(
        Array.from({ length: 200 }, (_, index): TimelineEntry => {
          const year = 1850 + index;
          const id = (number: number) => number.toString(16).padStart(64, "0") as ProposalId;
          return {
            ...{ ...first, proposal: id(index), parent: index === 0 ? null : id(index - 1), depth: index + 1 },
            ...{ proposedAt: Date.UTC(year, 0, 1), ratifiedAt: Date.UTC(year, 0, 2), startsOn: `${year}-02-01` },
            ...{ endsOn: null, endedOn: `${year + 1}-01-31`, state: "superseded", note: `Text of ${year}` },
          };
        }),
      );
    },
  }),
};
