/** A window with the parts that the real one is made of: React, react-aria, ProseMirror, the binding and the host's wire. */
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { createElement } from "react";
import {
  Button,
  Dialog,
  DialogTrigger,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
} from "react-aria-components";
import { createRoot } from "react-dom/client";
import * as Y from "yjs";
import { bindText } from "../../../renderer/editor/bindText.ts";
import { connect } from "../../../renderer/host/connect.ts";
import { parseCharterId } from "../../../shared/base/ids.ts";
import { plainText } from "../../../shared/charter/text/clauses.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";

const violations: string[] = [];
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
});

function show(): void {
  const option = (id: string) => createElement(ListBoxItem, { id, key: id }, id);
  const choice = createElement(
    Select,
    { "aria-label": "choice" },
    createElement(Button, { id: "choose" }, createElement(SelectValue)),
    createElement(Popover, null, createElement(ListBox, null, option("ratify"), option("decline"))),
  );
  const asked = createElement(
    DialogTrigger,
    null,
    createElement(Button, { id: "ask", style: { color: "rgb(1, 2, 3)" } }, "ask"),
    createElement(Popover, null, createElement(Dialog, { "aria-label": "asked" }, "sure?")),
  );
  createRoot(document.getElementById("react") ?? document.body).render(createElement("main", null, choice, asked));
}

async function start(): Promise<object> {
  show();
  const connected = await connect();
  if (!connected.ok) return { fault: connected.error };
  const { api, connectText } = connected.value;
  const listed = await api.listCharters({});
  const charter = parseCharterId(listed.ok ? listed.value[0]?.id : null);
  if (charter === null) return { fault: "no charter" };
  const text = await api.openText({ charter });
  if (!text.ok) return { fault: text.error.kind };
  const yDoc = new Y.Doc({ gc: false });
  yDoc.clientID = text.value.clientId;
  const provider = connectText(text.value.room, yDoc);
  const bound = bindText(yDoc);
  const view: EditorView = new EditorView(document.getElementById("editor"), {
    state: EditorState.create({ doc: bound.doc, plugins: [...bound.plugins, dropCursor(), gapCursor()] }),
    dispatchTransaction: (transaction) => view.updateState(bound.apply(view.state, transaction)),
  });
  bound.connect(view);
  await new Promise<void>((resolve) => provider.on("sync", () => resolve()));
  return {
    fault: null,
    title: listed.ok ? listed.value[0]?.title : "",
    paste: (html: string) => view.pasteHTML(html),
    text: () => view.state.doc.textContent,
    yText: () => plainText(readText(yDoc).text),
  };
}

Object.assign(window, { violations, started: start() });
