import { connect } from "./host/connect.ts";
import { readLooks, showLooks } from "./screens/shell/looks.ts";

// Before anything is waited for, so that a dark window does not flash.
showLooks(document.documentElement, readLooks(localStorage));

const root = document.getElementById("window");
if (root !== null) {
  // The host answers while the window is still being loaded.
  const connecting = connect();
  const { openWindow } = await import("./screens/openWindow.tsx");
  await openWindow(root, connecting);
}
