/** The whole window over the fake host: `?scene=full` and the place as the product has it, `#/library`. */
import "../../../../renderer/ui/theme.css";
import { openWindow } from "../../../../renderer/screens/openWindow.tsx";
import { createFakeHost, type FakeHost, type Scene } from "../../../support/fakeHost.ts";

declare global {
  var fakeHost: FakeHost;
}

const scenes: readonly Scene[] = [
  "nobody",
  "empty",
  "full",
  "returned",
  "peoples",
  "locked",
  "storeGone",
  "moved",
  "damaged",
  "arriving",
  "farTimes",
  "spoiled",
  "guest",
  "unwritten",
  "contested",
];
const asked = new URLSearchParams(location.search).get("scene");
globalThis.fakeHost = createFakeHost(scenes.find((scene) => scene === asked) ?? "full", Date.now);
const root = document.querySelector<HTMLElement>("#window");
if (root !== null) await openWindow(root, { ok: true, value: globalThis.fakeHost });
