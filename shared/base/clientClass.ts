/**
 * [I14] What a Yjs client id says by itself: whose text edits and whose suggests. PROTOCOL.md of the ledger, L11; INVARIANTS.md.
 * Ids from 2^52 on derive from a device and the number of its session: the even one edits, the odd one above it suggests.
 * Ids below 2^32 are chosen by stock Yjs clients at the gateway and edit.
 */

const derivedFrom = 2 ** 52;

/** Whether what this client writes is a suggestion until somebody accepts it. */
export const isSuggesting = (client: number): boolean => client >= derivedFrom && client % 2 === 1;

/** The suggesting id of an editing one; null for a chosen id, which has none. */
export const suggestingOf = (editing: number): number | null =>
  editing >= derivedFrom && editing % 2 === 0 ? editing + 1 : null;

/** The id whose session binds this one: of a suggesting id the one below it, of any other the id itself. */
export const boundWith = (client: number): number => (isSuggesting(client) ? client - 1 : client);

/** Of one session: the same id, or the two of a pair. */
export const isSamePair = (a: number, b: number): boolean => boundWith(a) === boundWith(b);
