/**
 * A sealed PDF of thirty pages, against Chromium printing the same text from HTML in the same manner: same typeface and
 * margins, running head, page numbers, tags and outline. Beside it, Chromium with none of that.
 */

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { plainText } from "../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode } from "../../shared/charter/text/model.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { usualPlan } from "../../tests/support/plans.ts";
import { readDeclaration } from "../demo/udhr.ts";
import { compareSides, type Figure, milliseconds, summarise, timed } from "./measure.ts";
import { must } from "./syncing.ts";

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function toHtml(node: DocNode): string {
  if (node.type === "text") return escaped(node.text);
  const inner = node.content.map(toHtml).join("");
  if (node.type === "heading") return `<h2>${escaped(plainText(node))}</h2>`;
  return node.type === "paragraph" ? `<p>${inner}</p>` : `<section>${inner}</section>`;
}

const head = "<span style='font-size:8pt;margin-left:30mm' class='title'></span>";
const foot =
  "<span style='font-size:8pt;margin:auto'><span class='pageNumber'></span> of <span class='totalPages'></span></span>";
const margins = { top: "25mm", bottom: "25mm", left: "30mm", right: "25mm" };
const alike = {
  css: "body{font:10.5pt/1.5 'Noto Serif',serif;text-align:justify;hyphens:auto}",
  options: {
    format: "A4",
    tagged: true,
    outline: true,
    displayHeaderFooter: true,
    headerTemplate: head,
    footerTemplate: foot,
    margin: margins,
  },
};
const plain = { css: "", options: { format: "A4" } };

const page = (text: CharterText, css: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Agreement</title><style>${css}</style>${text.content.map(toHtml).join("")}</html>`;

const drawnAhead = (dataDirectory: string): number => {
  const folder = join(dataDirectory, "pages");
  return existsSync(folder) ? readdirSync(folder).length : 0;
};

export async function measurePrinting(pages: number, rounds: number): Promise<readonly Figure[]> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  const host = must(await createHost(must(await createNodePlatform({ plainKeys: true, dataDirectory }))));
  const browser = await launchChromium();
  try {
    const party = { name: "Fishers", kind: "community", constituency: "the delta" } as const;
    must(await host.api.createIdentity({ person: "Ana", device: "laptop", party }));
    // The declaration takes six pages; it is repeated until there are enough.
    const { title, markdown } = readDeclaration("eng");
    const body = markdown.split("\n\n").slice(1).join("\n\n");
    const source = {
      kind: "file",
      name: "long.md",
      bytes: utf8(
        `# ${title}\n\n${Array(Math.ceil(pages / 6))
          .fill(body)
          .join("\n\n")}`,
      ),
    } as const;
    const { charter } = must(await host.api.createCharter({ title, language: "en", source, policy: usualPolicy }));
    const term = { from: null, months: 12, until: null, noticeDays: 30 };
    const ratify = async () => {
      const { proposal } = must(await host.api.propose({ charter, term, note: "", purpose: null, ...usualPlan }));
      const { entry, text } = must(await host.api.getSigning({ charter, proposal }));
      const ballot = { charter, proposal, contentHash: entry.contentHash, choice: "ratify" } as const;
      must(await host.api.castBallot({ ...ballot, statement: "", clockIsRight: false }));
      return { proposal, text };
    };
    const { proposal, text } = await ratify();
    const cold = await timed(async () => void must(await host.api.exportPdf({ charter, proposal })));
    const tab = await browser.newPage();
    const again = (): Promise<number> => timed(async () => void must(await host.api.exportPdf({ charter, proposal })));
    const drawn = (): Promise<number> => {
      rmSync(join(dataDirectory, "pages"), { recursive: true, force: true });
      return again();
    };
    const figures: Figure[] = [];
    for (const [how, { css, options }] of [
      ["in the same manner", alike],
      ["with its defaults", plain],
    ] as const) {
      const html = page(text, css);
      const print = (): Promise<number> =>
        timed(async () => {
          await tab.setContent(html);
          await tab.pdf(options);
        });
      await print();
      const compared = await compareSides(rounds, drawn, print);
      figures.push({
        name: `PDF of ${pages} pages, sealed: how many times faster than Chromium printing the same text ${how}`,
        ratio: 1 / compared.ratio.median,
        spread: compared.ratio.spread,
        goal: how === "in the same manner" ? { atLeast: 1.3 } : null,
        detail: `${milliseconds(compared.ours)} of ${milliseconds(compared.theirs)}; our first one ${Math.round(cold)} ms`,
      });
    }
    const html = page(text, alike.css);
    const kept = await compareSides(rounds, again, () =>
      timed(async () => {
        await tab.setContent(html);
        await tab.pdf(alike.options);
      }),
    );
    figures.push({
      name: `The same once more: how many times faster than Chromium printing the same text in the same manner`,
      ratio: 1 / kept.ratio.median,
      spread: kept.ratio.spread,
      goal: { atLeast: 4 },
      detail: `${milliseconds(kept.ours)} of ${milliseconds(kept.theirs)}; its pages were kept, its seal is made anew`,
    });
    const ahead: { readonly ours: number; readonly theirs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const markdown = `# ${title}\n\nRound ${round}.\n\n${Array(Math.ceil(pages / 6))
        .fill(body)
        .join("\n\n")}`;
      must(await host.api.editText({ charter, edit: { kind: "replaceAll", markdown } }));
      const before = drawnAhead(dataDirectory);
      const next = await ratify();
      while (drawnAhead(dataDirectory) === before) await new Promise((resolve) => setTimeout(resolve, 50));
      const ours = await timed(async () => void must(await host.api.exportPdf({ charter, proposal: next.proposal })));
      const nextHtml = page(next.text, alike.css);
      const theirs = await timed(async () => {
        await tab.setContent(nextHtml);
        await tab.pdf(alike.options);
      });
      ahead.push({ ours, theirs });
    }
    const times = summarise(ahead.map(({ ours, theirs }) => theirs / ours));
    const [first, printed] = [summarise(ahead.map(({ ours }) => ours)), summarise(ahead.map(({ theirs }) => theirs))];
    figures.push({
      name: "The first export after a ratification, its pages drawn ahead: how many times faster than Chromium",
      ratio: times.median,
      spread: times.spread,
      goal: { atLeast: 8 },
      detail: `${milliseconds(first)} of ${milliseconds(printed)}; the certificate is made and the seal`,
    });
    const starts: number[] = [];
    for (let round = 0; round < Math.min(3, rounds); round++)
      starts.push(
        await timed(async () => {
          const started = await launchChromium();
          const first = await started.newPage();
          await first.setContent(page(text, alike.css));
          await first.pdf(alike.options);
          await started.close();
        }),
      );
    const started = summarise(starts);
    figures.push({
      name: "The first one: how many times faster than a Chromium that is started for it",
      ratio: started.median / cold,
      spread: started.spread,
      goal: null,
      detail: `${Math.round(cold)} ms of ${milliseconds(started)}`,
    });
    return figures;
  } finally {
    await browser.close();
    await host.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
