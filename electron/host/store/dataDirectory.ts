/** Where a person's charters live unless they say otherwise. */
import { posix, win32 } from "node:path";

/**
 * The absolute path of the platform's folder for a program's data: `$XDG_DATA_HOME/tessera`,
 * `~/Library/Application Support/Tessera`, or `%APPDATA%\Tessera`.
 */
export function defaultDataDirectory(machine: {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}): string {
  const { platform, env, home } = machine;
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "Tessera");
  if (platform === "win32") {
    return win32.join(absolute(env.APPDATA, win32) ?? win32.join(home, "AppData", "Roaming"), "Tessera");
  }
  return posix.join(absolute(env.XDG_DATA_HOME, posix) ?? posix.join(home, ".local", "share"), "tessera");
}

/** The XDG base directory specification has relative paths ignored; so would a person. */
const absolute = (path: string | undefined, system: typeof posix): string | null =>
  path !== undefined && system.isAbsolute(path) ? path : null;
