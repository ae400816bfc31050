/** Rendering 1: what version 0.1 exported. Frozen. */
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";
import { createDrawer, type Drawable } from "./drawable.ts";
import { loadFonts } from "./fonts.ts";
import { readPageData } from "./pageData.ts";
import { template } from "./template.ts";

export interface FirstRendering {
  readonly faces: readonly Buffer[];
  readonly main: string;
  data(view: CertificateView): string;
}

export function createFirstRendering(): FirstRendering {
  const { faces, coverage } = loadFonts();
  const drawer: (text: string) => Drawable = createDrawer(coverage);
  return { faces, main: template, data: (view) => JSON.stringify(readPageData(view, drawer)) };
}
