/**
 * Whether a data directory lies where it was written last: two copies of a device that both write end it [L22].
 * Owns: the file `place`, which holds its own number in the file system and the moment when it was made. A rename keeps
 * both; a copy, and what comes back from a backup, has others. A copy of the whole disk is not noticed.
 * Called by: locking.ts, through the platform, once the directory's lock is held.
 */
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import type { Result } from "../../../shared/base/result.ts";
import { attempt } from "./database.ts";
import { syncDirectory } from "./files.ts";

export interface DataPlace {
  /** `moved`: keys or charters are here, and this is not the place where they were written last. `unused`: neither is. */
  look(): Result<"inPlace" | "moved" | "unused", HostError>;
  /** Another for every copy; empty before `keep`. */
  name(): string;
  /** From now on this is the place. */
  keep(): Result<null, HostError>;
  /**
   * Puts everything of this device into a folder of its own within the directory, and answers its path. Nothing is
   * deleted. Cut off anywhere, the rest is put aside when it is called again.
   */
  putAside(): Result<string, HostError>;
}

const fileName = "place";
const asideName = "put-aside-";
/** Whatever says that somebody's device is here; it goes last. */
const ofDevice = ["identity.sealed", "key.sealed", fileName];
/** Of the machine and no device: the lock that is held, what Chromium has open, a relay's store, faces for paper. */
const stays = /^(?:lock\.|window$|relay$|faces$|put-aside-)/;

export function createDataPlace(directory: string, clock: Clock): DataPlace {
  const file = join(directory, fileName);
  const has = (name: string): boolean => existsSync(join(directory, name));

  function keep(): Result<null, HostError> {
    return attempt(() => {
      // Its number is known only once it is there.
      const made = `${file}.new`;
      const handle = openSync(made, "w", 0o600);
      try {
        writeSync(handle, describePlace(fstatSync(handle, { bigint: true })));
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(made, file);
      syncDirectory(directory);
      return null;
    }, "directory");
  }

  function asideFolder(): string {
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    for (let number = 1; ; number++) {
      const folder = join(directory, `${asideName}${day}${number === 1 ? "" : `-${number}`}`);
      if (!existsSync(folder)) return folder;
    }
  }

  return {
    name: () => (has(fileName) ? readFileSync(file, "utf8") : ""),
    keep,
    look: () =>
      attempt(() => {
        const said = has(fileName) ? readFileSync(file, "utf8") : null;
        if (said !== null && said === describePlace(statSync(file, { bigint: true }))) return "inPlace";
        // A key alone is nobody's yet, or what was left when a putting aside was cut off.
        const isUsed = has("identity.sealed") || has("charters") || (said !== null && has("key.sealed"));
        return isUsed ? "moved" : "unused";
      }, "directory"),
    putAside: () =>
      attempt(() => {
        const folder = asideFolder();
        mkdirSync(folder, { mode: 0o700 });
        const names = readdirSync(directory).filter((name) => !stays.test(name));
        const last = ofDevice.filter((name) => names.includes(name));
        for (const name of [...names.filter((name) => !last.includes(name)), ...last])
          renameSync(join(directory, name), join(folder, name));
        syncDirectory(folder);
        syncDirectory(directory);
        return folder;
      }, "directory"),
  };
}

const describePlace = ({ ino, birthtimeNs }: BigIntStats): string => `${ino} ${birthtimeNs}\n`;
