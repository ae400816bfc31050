/** A charter's log in a file of its own, held by one device: no host, no network, no window. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createSystemRandom } from "../../../electron/host/ambient.ts";
import { createCompacting } from "../../../electron/host/charter/compacting.ts";
import { type AcceptedFrame, openHeld } from "../../../electron/host/charter/held.ts";
import { createReceiving } from "../../../electron/host/charter/receiving.ts";
import { createSigning } from "../../../electron/host/charter/signing.ts";
import { type CharterStore, openCharterStore } from "../../../electron/host/store/charterStore.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { tessera } from "../../../shared/ledger/program.ts";
import { sealLogFrame } from "../../../shared/sync/frame.ts";
import { recordingLogger, steppingClock } from "../../support/ambient.ts";
import { foundingKey, seedOf, type TestPerson, type Written } from "../../support/builders.ts";
import { unwrap } from "../../support/world.ts";

const nothing = (): void => undefined;
const epoch = deriveEpoch(foundingKey);
export const frameOf = ({ bytes }: Pick<Written, "bytes">): Bytes => sealLogFrame(bytes, epoch);

/** `change`: what the disk does otherwise. The file goes with the test. */
export function holdLog(
  person: TestPerson,
  charter: CharterId,
  change: (store: CharterStore) => CharterStore = (s) => s,
) {
  const directory = mkdtempSync(join(tmpdir(), "tessera-held-"));
  const file = join(directory, "log.sqlite");
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const told: { readonly frames: readonly AcceptedFrame[]; readonly by: object | null }[] = [];
  const reread: number[] = [];

  function open(isNew: boolean) {
    const device = { id: person.device, privateKey: person.signing.privateKey, sealing: person.sealing };
    const clock = steppingClock();
    const random = createSystemRandom();
    const logger = recordingLogger();
    const storeKey = seedOf("store key");
    const store = change(unwrap(openCharterStore(file, { charter, storeKey, random }, undefined, { isNew })));
    const source = {
      ...{ charter, store, device, random, logger, program: tessera },
      keys: [foundingKey.slice()],
      storeKey,
    };
    const held = unwrap(
      openHeld(source, {
        reread: () => void reread.push(held.fold().ledger.size()),
        accepted: (frames, by) => void told.push({ frames, by }),
      }),
    );
    const signing = createSigning({ device, clock, random, held, isDamaged: () => false });
    const receive = createReceiving({
      ...{ held, logger, tryFrames: null, behind: store.readDamage()?.behind ?? [] },
      commit: (by, run) => held.commit(by, 0, run),
      ...{ isClosed: () => false, onNext: nothing, onStored: nothing, onDone: nothing },
    }).receive;
    const compacting = createCompacting({
      ...{ charter, store, clock, logger, me: person.device, fold: held.fold },
      ...{ isHindered: () => held.isSpoiled(), isClosed: () => false },
    });
    return { held, signing, store, logger, source, clock, receive, compacting };
  }

  return {
    ...open(true),
    file,
    told,
    /** How many envelopes were held each time the log was read again. */
    reread,
    /** The same log as another start of the program finds it. */
    reopen: () => open(false),
  };
}
