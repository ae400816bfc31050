/**
 * `npm run demo -- five-years`: five years of an agreement among five peoples, told as it is played, and what is left of it
 * on paper: PDFs, their dossiers, status tables and a calendar file.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { statusLines } from "../../electron/cli/commands/force.ts";
import { writeLines } from "../../electron/cli/print.ts";
import { readAttachment } from "../../electron/host/documents/pdf/attachments.ts";
import { statusFile } from "../../shared/api/statusFile.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { lastDay, names, playFiveYears, type Text } from "../../tests/e2e/support/scenes/fiveYears.ts";
import { openStage } from "../../tests/e2e/support/stage.ts";
import { check, must } from "./stage.ts";

/** Those that were in force. */
const signed: readonly Text[] = ["first", "renewal", "amendment", "second"];

export async function tellFiveYears(work: string, out: string): Promise<void> {
  console.log("Tessera: five years of an agreement among five peoples, on a clock that the story moves");
  const stage = openStage(work);
  let chapters = 0;
  const chapter = (title: string): void => console.log(`\n${++chapters}. ${title}`);
  const say = (sentence: string): void => console.log(`   ${sentence}`);
  const leave = (name: string, bytes: Bytes | string): void => writeFileSync(join(out, name), bytes);
  try {
    const { facts, people } = await playFiveYears(stage, { chapter, say });
    const { charter, custom, texts } = facts;

    chapter(`On paper, as of ${lastDay}`);
    const stranger = await stage.enter("stranger");
    for (const [index, text] of signed.entries()) {
      const proposal = texts[text];
      const name = `${index + 1}-${text}`;
      const pdf = must(await people.fishers.api.exportPdf({ charter, proposal })).bytes;
      leave(`${name}.pdf`, pdf);
      const dossier = readAttachment(pdf, "dossier.cbor");
      if (dossier !== null) leave(`${name}.dossier.cbor`, dossier);
      const report = must(await stranger.api.verifyPdf({ bytes: pdf }));
      check(report.valid, `${name}.pdf verifies`);
      check((dossier === null) === (report.since === null), "a dossier is read where there is one");
      const status = must(await people.fishers.api.getStatusTable({ charter, proposal }));
      leave(`${name}-status.txt`, writeLines(statusLines(status), false));
      leave(`${name}-status.csv`, statusFile(status, "csv").bytes);
      say(
        `${name}.pdf is valid to a stranger: ratified by ${report.ratifiedBy.length}. Its status: ${name}-status.txt and .csv${dossier === null ? "" : "; what came later: its dossier"}.`,
      );
      if (text === "first") {
        check(dossier !== null, "much came after the first text");
        console.log(`\n${writeLines(statusLines(status), false).replace(/^(?=.)/gm, "      ")}`);
      }
    }
    const practised = must(await people.herders.api.exportPdf({ charter: custom, proposal: texts.practised })).bytes;
    check(must(await stranger.api.verifyPdf({ bytes: practised })).valid, "the custom verifies");
    leave("5-custom.pdf", practised);
    say(`5-custom.pdf is valid too: the custom that ${names.herders}, the millers and the guardians observe.`);
    for (const language of ["en", "ar"] as const) {
      const calendar = must(await people.fishers.api.getCalendar({ charter, language })).bytes;
      check(new TextDecoder().decode(calendar).includes("20260630"), "the next promise is in the calendar");
      leave(`calendar-${language}.ics`, calendar);
    }
    say(
      "calendar-en.ics and calendar-ar.ics hold the days to come: when to renew, when to meet, when to open the gate.",
    );
  } finally {
    await stage.close();
  }
  console.log(`\nEverything said above was checked. The files are in ${out}`);
}
