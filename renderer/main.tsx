/** Asks for all that the window needs at once: the way to its host, what draws it, and the place that its address names. */
import { readLooks, showLooks } from "./screens/shell/looks.ts";

// Before anything is waited for, so that a dark window does not flash.
showLooks(document.documentElement, readLooks(localStorage));

const root = document.getElementById("window");
if (root !== null) {
  const opening = import("./screens/openWindow.tsx");
  const { connect } = await import("./host/connect.ts");
  const connecting = connect();
  await (await opening).openWindow(root, connecting);
}
