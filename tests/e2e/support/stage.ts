/**
 * Real hosts of several people over one network in memory, which moves by itself: what scenes are seeded with, and what
 * a window is opened on. Time goes on as it does; while a scene is seeded it can lie in the past.
 * Owns: the hosts and the network. Whoever opens a stage closes it; the directory stays.
 */
import { join } from "node:path";
import { createSystemRandom } from "../../../electron/host/ambient.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createSecrets } from "../../../electron/host/keys/secrets.ts";
import type { SystemStore } from "../../../electron/host/platform.ts";
import { createDataPlace } from "../../../electron/host/store/dataPlace.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { realClock } from "../../support/ambient.ts";
import { memoryPlatform } from "../../support/memoryPlatform.ts";
import { addressOf, createSimNetwork, type SimNetwork } from "../../support/simNetwork.ts";
import { must } from "./desk.ts";

/** Of everybody at whose window a test sits. */
export const passphrase = "open sesame";
const cheap = { passes: 1, memoryBytes: 8192 };
const dayMs = 86_400_000;

export interface Person {
  readonly name: string;
  readonly host: Host;
  readonly api: HostApi;
  /** Where others meet this device, once it listens. */
  readonly address: string;
  readonly dataDirectory: string;
}

export interface Entrance {
  /** True: their keys are protected as a person chooses. False: they open by themselves. */
  readonly isAtWindow?: boolean;
  readonly systemStore?: SystemStore | null;
  /** True: a directory that was copied is noticed. */
  readonly knowsItsPlace?: boolean;
}

export interface Stage {
  readonly network: SimNetwork;
  /** What the hosts take for now lies so many days back, until it is said otherwise. */
  goBack(days: number): void;
  /** What they take for now is the morning of this day (`YYYY-MM-DD`, UTC), until it is said otherwise. */
  goTo(day: string): void;
  /** Nothing passes through the network any more, or again. */
  hold(isHeld: boolean): void;
  /** Starts this person's program on their directory. */
  enter(name: string, entrance?: Entrance): Promise<Person>;
  close(): Promise<void>;
}

export function openStage(directory: string): Stage {
  const network = createSimNetwork(chance(1));
  const present: Person[] = [];
  let offsetMs = 0;
  let isHeld = false;
  const clock: Clock = { now: () => Date.now() - offsetMs, after: realClock.after };
  const moving = setInterval(() => {
    while (!isHeld && network.step());
  }, 1);

  return {
    network,
    goBack(days) {
      offsetMs = days * dayMs;
    },
    goTo(day) {
      offsetMs = Date.now() - Date.parse(`${day}T09:00:00Z`);
    },
    hold(held) {
      isHeld = held;
    },
    async enter(name, { isAtWindow = false, systemStore = null, knowsItsPlace = false } = {}) {
      const dataDirectory = join(directory, name);
      const random = createSystemRandom();
      const simple = { ...memoryPlatform({ name, dataDirectory, seed: 1, clock, network }), random };
      const secrets = isAtWindow
        ? must(createSecrets({ directory: dataDirectory, random, systemStore, cost: cheap }))
        : simple.secrets;
      const place = knowsItsPlace ? createDataPlace(dataDirectory, clock) : simple.place;
      const host = must(await createHost({ ...simple, secrets, place }));
      // Somebody is there: what goes on by itself goes on.
      host.onEvent(() => undefined);
      const person: Person = { name, host, api: host.api, address: addressOf(name), dataDirectory };
      present.push(person);
      return person;
    },
    async close() {
      // Whoever closes may wait for what is on its way.
      isHeld = false;
      for (const { host } of present.splice(0)) await host.close();
      clearInterval(moving);
    },
  };
}
