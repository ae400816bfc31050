/** Meeting devices directly. */
import type { PeersApi } from "../../../shared/api/peers.ts";
import { ok } from "../../../shared/base/result.ts";
import type { Desk } from "./desk.ts";

export const peersMethods = ({ workplace, atWork }: Desk): PeersApi => ({
  listen: ({ port, host }) => atWork(({ meetings }) => meetings.listen(port, host)),
  stopListening: () =>
    atWork(async ({ meetings }) => {
      await meetings.stopListening();
      return ok(null);
    }),
  getListening: async () => ok({ addresses: workplace()?.meetings.addresses() ?? [] }),
  setNearby: ({ on }) => atWork(({ nearby }) => nearby.set(on)),
  listNearby: () => atWork(({ nearby }) => ok(nearby.view())),
  meet: ({ address, stay }) => atWork(({ meet }) => meet(address, stay)),
  stopMeeting: () =>
    atWork(({ meetings, reconnection }) => {
      reconnection.forget();
      meetings.stop("the meeting was ended there");
      return ok(null);
    }),
});
