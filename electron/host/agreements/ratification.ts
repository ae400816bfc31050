/**
 * Proposals, ballots, certificates and the timeline of a charter, as people see them.
 * Owns: what its parts remember. Called by: methods/ and views.ts.
 */
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import { createBalloting } from "./balloting.ts";
import { createCertificates } from "./certificates.ts";
import { createProposing } from "./proposing.ts";
import type { ReadingArgs } from "./readings.ts";
import { createReadings } from "./readings.ts";
import { createTimeline } from "./timeline.ts";

export type Ratification = ReturnType<typeof createRatification>;

export function createRatification(args: ReadingArgs & Pick<PdfEngine, "undrawable">) {
  const readings = createReadings(args);
  const timeline = createTimeline(args, readings);
  return {
    ...createProposing(args, readings, timeline),
    ...createBalloting(args, readings, timeline),
    ...createCertificates(readings),
    ...{ read: readings.read, compare: readings.compare, textAt: readings.textAt },
    ...{ summary: timeline.summary, draftDiffers: timeline.draftDiffers, timeline: timeline.timeline },
  };
}
