/** What a party and a member can be. */

export const partyKinds = [
  "community",
  "movement",
  "union",
  "organisation",
  "public-authority",
  "guardian",
  "other",
] as const;
export type PartyKind = (typeof partyKinds)[number];

export interface PartyProfile {
  readonly name: string;
  readonly kind: PartyKind;
  /** Whom it speaks for, in its own words. */
  readonly constituency: string;
}

/** A mediator and a supporter suggest and read, an observer reads; none of them speaks for a party or edits the text. */
export const guestRoles = ["mediator", "supporter", "observer"] as const;
export type GuestRole = (typeof guestRoles)[number];

/** What an invite admits: a further party, a delegate of the inviter's party, or a guest. */
export const inviteRoles = ["party", "delegate", ...guestRoles] as const;
export type InviteRole = (typeof inviteRoles)[number];
