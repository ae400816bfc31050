/** What the fake host says of a bundle. A file that begins with "w" builds on changes that are not held. */

import type { BundlePreview } from "../../shared/api/bundles.ts";
import type { Author } from "../../shared/api/people.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterId, PartyId } from "../../shared/base/ids.ts";
import { forged } from "./fakeCharters.ts";

const minuteMs = 60_000;

const herders = { id: forged("party", 2) as PartyId, name: "Herders of the High Meadow" };
const jon: Author = { person: "Jon Etxeberria", party: herders };
const rosa: Author = { person: "Rosa Mbeki", party: null };

export function fakeBundle(charter: CharterId, title: string, bytes: Bytes, now: number): BundlePreview {
  const none = { by: [], membership: [], proposals: [], ballots: [], from: null, to: null, receipts: 0, added: 0 };
  const clean = { waiting: 0, missing: 0, unopened: 0, refused: 0, newer: 0 };
  if (bytes[0] === 0x77)
    return { charter, title, inFile: 20, alreadyHeld: 4, ...none, ...clean, waiting: 16, missing: 12 };
  return {
    charter,
    title,
    inFile: 27,
    added: 11,
    alreadyHeld: 15,
    ...clean,
    unopened: 1,
    receipts: 2,
    from: now - 5000 * minuteMs,
    to: now - 90 * minuteMs,
    by: [
      { author: jon, changes: 6, leftOut: 0 },
      { author: rosa, changes: 3, leftOut: 2 },
    ],
    membership: [
      {
        id: forged("change", 77),
        kind: "guestEnded",
        at: now - 120 * minuteMs,
        by: jon,
        subject: "Rosa Mbeki, tablet",
        role: null,
        reason: "The mediation is over.",
        state: "done",
      },
    ],
    proposals: [{ title, by: jon, at: now - 100 * minuteMs }],
    ballots: [{ title, party: herders, person: jon.person, choice: "ratify", at: now - 95 * minuteMs }],
  };
}
