/** Quotas in numbers: for whoever explains a policy before anyone acts under it. */
import type { Policy, Quota } from "./hostApi.ts";

export const quotas: readonly Quota[] = ["all", "twoThirds", "majority"];

/** What a charter begins with where nobody chose otherwise. */
export const usualPolicy: Policy = { admit: "majority", remove: "twoThirds" };

/** How many of `parties` a quota asks for: never fewer than one. */
export function countNeeded(quota: Quota, parties: number): number {
  switch (quota) {
    case "all":
      return Math.max(1, parties);
    case "twoThirds":
      return Math.max(1, Math.ceil((2 * parties) / 3));
    case "majority":
      return Math.floor(parties / 2) + 1;
  }
}
