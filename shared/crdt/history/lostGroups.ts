/** Lost text by where it stood and whose it is, the same on every replica whatever the order of its structs. */

import type * as Y from "yjs";
import { compareIds, joinRanges } from "../document/idRanges.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import type { LostPiece } from "./lostReading.ts";

/** A clause that was lost as a whole, or what was lost of one flow. */
export interface LostUnit {
  readonly lostClause: Y.Item | null;
  /** The clause or the flow. */
  readonly host: Y.Item;
  /** Tables in the flow that were lost as a whole. */
  readonly tables: ReadonlySet<Y.Item>;
  readonly pieces: readonly LostPiece[];
}

type OpenUnit = LostUnit & { readonly tables: Set<Y.Item>; readonly pieces: LostPiece[] };

export interface LostGroup<Author> {
  /** What it stood in. */
  readonly clause: Y.Item | null;
  readonly author: Author;
  readonly units: readonly LostUnit[];
  /** All of it, in order and joined. */
  readonly lost: readonly DeletedRange[];
}

/** Where a piece belongs. */
interface Belonging<Author> {
  readonly clause: Y.Item | null;
  readonly author: Author;
  readonly lostClause: Y.Item | null;
  readonly host: Y.Item;
  readonly table: Y.Item | null;
}

export function groupLost<Author extends string>(
  pieces: readonly LostPiece[],
  belongingOf: (piece: LostPiece) => Belonging<Author>,
): readonly LostGroup<Author>[] {
  const groups = new Map<string, { clause: Y.Item | null; author: Author; units: Map<Y.Item, OpenUnit> }>();
  for (const piece of pieces.toSorted((a, b) => compareIds(a.range, b.range))) {
    const { clause, author, lostClause, host, table } = belongingOf(piece);
    const key = `${clause === null ? "" : `${clause.id.client} ${clause.id.clock}`} ${author}`;
    const group = groups.get(key) ?? { clause, author, units: new Map<Y.Item, OpenUnit>() };
    groups.set(key, group);
    const unit: OpenUnit = group.units.get(host) ?? { lostClause, host, tables: new Set(), pieces: [] };
    group.units.set(host, unit);
    if (table !== null) unit.tables.add(table);
    unit.pieces.push(piece);
  }
  return [...groups.values()].map(({ clause, author, units }) => {
    const ordered = [...units.values()].sort((a, b) => compareIds(a.host.id, b.host.id));
    const lost = ordered.flatMap((unit) => unit.pieces.map(({ range }) => range));
    return { clause, author, units: ordered, lost: joinRanges(lost) };
  });
}
