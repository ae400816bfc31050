/**
 * Who edited the text directly although the parties asked everybody to suggest, told to everybody alike.
 * Owns: what was found of each signed change, so that it is looked at once. Called by: methods/history.ts and the
 * histories of clauses.
 * Invariant: it says the same on every device that holds the same changes [L67], [I60].
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { DirectEditsView } from "../../../shared/api/history.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { clauseLabel, readClauses } from "../../../shared/charter/text/clauses.ts";
import { clausesOf, isDirectEdit } from "../../../shared/crdt/history/directEdit.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { SignedChange, SignedChanges } from "./signedChanges.ts";

export type DirectEdits = ReturnType<typeof createDirectEdits>;

export function createDirectEdits(changesOf: (charter: OpenCharter) => SignedChanges) {
  const known = new WeakMap<SignedChange, boolean>();

  /** Its author knew that everybody was asked to suggest, and changed the text itself. */
  function isDirect({ replica }: OpenCharter, change: SignedChange): boolean {
    const found = known.get(change) ?? (replica.ledger().asksToSuggest(change) && isDirectEdit(replica.yDoc(), change));
    known.set(change, found);
    return found;
  }

  /** By device, the one with the newest change first. */
  async function list(charter: OpenCharter): Promise<Result<readonly DirectEditsView[], HostError>> {
    const { replica } = charter;
    if (!hasAsked(charter)) return ok([]);
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const labels = new Map<string, string>(readClauses(replica.readText()).map((one) => [one.id, clauseLabel(one)]));
    const direct = changes.all().filter((change) => isDirect(charter, change));
    const listed = [...Map.groupBy(direct, ({ device }) => device)].map(([device, made]) => {
      const clauses = new Set(made.flatMap((change) => clausesOf(replica.yDoc(), change)));
      return {
        author: authorOf(charter, device),
        device,
        changes: made.length,
        latestAt: Math.max(...made.map(({ time }) => time)),
        clauses: [...clauses].flatMap((id) => labels.get(id) ?? []),
      };
    });
    return ok(listed.sort((a, b) => b.latestAt - a.latestAt || (a.device < b.device ? -1 : 1)));
  }

  return { isDirect, list };
}

/** Whether anybody ever said that everybody is asked: of most charters nothing has to be read. */
const hasAsked = ({ replica }: OpenCharter): boolean =>
  replica
    .ledger()
    .governanceEntries()
    .some(({ entry }) =>
      entry.kind === "genesis"
        ? entry.policy.suggest === "all"
        : entry.kind === "setSuggest" && entry.suggest === "all",
    );
