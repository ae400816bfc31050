import { expect, it } from "vitest";
import { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import { windowHost } from "../../../renderer/replica/windowHost.ts";
import { suggestingOf } from "../../../shared/base/clientClass.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";

it("a text is left under whichever id its window writes by then, shown or not", () => {
  const ended: string[] = [];
  const host = windowHost({
    connectText(room, yDoc, awareness) {
      const provider = new WebsocketProvider("ws://127.0.0.1:9", room, yDoc, {
        ...(awareness === undefined ? {} : { awareness }),
        ...{ connect: false, disableBc: true },
      });
      provider.doc.on("destroy", () => ended.push(room));
      return provider;
    },
    api: {} as never,
    onEvent: () => () => undefined,
    onClosed: () => undefined,
  });
  const listener = { onSynced() {}, onConnected() {}, onClosed() {}, onRefolded() {} };
  for (const idOf of [(id: number) => id, (id: number) => suggestingOf(id) ?? id]) {
    const yDoc = createTextDoc();
    const awareness = new Awareness(yDoc);
    awareness.setLocalState(null);
    awareness.clientID = 2 ** 40;
    const leave = host.joinText("room", yDoc, awareness, listener);
    yDoc.clientID = idOf(2 ** 40);
    expect(leave).not.toThrow();
    awareness.destroy();
    yDoc.destroy();
  }
  expect(ended).toHaveLength(2);
});
