/**
 * What of a draft is open, joined from all that says so: conflicts, brackets and blanks, suggestions, stances, the rules
 * of a text that can be signed, and what its words say of the term that was chosen.
 * Owns: nothing. Called by: methods/drafts.ts, and agreements/proposing.ts, which puts up no text with what stops.
 */
import type { DraftCheck, DraftFinding, DraftFindingKind } from "../../../shared/api/drafts.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { type Obstacle, settle } from "../../../shared/charter/draft/settle.ts";
import { differingTerms, readStatedTerms } from "../../../shared/charter/draft/statedTerms.ts";
import { readTerms } from "../../../shared/charter/draft/terms.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { looseId, plainText } from "../../../shared/charter/text/clauses.ts";
import type { CharterText, Clause } from "../../../shared/charter/text/model.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Boards } from "./board.ts";
import type { Draft, Drafts } from "./drafts.ts";
import type { OpenPoints } from "./openPoints.ts";

/** What stops first; the order in which people settle it. */
const kinds: readonly DraftFindingKind[] = [
  "conflict",
  "openBracket",
  "blank",
  "danglingReference",
  "sameLanguage",
  "unseen",
  "objection",
  "suggestion",
  "emptyClause",
  "unusedDefinition",
  "otherLength",
  "otherLastDay",
  "otherNotice",
  "oneParty",
];

const leavable: ReadonlySet<DraftFindingKind> = new Set(["conflict", "openBracket", "blank"]);

interface Found {
  readonly kind: DraftFindingKind;
  readonly clause: ClauseId | null;
  readonly words?: string;
}

export function createDraftChecks(args: {
  readonly openPoints: OpenPoints;
  readonly drafts: Drafts;
  readonly boards: Boards;
}) {
  const { openPoints } = args;

  async function check(charter: OpenCharter, term: Term | null): Promise<Result<DraftCheck, HostError>> {
    const open = await openPoints.undecided(charter);
    if (!open.ok) return open;
    const { replica } = charter;
    const membership = replica.ledger().membership();
    const draft = args.drafts.of(charter);
    const settled = settle(replica.readText(), membership.language, open.value);
    const stops = settled.ok ? [] : settled.error.map(({ kind, clause }: Obstacle): Found => ({ kind, clause }));
    const asks: readonly Found[] = [
      ...objections(charter),
      ...openPoints.suggestions(charter).map((clause): Found => ({ kind: "suggestion", clause })),
      ...draft.clauses.filter(isEmpty).map(({ id }): Found => ({ kind: "emptyClause", clause: id })),
      ...unusedDefinitions(replica.readText()),
      ...(term === null ? [] : otherTerms(replica.readText(), term)),
      ...(membership.parties.size === 1 ? [{ kind: "oneParty", clause: null } as const] : []),
    ];
    const findings = [...gather(draft, stops, "stops"), ...gather(draft, asks, "asks")];
    const canLeaveOut =
      stops.length > 0 &&
      stops.every(({ kind, clause }) => leavable.has(kind) && clause !== null && clause !== looseId);
    return ok({ findings, canLeaveOut });
  }

  const objections = (charter: OpenCharter): readonly Found[] =>
    args.boards
      .read(charter, null)
      .clauses.filter(({ status }) => status === "contested")
      .map(({ id }) => ({ kind: "objection", clause: id }));

  return { check };
}

const isEmpty = ({ node }: Clause): boolean => plainText(node).trim() === "";

/** By kind and clause, in the order of the text. */
function gather(
  { clauses }: Draft,
  found: readonly Found[],
  severity: DraftFinding["severity"],
): readonly DraftFinding[] {
  const order = new Map(clauses.map((clause, index) => [clause.id as string, { clause, index }]));
  const grouped = [...Map.groupBy(found, ({ kind, clause }) => `${kinds.indexOf(kind)} ${clause ?? ""}`).values()];
  const indexOf = (clause: ClauseId | null): number => (clause === null ? -1 : (order.get(clause)?.index ?? -1));
  return grouped
    .flatMap((same): readonly DraftFinding[] => {
      const [first] = same;
      if (first === undefined) return [];
      const { kind, clause: id } = first;
      const clause = id === null ? undefined : order.get(id)?.clause;
      const ref = id === null ? null : { id, number: clause?.number ?? "", heading: clause?.heading ?? "" };
      const words = [...new Set(same.flatMap((one) => one.words ?? []))].join(", ");
      return [{ kind, severity, clause: ref, count: same.length, words }];
    })
    .sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || indexOf(a.clause?.id ?? null) - indexOf(b.clause?.id ?? null),
    );
}

const unusedDefinitions = (text: CharterText): readonly Found[] =>
  readTerms(text).warnings.flatMap((warning) =>
    warning.kind === "unusedDefinition" ? [{ kind: warning.kind, clause: warning.clause }] : [],
  );

const otherKinds = { length: "otherLength", lastDay: "otherLastDay", notice: "otherNotice" } as const;

const otherTerms = (text: CharterText, term: Term): readonly Found[] =>
  differingTerms(readStatedTerms(text), term).map(({ kind, clause, words }) => ({
    kind: otherKinds[kind],
    clause,
    words,
  }));
