/**
 * Every way in against every class of characters that nobody sees or that turn others: what comes in is mended, or
 * refused with a typed error, so that the text settles. CONTENT.md, C9.
 */
import { Fragment, type Node, Slice } from "prosemirror-model";
import { EditorState, type Plugin } from "prosemirror-state";
import type { DecorationSet } from "prosemirror-view";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paste } from "../../renderer/editor/paste.ts";
import { unseen } from "../../renderer/editor/unseen.ts";
import type { HostError } from "../../shared/api/errors.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { settle } from "../../shared/charter/draft/settle.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { nowhere, readClauses } from "../../shared/charter/text/clauses.ts";
import type { CharterText, TextEdit } from "../../shared/charter/text/model.ts";
import { unnamedPromises } from "../../shared/charter/text/promiseWords.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { paragraphFlow } from "../support/flowWords.ts";
import { openWindow } from "../support/textWindow.ts";
import { textOf, unseenClasses, wordsOf } from "../support/unseenClasses.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

interface Entered {
  readonly text: CharterText;
  /** How many characters are shown by their number where they stand. */
  readonly shown?: number;
}
type Entry = (brought: string) => Promise<Result<Entered, HostError>>;

// ---- the editor -------------------------------------------------------------------------------

const plugins = {
  unseen: unseen(),
  paste: paste({ onLong: () => undefined, onLeftOut: () => undefined }, () => () => nowhere, unnamedPromises),
};

function inEditor(change: (state: EditorState) => EditorState): Promise<Result<Entered, HostError>> {
  const doc = schema.node("doc", null, [schema.node("paragraph")]);
  const state = change(EditorState.create({ doc, plugins: Object.values(plugins) }));
  const marks = plugins.unseen.getState(state) as DecorationSet;
  return Promise.resolve(ok({ text: textOf(state.doc), shown: marks.find().length }));
}

/** Key by key, as the browser hands them over. */
const typed: Entry = (brought) =>
  inEditor((state) =>
    [...brought].reduce(
      (now, key) => now.applyTransaction(now.tr.insertText(key, now.doc.content.size - 1)).state,
      state,
    ),
  );

const transformed = (plugin: Plugin, slice: Slice): Slice =>
  plugin.props.transformPasted?.call(plugin, slice, undefined as never, false) ?? slice;

const pasted: Entry = (brought) =>
  inEditor((state) => {
    const words: Node = schema.node("paragraph", null, [schema.text(brought)]);
    const slice = transformed(plugins.paste, new Slice(Fragment.from(words), 1, 1));
    return state.applyTransaction(state.tr.replace(1, 1, slice)).state;
  });

// ---- the host ---------------------------------------------------------------------------------

let world: World;
let charter: CharterId;
beforeAll(async () => {
  world = createWorld({ seed: 23, people: ["Ada"] });
  charter = await world.found("Ada").founded();
});
afterAll(() => world.close());

const api = () => world.who("Ada").api();
const draftOf = async (of: CharterId): Promise<CharterText> =>
  unwrap(await api().getText({ charter: of, at: { kind: "draft" } })).text;

const imported =
  (name: string): Entry =>
  async (brought) => {
    const source = { kind: "file", name, bytes: utf8(brought) } as const;
    const made = await api().createCharter({ title: "Any", language: "en", source, policy: usualPolicy });
    return made.ok ? ok({ text: await draftOf(made.value.charter) }) : made;
  };

/** As the command line has it done: an edit of the whole text, or of a part that is read back alone. */
const edited =
  (edit: (brought: string, text: CharterText) => TextEdit): Entry =>
  async (brought) => {
    unwrap(await api().editText({ charter, edit: { kind: "replaceAll", markdown: "## First\n\n1. Clause.\n" } }));
    const done = await api().editText({ charter, edit: edit(brought, await draftOf(charter)) });
    return done.ok ? ok({ text: await draftOf(charter) }) : done;
  };

const clauseIn = (text: CharterText) => {
  const clause = readClauses(text).find(({ kind }) => kind === "clause");
  if (clause === undefined) throw new Error("the text has a clause");
  return clause.id;
};

const atTheGateway: Entry = async (brought) => {
  unwrap(await api().editText({ charter, edit: { kind: "replaceAll", markdown: "Before.\n" } }));
  const stock = openWindow(world.who("Ada").host(), { clientId: 4_000_000_000 + ++clients, room: charter }, "gateway");
  await world.settle().founded();
  stock.yDoc.getXmlFragment("text").insert(0, [paragraphFlow(brought)]);
  await world.pass(60_000).founded();
  const refused = stock.closed[0];
  stock.close();
  return refused === undefined
    ? ok({ text: await draftOf(charter) })
    : err({ kind: "badArgument", what: "update", expected: refused });
};
let clients = 0;

// ---- the table --------------------------------------------------------------------------------

const entries: readonly { readonly name: string; readonly enter: Entry; readonly as: "editor" | "file" | "words" }[] = [
  { name: "typed", enter: typed, as: "editor" },
  { name: "pasted", enter: pasted, as: "words" },
  { name: "imported as Markdown", enter: imported("any.md"), as: "file" },
  { name: "imported as plain text", enter: imported("any.txt"), as: "file" },
  { name: "the whole text edited", enter: edited((markdown) => ({ kind: "replaceAll", markdown })), as: "words" },
  {
    name: "the whole text edited as plain text",
    enter: edited((markdown) => ({ kind: "replaceAll", markdown, isPlain: true })),
    as: "words",
  },
  {
    name: "a clause set",
    enter: edited((markdown, text) => ({ kind: "setClause", clause: clauseIn(text), markdown })),
    as: "words",
  },
  {
    name: "a clause inserted",
    enter: edited((markdown, text) => ({ kind: "insertClause", after: clauseIn(text), markdown })),
    as: "words",
  },
  {
    name: "an article inserted",
    enter: edited((markdown) => ({ kind: "insertArticle", after: null, markdown: `## More\n\n${markdown}` })),
    as: "words",
  },
  { name: "written by a stock client of the gateway", enter: atTheGateway, as: "words" },
];

describe.each(entries)("[C9] what is $name", ({ enter, as }) => {
  it.each(unseenClasses)("is mended or refused: $name", async ({ brought, left, waits, inNoFile }) => {
    const entered = await enter(brought);
    if (as === "file" && inNoFile === true) {
      expect(entered).toMatchObject({ ok: false, error: { kind: expect.any(String) } });
      return;
    }
    const { text, shown } = unwrap(entered);
    const settled = settle(text, "en", []);
    if (as === "editor" && waits === true) {
      expect(shown).toBeGreaterThan(0);
      expect(settled).toMatchObject({
        ok: false,
        error: expect.arrayContaining([{ kind: "unseen", clause: null, code: expect.any(Number) }]),
      });
      return;
    }
    expect(settled).toMatchObject({ ok: true });
    if (settled.ok) expect(wordsOf(settled.value)).toMatch(left);
  });
});
