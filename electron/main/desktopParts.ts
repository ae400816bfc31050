/** What the desktop is built from: Electron's own parts, and what the program or a test supplies. */
import type { HostError } from "../../shared/api/errors.ts";
import type { Logger, Random } from "../../shared/base/ambient.ts";
import type { Result } from "../../shared/base/result.ts";
import type { Host } from "../host/host.ts";
import type { SystemStore } from "../host/platform.ts";

/** The whole of Electron that this program uses in its main process. */
export type MainElectron = Pick<
  typeof import("electron"),
  | "app"
  | "BrowserWindow"
  | "dialog"
  | "ipcMain"
  | "Menu"
  | "MessageChannelMain"
  | "protocol"
  | "safeStorage"
  | "session"
  | "shell"
>;

export interface DesktopParts {
  readonly dataDirectory: string;
  readonly rendererDirectory: string;
  /** The bundled preload script. */
  readonly preloadFile: string;
  readonly platform: NodeJS.Platform;
  readonly random: Random;
  readonly logger: Logger;
  /** `systemStore`: null where the system keeps no secrets. */
  openHost(dataDirectory: string, systemStore: SystemStore | null): Promise<Result<Host, HostError>>;
}
