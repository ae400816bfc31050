/** One table of keys: the editor, the sheet in the window and docs/KEYS.md follow it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  byKey,
  isMacKeyboard,
  keysInWords,
  type ShortcutName,
  shortcutGroups,
} from "../../../renderer/editor/shortcuts.ts";
import { en } from "../../../renderer/i18n/en.ts";

const { names, ...groups } = en.shortcuts;
const namesOf = (group: keyof typeof shortcutGroups) => Object.keys(shortcutGroups[group]) as ShortcutName[];

const printed = (name: ShortcutName, isMac: boolean): string =>
  keysInWords(name, isMac)
    .map((keys) => keys.map((key) => `\`${key}\``).join(" + "))
    .join(", ");

/** The table of docs/KEYS.md, a part for each group. */
const table = (["screen", "suggestions", "letters", "structure", "moving"] as const)
  .map((group) => {
    const rows = namesOf(group).map((name) => `| ${names[name]} | ${printed(name, false)} | ${printed(name, true)} |`);
    return [`## ${groups[group]}`, "", "| What | Keys | On a Mac |", "| --- | --- | --- |", ...rows].join("\n");
  })
  .join("\n\n");

/** The formatter aligns the columns of a page. */
const unpadded = (page: string): string => page.replace(/ *\| */g, "|").replace(/-{3,}/g, "---");

describe("the table of keys", () => {
  it("is told in docs/KEYS.md as it is", () => {
    const page = readFileSync(new URL("../../../docs/KEYS.md", import.meta.url), "utf8");
    expect(unpadded(page.slice(page.indexOf("## ")))).toBe(unpadded(`${table}\n`));
  });

  it("names everything once, and gives no key to two things", () => {
    const all = Object.keys(shortcutGroups).flatMap((group) => namesOf(group as keyof typeof shortcutGroups));
    expect(new Set(all).size).toBe(all.length);
    expect(Object.keys(names).sort()).toEqual(all.toSorted());
    const keys = all.flatMap((name) => Object.keys(byKey({ [name]: true })));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("prints keys as the keyboard has them", () => {
    expect(keysInWords("redo", false)).toEqual([
      ["Ctrl", "Y"],
      ["Ctrl", "Shift", "Z"],
    ]);
    expect(keysInWords("heading1", true)).toEqual([["⌘", "⌥", "1"]]);
    expect(keysInWords("toEnd", false)).toEqual([["Ctrl", "End"]]);
    expect(keysInWords("toEnd", true)).toEqual([
      ["⌃", "End"],
      ["⌘", "↓"],
    ]);
    expect(["MacIntel", "iPad", "Linux x86_64", "Win32"].map(isMacKeyboard)).toEqual([true, true, false, false]);
  });
});
