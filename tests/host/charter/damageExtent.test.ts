/** [S21] What is missing of a damaged log, and when it is whole again: on values alone. */
import { expect, it } from "vitest";
import { openDamage } from "../../../electron/host/charter/damage.ts";
import type { StoredDamage } from "../../../electron/host/store/charterStore.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { foundBook, founder } from "../../support/builders.ts";

const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];

/** Ada's log of a charter of three, and what is said of it on disk. */
function damaged(stored: Partial<StoredDamage>, takes = true) {
  const book = foundBook(ada);
  for (const other of [ben, cyra]) book.admit(ada, other);
  let onDisk: StoredDamage | null = { lost: [], behind: [], isKnown: true, heard: [], ...stored };
  const damage = openDamage(
    {
      readDamage: () => onDisk,
      keepHeard(heard) {
        if (onDisk !== null) onDisk = { ...onDisk, heard };
      },
      endDamage() {
        onDisk = null;
      },
      transact: (run) => (takes ? ok(run()) : err({ kind: "storeFull" })),
    },
    ada.device,
    () => book.ledger,
  );
  return { book, damage, disk: () => onDisk };
}

it("[S21] is mended once everything that was lost is held", () => {
  const { damage, book } = damaged({ lost: [[ben.device, 0]] });
  expect([damage.is(), damage.missing(), damage.isMended()]).toEqual([true, 1, false]);
  book.bindSession(ben);
  expect([damage.missing(), damage.isMended()]).toEqual([0, true]);
  expect(damage.end()).toEqual(ok(null));
  expect([damage.is(), damage.isMended()]).toEqual([false, false]);
});

it("[S21] whose extent nobody knows waits for everybody else's whole log, over a restart too", () => {
  const { damage, disk } = damaged({ isKnown: false });
  expect(damage.isMended()).toBe(false);
  damage.hear(ben.device);
  damage.hear(ben.device);
  expect([damage.isMended(), disk()?.heard]).toEqual([false, [ben.device]]);
  damage.hear(cyra.device);
  expect([damage.isMended(), disk()?.heard]).toEqual([true, [ben.device, cyra.device]]);
});

it("[S21] goes on where the disk does not take that it is over", () => {
  const { damage } = damaged({}, false);
  expect(damage.end()).toEqual(err({ kind: "storeFull" }));
  expect(damage.is()).toBe(true);
});
