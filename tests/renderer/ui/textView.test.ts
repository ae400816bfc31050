import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { TextView } from "../../../renderer/ui/TextView.tsx";
import type { ElementNode } from "../../../shared/charter/model.ts";
import { article, clause, docOf, element, head, para } from "../../shared/charter/arbitraryText.ts";

const shown = (language: string, node: ElementNode) =>
  renderToStaticMarkup(createElement(TextView, { text: docOf(node), language }));

describe("a frozen text", () => {
  it("runs the way its language does, so that the numbers stand where its lines begin", () => {
    const wells = article("a", head(2, "الآبار"), clause("c", para("مفتوحة")));
    expect(shown("ar", wells)).toMatch(/^<div class="text-view" lang="ar" dir="rtl">/);
    expect(shown("en", wells)).toMatch(/^<div class="text-view" lang="en" dir="ltr">/);
  });

  it("numbers its lists as signed, from nought as well", () => {
    const item = element("list_item", {}, [para("x")]);
    for (const order of [0, 1, 7])
      expect(shown("en", element("ordered_list", { order }, [item]))).toContain(`<ol start="${order}">`);
  });
});
