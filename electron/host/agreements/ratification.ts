/**
 * Proposals, ballots, certificates and the timeline of a charter, as people see them.
 * Owns: what its parts remember. Called by: methods/ and views.ts.
 */
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import { createAgreedTexts } from "./agreedTexts.ts";
import { createBalloting } from "./balloting.ts";
import { createCertificates } from "./certificates.ts";
import { createDossiers } from "./dossiers.ts";
import { createForce } from "./force.ts";
import { createJoining } from "./joining.ts";
import { createProposing, type ProposingArgs } from "./proposing.ts";
import type { ReadingArgs } from "./readings.ts";
import { createReadings } from "./readings.ts";
import { createRecords } from "./records.ts";
import { createRenewal } from "./renewal.ts";
import { createTimeline } from "./timeline.ts";

export type Ratification = ReturnType<typeof createRatification>;

export function createRatification(
  args: ReadingArgs & Pick<PdfEngine, "undrawable"> & Pick<ProposingArgs, "undecidedOf">,
) {
  const readings = createReadings(args);
  const timeline = createTimeline(args, readings);
  const agreedText = createAgreedTexts(readings);
  return {
    ...createProposing(args, readings, timeline),
    ...createBalloting(args, readings, timeline),
    ...createCertificates(readings),
    ...createJoining(args, readings),
    ...createDossiers(args, readings),
    ...createForce(readings),
    ...createRecords(args, readings, agreedText),
    ...createRenewal(readings, agreedText),
    ...{ read: readings.read, compare: readings.compare, textAt: readings.textAt },
    ...{ summary: timeline.summary, draftDiffers: timeline.draftDiffers, timeline: timeline.timeline },
  };
}
