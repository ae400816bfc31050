/**
 * What this device may do among the people of a charter. The host decides; this only keeps a screen from offering
 * what it would refuse.
 */
import type { CharterView } from "../../../../shared/api/library.ts";
import type { DeviceView, PartyView } from "../../../../shared/api/people.ts";
import { countNeeded } from "../../../../shared/charter/parties/quotas.ts";
import type { GuestRole } from "../../../../shared/charter/parties/roles.ts";

export type Standing =
  | { readonly kind: "delegate"; readonly party: PartyView }
  | { readonly kind: "guest"; readonly role: GuestRole }
  | { readonly kind: "ended" };

export function readStanding(view: Pick<CharterView, "parties" | "guests" | "ended">): Standing {
  if (view.ended !== null) return { kind: "ended" };
  const guest = view.guests.find(({ device }) => device.isThis);
  if (guest !== undefined) return { kind: "guest", role: guest.role };
  const party = view.parties.find(({ isMine }) => isMine);
  return party === undefined ? { kind: "ended" } : { kind: "delegate", party };
}

/** Guests write nothing into the text; nor does whoever's part has ended, nor anyone where the format is newer. */
export function mayWrite(view: Pick<CharterView, "parties" | "guests" | "ended" | "readOnly">): boolean {
  return readStanding(view).kind === "delegate" && view.readOnly === null;
}

/** Mediators and supporters only suggest; delegates may do either. */
export function maySuggest(view: Parameters<typeof mayWrite>[0]): boolean {
  const standing = readStanding(view);
  return (
    view.readOnly === null &&
    (standing.kind === "delegate" || (standing.kind === "guest" && standing.role !== "observer"))
  );
}

/** Only a party puts a text up to be ratified. */
export const mayPropose = (view: Parameters<typeof mayWrite>[0]): boolean =>
  mayWrite(view) && readStanding(view).kind === "delegate";

/** Everybody but observers. */
export function mayComment(view: Parameters<typeof mayWrite>[0]): boolean {
  const standing = readStanding(view);
  const isHeard = standing.kind === "delegate" || (standing.kind === "guest" && standing.role !== "observer");
  return isHeard && view.readOnly === null;
}

/** Why nothing can be typed here, not even a suggestion; null where it can. */
export function whyReadOnly(view: Parameters<typeof mayWrite>[0]): "observer" | "ended" | "newer" | null {
  if (maySuggest(view)) return null;
  if (view.readOnly !== null) return "newer";
  return readStanding(view).kind === "guest" ? "observer" : "ended";
}

/** One's own part, a device of one's own party, or (as a party) any guest. */
export function mayEnd(standing: Standing, device: DeviceView): boolean {
  if (standing.kind === "ended") return false;
  if (device.isThis) return true;
  return standing.kind === "delegate" && (device.party === null || device.party.id === standing.party.id);
}

/** Of two parties neither removes the other; each may withdraw. */
export function mayRemove(
  standing: Standing,
  view: Pick<CharterView, "parties" | "decisions">,
  party: PartyView,
): boolean {
  if (standing.kind !== "delegate" || view.decisions.some((decision) => decision.party?.id === party.id)) return false;
  return party.isMine || view.parties.length > 2;
}

/** To remove one party: how many of how many others. */
export function countForRemoval(view: Pick<CharterView, "parties" | "policy">): {
  readonly needed: number;
  readonly others: number;
} {
  const others = view.parties.length - 1;
  return { needed: countNeeded(view.policy.remove, others), others };
}

/** Written as a person would on any keyboard: capitals, spaces and the shape of apostrophes and quotes do not matter. */
export function isSameName(typed: string, name: string): boolean {
  const fold = (text: string): string =>
    text
      .normalize("NFKC")
      .replace(/[\u2018\u2019\u02bc\u2032`´]/g, "'")
      .replace(/[\u201c\u201d\u00ab\u00bb\u2033]/g, '"')
      .replace(/\s+/g, " ")
      .trim()
      .toLowerCase();
  return fold(typed) === fold(name);
}
