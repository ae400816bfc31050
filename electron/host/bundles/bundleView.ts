/** What people are shown of a bundle before it is taken in. Called by: bundles.ts. */

import type { BundleAuthor, BundlePreview } from "../../../shared/api/bundles.ts";
import { heldBallots, heldProposals } from "../../../shared/ledger/agreements/agreements.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { OpenCharter } from "../library/charters.ts";
import { createNames, readChanges } from "../people/membership.ts";
import type { FrameScan } from "./bundleScan.ts";

type Names = ReturnType<typeof createNames>;

export function readPreview({ id, replica }: OpenCharter, inFile: number, scan: FrameScan): BundlePreview {
  const { ledger, added, alreadyHeld, waiting, missing, unopened, refused, newer } = scan;
  const names = createNames(ledger);
  const forksHere = replica.ledger().forks();
  const hashes = new Set<string>(added.map(({ place }) => place.hash));
  const changes = added.filter(({ type }) => type !== envelopeTypes.heads);
  const times = (changes.length > 0 ? changes : added).map(({ time }) => time);
  const proposals = new Map(heldProposals(ledger).map(([proposal]) => [proposal.id, proposal]));
  return {
    charter: id,
    title: names.membership.title,
    inFile,
    added: added.length,
    receipts: added.length - changes.length,
    ...{ alreadyHeld, waiting, missing, unopened, refused, newer },
    from: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    to: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    by: readAuthors(ledger, names, changes),
    membership: readChanges(ledger).filter(
      ({ id: of, kind }) =>
        hashes.has(of) || (kind === "deviceForked" && ![...forksHere.keys()].some((fork) => fork === of)),
    ),
    proposals: heldProposals(ledger)
      .filter(([, place]) => hashes.has(place.hash))
      .map(([{ title, time }, { device }]) => ({ title, by: names.author(device), at: time })),
    ballots: heldBallots(ledger)
      .filter(([, place]) => hashes.has(place.hash))
      .map(([{ proposal, party, by, choice, time }]) => ({
        title: proposals.get(proposal)?.title ?? "",
        party: names.partyRef(party),
        person: by.person,
        choice,
        at: time,
      })),
  };
}

/** One line for each person of each party, whoever brings most first. */
function readAuthors(ledger: Ledger, { author }: Names, changes: readonly Accepted[]): readonly BundleAuthor[] {
  const authors = new Map<string, BundleAuthor>();
  for (const accepted of changes) {
    const by = author(accepted.place.device);
    const key = JSON.stringify([by.person, by.party?.id]);
    const known = authors.get(key) ?? { author: by, changes: 0, leftOut: 0 };
    const isText = accepted.type === envelopeTypes.text;
    const isLeftOut = isText && ledger.standingOfText(accepted) !== "counts";
    authors.set(key, {
      author: by,
      changes: known.changes + 1,
      leftOut: known.leftOut + (isLeftOut ? 1 : 0),
    });
  }
  return [...authors.values()].sort((a, b) => b.changes - a.changes);
}
