import { connect } from "./host/connect.ts";
import { windowHost } from "./replica/windowHost.ts";
import { openWindow } from "./screens/openWindow.tsx";

const root = document.getElementById("window");
if (root !== null) {
  const connection = await connect();
  await openWindow(root, connection.ok ? { ok: true, value: windowHost(connection.value) } : connection);
}
