/** Who sits at which desk, and how they come together at one text. */
import type { CharterId } from "../../../shared/base/ids.ts";
import type { InviteRole } from "../../../shared/charter/parties/roles.ts";
import { type Desk, must } from "./desk.ts";
import { askedWords } from "./scenes/acts.ts";

/** `party` null: somebody who stands for none. */
export async function introduce({ host }: Desk, person: string, party: string | null): Promise<void> {
  const profile = party === null ? null : ({ name: party, kind: "union", constituency: "all of us" } as const);
  must(await host.api.createIdentity({ person, device: `${person}’s laptop`, party: profile }));
  const sheet = profile === null ? null : must(await host.api.getRecoveryWords({ language: "en" }));
  if (sheet !== null) must(await host.api.confirmRecoveryWords({ words: askedWords(sheet) }));
}

/** They stay connected. */
export async function bring(charter: CharterId, from: Desk, joiner: Desk, role: InviteRole): Promise<void> {
  const invited = must(await from.host.api.invite({ charter, role, expiresInHours: 24, reason: "for the wells" }));
  must(await joiner.host.api.join({ code: invited.code, address: invited.addresses[0] ?? "", stay: true }));
}
