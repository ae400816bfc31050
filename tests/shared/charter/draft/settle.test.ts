import { describe, expect, it } from "vitest";
import type { CharterId } from "../../../../shared/base/ids.ts";
import { settle } from "../../../../shared/charter/draft/settle.ts";
import { decodeContent, encodeContent, normaliseText } from "../../../../shared/charter/text/canonical.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { words } from "../../../support/builders.ts";
import { article, body, clause, docOf, element, para, said } from "../text/arbitraryText.ts";

const charter = "ab".repeat(32) as CharterId;
const contentOf = { charter, title: "Water", language: "en" };

describe("A draft", () => {
  it("[C1] is settled where nothing stands in the way, in its normal form", () => {
    const draft = words("Wells are open.", "Herds pass.");
    const settled = settle(draft, "en", []);
    expect(settled).toEqual({ ok: true, value: normaliseText(draft) });
    if (!settled.ok) throw new Error("it settles");
    const read = decodeContent(encodeContent({ ...contentOf, text: settled.value }));
    expect(read).toMatchObject({ ok: true, value: { text: settled.value } });
    expect(settle(settled.value, "en", [])).toEqual(settled);
  });

  it("[C1] is not settled while something in it is unseen, and says what and in which clause", () => {
    expect(settle(words("Wells\u202e are open.", "Herds pass.", "\ue000"), "en", [])).toEqual({
      ok: false,
      error: [
        { kind: "unseen", clause: "c1", code: 0x202e },
        { kind: "unseen", clause: "c3", code: 0xe000 },
      ],
    });
  });

  it("[C16] is not settled while a clause says its words twice in one language, the charter's own included", () => {
    const draft = docOf(
      article("a", body("fr", para("Eau.")), clause("c", para("Water."), body("FR"), body("fr-CA"), body("fr"))),
      clause("d", body("EN", para("Water."))),
    );
    expect(settle(draft, "en", [])).toEqual({
      ok: false,
      error: [
        { kind: "sameLanguage", clause: "c", language: "fr", isOwn: false },
        { kind: "sameLanguage", clause: "d", language: "en", isOwn: true },
      ],
    });
    expect(settle(docOf(clause("d", body("EN", para("Water.")))), "fr", []).ok).toBe(true);
  });

  it("[C18] is not settled while a reference names no clause of it, wherever it stands", () => {
    const to = (id: string) => element("paragraph", {}, [said("see "), element("reference", { clause: id }, [])]);
    const cell = element("table_cell", { colspan: 1, rowspan: 1 }, [to("gone")]);
    const table = element("table", {}, [element("table_row", {}, [cell])]);
    const draft = docOf(to(""), clause("a", to("b"), body("fr", to("a-b")), table), clause("b", to("a"), to("b")));
    expect(settle(draft, "en", [])).toEqual({
      ok: false,
      error: [
        { kind: "danglingReference", clause: null, names: "" },
        { kind: "danglingReference", clause: "a", names: "a-b" },
        { kind: "danglingReference", clause: "a", names: "gone" },
      ],
    });
    expect(settle(docOf(clause("a", to("b")), clause("b", to("a"))), "en", []).ok).toBe(true);
    // An id that was given because another clause had it first is one, too.
    expect(settle(docOf(clause("a"), clause("a", to("a-2"))), "en", []).ok).toBe(true);
  });

  it("[C3] loses joiners that do nothing, which keep nobody from agreeing", () => {
    const settled = settle(words("na\u200dme"), "en", []);
    expect(settled.ok && JSON.stringify(settled.value)).toContain("name");
  });

  it("is no text that can be frozen: that does not compile", () => {
    const draft: CharterText = words("Wells are open.");
    // @ts-expect-error only what `settle` made of it, or what was read from content, can be encoded to be signed
    const frozen = () => encodeContent({ ...contentOf, text: draft });
    expect(frozen()).toBeInstanceOf(Uint8Array);
  });
});
