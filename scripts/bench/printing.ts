/** A sealed PDF of thirty pages, against Chromium printing the same text from HTML. */
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "../../shared/base/bytes.ts";
import { plainText } from "../../shared/charter/clauses.ts";
import type { CharterText, DocNode } from "../../shared/charter/model.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { readDeclaration } from "../demo/udhr.ts";
import { compareSides, type Figure, milliseconds, timed } from "./measure.ts";
import { must } from "./syncing.ts";

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function toHtml(node: DocNode): string {
  if (node.type === "text") return escaped(node.text);
  const inner = node.content.map(toHtml).join("");
  if (node.type === "heading") return `<h2>${escaped(plainText(node))}</h2>`;
  return node.type === "paragraph" ? `<p>${inner}</p>` : `<section>${inner}</section>`;
}

const page = (text: CharterText): string =>
  `<!doctype html><meta charset="utf-8"><style>body{font:11pt serif;line-height:1.5}</style>${text.content.map(toHtml).join("")}`;

export async function measurePrinting(pages: number, rounds: number): Promise<Figure> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  const host = must(await createHost(must(await createNodePlatform({ dataDirectory }))));
  const browser = await launchChromium();
  try {
    const party = { name: "Fishers", kind: "community", constituency: "the delta" } as const;
    must(await host.api.createIdentity({ person: "Ana", device: "laptop", party }));
    // The declaration takes six pages; it is repeated until there are enough.
    const { title, markdown } = readDeclaration("eng");
    const body = markdown.split("\n\n").slice(1).join("\n\n");
    const source = { kind: "file", name: "long.md", bytes: utf8(`# ${title}\n\n${Array(Math.ceil(pages / 6)).fill(body).join("\n\n")}`) } as const;
    const { charter } = must(await host.api.createCharter({ title, language: "en", source }));
    const term = { from: null, months: 12, until: null, noticeDays: 30 };
    const { proposal } = must(await host.api.propose({ charter, term, note: "", purpose: null, supersedes: null }));
    const { entry, text } = must(await host.api.getSigning({ charter, proposal }));
    must(await host.api.castBallot({ charter, proposal, contentHash: entry.contentHash, choice: "ratify", statement: "" }));
    const cold = await timed(async () => void must(await host.api.exportPdf({ charter, proposal })));
    const tab = await browser.newPage();
    const html = page(text);
    const print = (): Promise<number> =>
      timed(async () => {
        await tab.setContent(html);
        await tab.pdf({ format: "A4", tagged: true });
      });
    await print();
    const { ratio, ours, theirs } = await compareSides(
      rounds,
      () => timed(async () => void must(await host.api.exportPdf({ charter, proposal }))),
      print,
    );
    return {
      name: `PDF of ${pages} pages, sealed: how many times faster than Chromium printing the same text`,
      ratio: 1 / ratio.median,
      spread: ratio.spread,
      goal: { atLeast: 3 },
      detail: `${milliseconds(ours)} of ${milliseconds(theirs)}; the first one ${Math.round(cold)} ms`,
    };
  } finally {
    await browser.close();
    await host.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
