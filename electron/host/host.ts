import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi, HostEvent } from "../../shared/api/hostApi.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import type { Result } from "../../shared/base/result.ts";
import type { TextRole } from "./charter/textConnection.ts";

/** The product. Electron, browser mode, the command line and the tests are four ways to start one. */
export interface Host {
  readonly api: HostApi;
  /** Returns the unsubscribe. */
  onEvent(listener: (event: HostEvent) => void): () => void;
  /**
   * Joins a window's (or, through the gateway, any stock client's) y-websocket connection to a charter's text.
   * Each message of the pipe is one y-protocols message. `room`: from `openText`, or, for a gateway, a charter id.
   * A refusal closes the pipe with a reason.
   */
  connectText(room: string, pipe: Pipe, as: TextRole): Result<null, HostError>;
  /** Everything acknowledged is on disk when it resolves; the data directory is free. */
  close(): Promise<void>;
}
