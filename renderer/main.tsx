import { connect } from "./host/connect.ts";
import { windowHost } from "./replica/windowHost.ts";
import { openWindow } from "./screens/openWindow.tsx";
import { readLooks, showLooks } from "./screens/shell/looks.ts";

// Before anything is waited for, so that a dark window does not flash.
showLooks(document.documentElement, readLooks(localStorage));

const root = document.getElementById("window");
if (root !== null) {
  const connection = await connect();
  await openWindow(root, connection.ok ? { ok: true, value: windowHost(connection.value) } : connection);
}
