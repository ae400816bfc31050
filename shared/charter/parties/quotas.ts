/** How many parties decide, and who is asked to suggest: what a charter begins with. */

export const quotas = ["all", "twoThirds", "majority"] as const;
export type Quota = (typeof quotas)[number];

/** Guests alone, who can do nothing else; or everybody, once a text of the charter was ratified. */
export const suggesters = ["guests", "all"] as const;
export type Suggesters = (typeof suggesters)[number];

/** Of the charter: quotas are fixed when it is founded. Ratification is by all. */
export interface Policy {
  /** Of the parties, to adopt a later ruleset, to say who is asked to suggest, and to admit another party after the first ratification. */
  readonly admit: Quota;
  /** Of the remaining parties, to remove one. */
  readonly remove: Quota;
  /** Who is asked to suggest rather than edit; `admit` of the parties may change it. */
  readonly suggest: Suggesters;
}

/** What a charter begins with where nobody chose otherwise. */
export const usualPolicy: Policy = { admit: "majority", remove: "twoThirds", suggest: "guests" };

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
