import type { HostEvent } from "../../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";

/** For what also changes with words that this person types: they are on disk by then. */
export const concernsWords =
  (charter: CharterId) =>
  (event: HostEvent): boolean =>
    (event.kind === "charterChanged" || event.kind === "saved") && event.charter === charter;
