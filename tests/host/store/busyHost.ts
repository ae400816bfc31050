/**
 * A host that writes as fast as it can until it is killed. For tests, as a process of its own:
 * `node busyHost.ts DIRECTORY [CHARTER]`. It says what it finds when it starts (`holds WORD ...`), then each line that it
 * prints is a promise: `charter ID` was founded, `edited WORD` was answered with ok, `typed WORD` was said to be saved,
 * `imported FILE` too, `notSaved KIND`. A line on its standard input is a command.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as Y from "yjs";
import { systemClock } from "../../../electron/host/ambient.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { parseCharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { lastFlow } from "../../support/flowWords.ts";
import { usualPlan } from "../../support/plans.ts";
import { openWindow } from "../../support/textWindow.ts";

/** What a person waits for takes a twentieth of the time. */
const hastyClock: Clock = { now: systemClock.now, after: (delayMs, run) => systemClock.after(delayMs / 20, run) };

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const [directory = "", given] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const platform = had(
  await createNodePlatform({ plainKeys: true, dataDirectory: directory, listenHost: "127.0.0.1", clock: hastyClock }),
);
const host = had(await createHost(platform));
const { api } = host;

async function found() {
  const party = { name: "River People", kind: "community", constituency: "" } as const;
  had(await api.createIdentity({ person: "Ada", device: "laptop", party }));
  const { charter } = had(
    await api.createCharter({ title: "Water", language: "en", source: { kind: "blank" }, policy: usualPolicy }),
  );
  say(`charter ${charter}`);
  return charter;
}

const charter = parseCharterId(given) ?? (await found());
const { clauses, markdown } = had(await api.getText({ charter, at: { kind: "draft" } }));
const clause = clauses.find(({ kind }) => kind === "clause")?.id;
if (clause === undefined) throw new Error("a blank text has a clause");
say(`holds ${markdown.match(/\b[a-z]\d+x\d+\b/g)?.join(" ") ?? ""}`);
say(
  `listening ${had(await api.listen({ port: null, host: null })).addresses.find((one) => one.startsWith("127.")) ?? ""}`,
);

/** Words that are typed and not said to be saved yet, with the clock after each. */
let unsaved: { readonly word: string; readonly clock: number }[] = [];
const opened = had(await api.openText({ charter }));
host.onEvent((event) => {
  if (event.kind === "notSaved") say(`notSaved ${event.error.kind}`);
  if (event.kind !== "saved" || event.clientId !== opened.clientId) return;
  for (const { word, clock } of unsaved) if (clock <= event.clock) say(`typed ${word}`);
  unsaved = unsaved.filter(({ clock }) => clock > event.clock);
});
const open = openWindow(host, opened);
await new Promise((resolve) => setImmediate(resolve));

function type(word: string): void {
  const last = lastFlow(open.yDoc);
  last.insert(last.length, ` ${word} `);
  unsaved.push({ word, clock: Y.getState(open.yDoc.store, open.clientId) });
}

let count = 0;
async function edit(): Promise<void> {
  const word = `e${process.pid}x${count++}`;
  const edited = await api.editText({
    charter,
    edit: { kind: "insertClause", after: clause ?? ("" as never), markdown: word },
  });
  say(edited.ok ? `edited ${word}` : `refused ${edited.error.kind}`);
}

async function obey(command: string, argument: string): Promise<void> {
  if (command === "invite") {
    const invited = await api.invite({ charter, role: "party", expiresInHours: 1, reason: "" });
    say(invited.ok ? `code ${invited.value.code}` : `refused ${invited.error.kind}`);
  }
  if (command === "relay") had(await api.setRelay({ charter, url: argument }));
  if (command === "import") {
    const imported = await api.importBundle({ bytes: new Uint8Array(readFileSync(argument)) });
    say(imported.ok ? `imported ${argument}` : `refused ${imported.error.kind}`);
  }
}

/** Everything that writes, and some that only reads: `tried METHOD ok` or `tried METHOD storeFull`. */
async function tryEverything(): Promise<void> {
  const note = (method: string, result: Result<unknown, HostError>): void =>
    say(`tried ${method} ${result.ok ? "ok" : result.error.kind}`);
  const markdown = `f${process.pid}x${count++}`;
  const source = { kind: "blank" } as const;
  const term = { from: null, months: 12, until: null, noticeDays: 30 };
  const after = clause ?? ("" as never);
  const other = await api.createCharter({ title: "Wells", language: "en", source, policy: usualPolicy });
  note("createCharter", other);
  note("editText", await api.editText({ charter, edit: { kind: "insertClause", after, markdown } }));
  note("invite", await api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
  note("propose", await api.propose({ charter, term, note: "", purpose: null, ...usualPlan }));
  note("setRelay", await api.setRelay({ charter, url: null }));
  note("getText", await api.getText({ charter, at: { kind: "draft" } }));
  note("exportBundle", await api.exportBundle({ charter, for: { kind: "everything" } }));
  say(`word ${markdown}`);
  say("did try");
}

let busy = true;
createInterface({ input: process.stdin }).on("line", (line) => {
  const [command = "", argument = ""] = line.split(" ");
  void obey(command, argument);
  if (line === "pause") busy = false;
  if (line === "try") return void tryEverything();
  if (line === "type") type(`t${process.pid}x${count++}`);
  if (line === "edit") void edit();
  if (line === "show")
    say(
      `window ${open.isConnected()} ${open.closed.length} ${JSON.stringify(open.yDoc.getXmlFragment("text").toString())}`,
    );
  if (line === "connect") open.connect();
  if (line === "close") void host.close().then(() => process.exit(0));
  say(`did ${line}`);
});

say("ready");
while (busy) {
  for (let n = 0; n < 5; n++) {
    type(`t${process.pid}x${count++}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await edit();
}
// The last edit signed all that was typed before it.
say("idle");
