/** How many parties decide: the quotas that a charter begins with. */

export const quotas = ["all", "twoThirds", "majority"] as const;
export type Quota = (typeof quotas)[number];

/** Of the charter, fixed when it is founded. Ratification is by all. */
export interface Policy {
  /** Of the parties, to adopt a later ruleset, and to admit another party after the first ratification. */
  readonly admit: Quota;
  /** Of the remaining parties, to remove one. */
  readonly remove: Quota;
}

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
