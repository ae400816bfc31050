/** From what a person types to what the host knows: charters by title, clauses by number, proposals by "latest". */

import type { TimelineEntry } from "../../shared/api/agreements.ts";
import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi } from "../../shared/api/hostApi.ts";
import type { CharterSummary } from "../../shared/api/library.ts";
import type { Point } from "../../shared/api/texts.ts";
import { type CharterId, type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { looseId } from "../../shared/charter/text/clauses.ts";
import type { Clause } from "../../shared/charter/text/model.ts";

/** The beginning of an id is told from a title by having at least so many hex digits. */
const minPrefix = 4;

const isPrefixOf = (name: string, id: string): boolean =>
  name.length >= minPrefix && /^[0-9a-f]+$/i.test(name) && id.startsWith(name.toLowerCase());

const fold = (text: string): string => text.normalize("NFC").trim().toLowerCase();

interface Ways<T> {
  id(one: T): string;
  names(one: T): readonly string[];
  /** How the person tells it from the others. */
  label(one: T): string;
}

/** By a whole name, by the beginning of an id, or by a part of a name that no other has; null: there is none. */
export function findOne<T>(
  name: string,
  what: string,
  among: readonly T[],
  { id, names, label }: Ways<T>,
): Result<T | null, HostError> {
  const ways: readonly ((one: T) => boolean)[] = [
    (one) => names(one).some((known) => fold(known) === fold(name)),
    (one) => isPrefixOf(name, id(one)),
    (one) => fold(name) !== "" && names(one).some((known) => fold(known).includes(fold(name))),
  ];
  for (const matches of ways) {
    const found = among.filter(matches);
    if (found.length > 1) return err(ambiguous(name, what, found.map(label)));
    if (found[0] !== undefined) return ok(found[0]);
  }
  return ok(null);
}

/** By title, by the beginning of an id, or by a part of a title that no other has. */
export async function findCharter(api: HostApi, name: string): Promise<Result<CharterSummary, HostError>> {
  const listed = await api.listCharters({});
  if (!listed.ok) return listed;
  const found = findOne(name, "charter", listed.value, {
    id: ({ id }) => id,
    names: ({ title }) => [title],
    label: ({ id, title }) => `${title} (${id.slice(0, 8)})`,
  });
  if (!found.ok) return found;
  if (found.value !== null) return ok(found.value);
  const unopened = await api.listUnopened({});
  const [broken, ...others] = unopened.ok ? unopened.value.filter(({ charter }) => isPrefixOf(name, charter)) : [];
  return err(broken === undefined || others.length > 0 ? { kind: "charterNotFound", charter: name } : broken.error);
}

const ambiguous = (name: string, what: string, found: readonly string[]): HostError => ({
  kind: "badArgument",
  what: name,
  expected: `a name that only one ${what} has; it fits ${found.join(", ")}`,
});

/**
 * `latest`: of what waits for ballots, else of all, the one that comes after most others by what its author knew:
 * claimed times say nothing here. `inforce`: what is in force. Else the beginning of an id.
 */
export async function findProposal(
  api: HostApi,
  charter: CharterId,
  name: string,
): Promise<Result<TimelineEntry, HostError>> {
  const timeline = await api.getTimeline({ charter });
  if (!timeline.ok) return timeline;
  if (name === "inforce") {
    const inForce = timeline.value.findLast((entry) => entry.state === "inForce");
    return inForce === undefined ? err({ kind: "nothingInForce" }) : ok(inForce);
  }
  const found =
    name === "latest" ? latestOf(timeline.value) : timeline.value.filter((entry) => isPrefixOf(name, entry.proposal));
  if (found.length > 1)
    return err(
      ambiguous(
        name,
        "proposal",
        found.map((one) => one.proposal.slice(0, 12)),
      ),
    );
  return found[0] === undefined ? err({ kind: "proposalNotFound", proposal: name }) : ok(found[0]);
}

/** Several where none of them comes after another. */
function latestOf(timeline: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const waiting = timeline.filter(({ state }) => ["open", "awaiting", "declined", "contested"].includes(state));
  const among = waiting.length > 0 ? waiting : timeline;
  const deepest = Math.max(...among.map(({ depth }) => depth));
  return among.filter(({ depth }) => depth === deepest);
}

/** `draft`, or a proposal. */
export async function findPoint(api: HostApi, charter: CharterId, name: string): Promise<Result<Point, HostError>> {
  if (name === "draft") return ok({ kind: name });
  const entry = await findProposal(api, charter, name);
  return entry.ok ? ok({ kind: "proposal", proposal: entry.value.proposal }) : entry;
}

/** By number ("2.1"), by id, by heading, or "preamble". */
export function findClause(clauses: readonly Clause[], name: string): Result<Clause, HostError> {
  const wanted = fold(name).replace(/\.$/, "");
  const ways: readonly ((clause: Clause) => boolean)[] = [
    (clause) => clause.number !== "" && fold(clause.number) === wanted,
    (clause) => clause.id === name,
    (clause) => clause.heading !== "" && fold(clause.heading) === fold(name),
    (clause) => clause.kind === "preamble" && wanted === "preamble",
  ];
  for (const matches of ways) {
    const found = clauses.filter(matches);
    if (found.length > 1)
      return err(
        ambiguous(
          name,
          "clause",
          found.map((one) => `${one.number} (${one.id})`),
        ),
      );
    if (found[0] !== undefined) return ok(found[0]);
  }
  return err({ kind: "clauseNotFound", clause: name });
}

async function findInDraft(api: HostApi, charter: CharterId, name: string): Promise<Result<ClauseId, HostError>> {
  const read = await api.getText({ charter, at: { kind: "draft" } });
  if (!read.ok) return read;
  const found = findClause(read.value.clauses, name);
  return found.ok ? ok(found.value.id) : found;
}

/** What stands in the draft; "loose" is what stands outside every clause. */
export const findTextClause = async (
  api: HostApi,
  charter: CharterId,
  name: string,
): Promise<Result<ClauseId, HostError>> => (name === looseId ? ok(looseId) : findInDraft(api, charter, name));

/** A clause of the draft as a person names it; one that does not stand there by its id. */
export async function findAnyClause(
  api: HostApi,
  charter: CharterId,
  name: string,
): Promise<Result<ClauseId, HostError>> {
  const found = await findInDraft(api, charter, name);
  const id = !found.ok && found.error.kind === "clauseNotFound" ? parseClauseId(name) : null;
  return id === null ? found : ok(id);
}
