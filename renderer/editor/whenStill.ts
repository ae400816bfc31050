/** Work that nobody waits for with a key: it is done in the first rest of the person and the window. */
import type { EditorView } from "prosemirror-view";

export interface StillArgs {
  /** So long nothing was asked for. */
  readonly restMs: number;
  /** At the latest so long after it was first asked for, whoever goes on typing. */
  readonly mostMs: number;
}

export interface WhenStill {
  ask(): void;
  /** Does at once what was asked for. */
  flush(): void;
  cancel(): void;
}

export function whenStill(run: () => void, { restMs, mostMs }: StillArgs): WhenStill {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let idle: number | null = null;
  let since: number | null = null;

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    if (idle !== null) cancelIdleCallback(idle);
    [timer, idle] = [null, null];
  }

  return {
    ask() {
      since ??= performance.now();
      const leftMs = Math.max(0, since + mostMs - performance.now());
      // Behind the last key that it may wait for, nothing puts it off any more.
      if (leftMs === 0 && (timer !== null || idle !== null)) return;
      stop();
      timer = setTimeout(
        () => {
          timer = null;
          idle = requestIdleCallback(
            () => {
              [idle, since] = [null, null];
              run();
            },
            { timeout: restMs },
          );
        },
        Math.min(restMs, leftMs),
      );
    },
    flush() {
      if (since === null) return;
      stop();
      since = null;
      run();
    },
    cancel() {
      stop();
      since = null;
    },
  };
}

/** The same for marks, in the view that asked last. */
export function drawWhenStill(draw: (view: EditorView) => void, args: StillArgs) {
  let shownIn: EditorView | null = null;
  const soon = whenStill(() => {
    // An input method loses its place where the words around it are drawn anew.
    if (shownIn?.composing === true) soon.ask();
    else if (shownIn?.isDestroyed === false) draw(shownIn);
  }, args);
  return {
    ask(view: EditorView): void {
      shownIn = view;
      soon.ask();
    },
    cancel: soon.cancel,
  };
}
