/** The relay of a charter. */
import type { RelayApi } from "../../../shared/api/relay.ts";
import type { Desk } from "./desk.ts";

export const relayMethods = ({ withCharter }: Desk): RelayApi => ({
  setRelay: ({ charter, url }) => withCharter(charter, (open, { relays }) => relays.set(open, url)),
  syncRelay: ({ charter }) => withCharter(charter, (open, { relays }) => relays.exchange(open)),
});
