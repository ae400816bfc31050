/**
 * [I11] Text that is left out takes its clocks and nothing else: Yjs's own "collected" structs stand for it. What others
 * anchored on it becomes such a struct too, by Yjs's own rule, wherever and whenever it comes.
 */

import { createEncoder, toUint8Array, writeUint8, writeVarUint } from "lib0/encoding";
import * as Y from "yjs";
import { clockOf, type TextDoc } from "./textDoc.ts";

const collected = 0;

/** Fills the clocks of `client` up to (not including) `end`. Nothing where they are filled already. */
export function exclude(yDoc: TextDoc, client: number, from: number, end: number, origin: object): void {
  const clock = clockOf(yDoc, client);
  // A gap: the client's earlier texts are somebody else's.
  if (clock < from || end <= clock) return;
  const encoder = createEncoder();
  for (const number of [1, 1, client, clock]) writeVarUint(encoder, number);
  writeUint8(encoder, collected);
  writeVarUint(encoder, end - clock);
  writeVarUint(encoder, 0);
  Y.applyUpdate(yDoc, toUint8Array(encoder), origin);
}
