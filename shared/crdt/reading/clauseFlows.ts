/** All that stands in a text, by what each clause has of each flow, in the order of the text. */
import type * as Y from "yjs";
import type { ClauseId } from "../../base/ids.ts";
import { looseId, placeClauses } from "../../charter/text/clauses.ts";
import { elementOf } from "./clauseItems.ts";
import type { Segment } from "./flow.ts";
import type { Reading } from "./reading.ts";
import type { Sight } from "./sight.ts";
import { readGrid } from "./table.ts";
import type { Part, Spot, Tree } from "./tree.ts";

export interface ClauseFlow {
  readonly yFlow: Y.XmlText;
  readonly segment: Segment;
  /** `looseId` outside every clause. */
  readonly clause: ClauseId;
  /** "" where the clause has none. */
  readonly clauseNumber: string;
  /** BCP 47, of words in a further language; null: the charter's own. */
  readonly language: string | null;
  /** It is all that the clause has in its own language, but for tables. */
  readonly isWhole: boolean;
}

/** `sight`: that of the reading. */
export function* clauseFlows(reading: Reading, sight: Sight): Generator<ClauseFlow> {
  for (const { parts, ...place } of placesIn(reading)) {
    const count = parts.filter(({ kind }) => kind === "flow").length;
    for (const part of parts) {
      if (part.kind === "flow")
        yield* withCells({ ...place, yFlow: part.yFlow, segment: part.segment, language: null, isWhole: count === 1 });
      else if (part.kind === "body")
        for (const yFlow of part.yFlows) yield* inFlow({ ...place, yFlow, language: part.lang, isWhole: false });
    }
  }

  function* inFlow(place: Omit<ClauseFlow, "segment">): Generator<ClauseFlow> {
    for (const segment of reading.segmentsOf(place.yFlow)) yield* withCells({ ...place, segment });
  }

  function* withCells(flow: ClauseFlow): Generator<ClauseFlow> {
    yield flow;
    for (const { type, yItem } of flow.segment.blocks) {
      const yTable = type === "table" && yItem !== null ? elementOf(yItem) : null;
      const rows = yTable === null ? [] : readGrid(yTable, reading.yDoc, sight).rows;
      for (const cell of rows.flatMap(({ cells }) => cells))
        for (const yFlow of cell?.yFlows ?? []) yield* inFlow({ ...flow, yFlow, isWhole: false });
    }
  }
}

interface ClausePlace {
  readonly parts: readonly Part[];
  readonly clause: ClauseId;
  readonly clauseNumber: string;
}

/** Ids and numbers follow from where clauses stand, so what was placed for a tree counts as long as that. */
const placesOf = new WeakMap<Tree, readonly ClausePlace[]>();

function placesIn(reading: Reading): readonly ClausePlace[] {
  const tree = reading.tree();
  const known = placesOf.get(tree);
  if (known !== undefined) return known;
  const placed = placeClauses(reading.text());
  const spotOf = new Map<unknown, Spot>();
  for (const spot of tree.spots.values()) {
    const node = reading.nodeOf(spot.yItem);
    if (node !== null) spotOf.set(node, spot);
  }
  const places = [
    { parts: tree.parts, clause: looseId, clauseNumber: "" },
    ...placed.flatMap(({ clause: { id, number, node } }) => {
      const spot = spotOf.get(node);
      return spot === undefined ? [] : [{ parts: spot.parts, clause: id, clauseNumber: number }];
    }),
  ];
  placesOf.set(tree, places);
  return places;
}
