/**
 * Which window writes into a charter's text under which client id.
 * Owns: the rooms that windows connect with. Called by: charters.ts.
 * Invariant [L41]: a client id is in one room at a time, and no room has a name that another had: a window that comes
 * back finds its own or none.
 */

import type { Random } from "../../../shared/base/ambient.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import type { CharterId } from "../../../shared/base/ids.ts";

export interface TextRooms {
  /** A room for a window that writes under this client id; its name. */
  add(client: number): string;
  clientOf(room: string): number | null;
  /** Of a room of before the text was folded anew, until what was typed there is carried over. */
  formerClientOf(room: string): number | null;
  /** Another document stands for the text: every room is one of before. */
  refold(): void;
  /** Nobody comes back with it. */
  end(room: string): void;
  /** The same, once nobody is connected with it. False where there is no such room. */
  leave(room: string): boolean;
  /** Some connection has ended. */
  endLeft(): void;
  /** No window writes or comes back. */
  isEmpty(): boolean;
}

export function createTextRooms(
  charter: CharterId,
  random: Random,
  isConnected: (client: number) => boolean,
  onEnded: (client: number) => void,
): TextRooms {
  const present = new Map<string, number>();
  const former = new Map<string, number>();
  /** Those of windows that are gone for good. */
  const left = new Set<string>();
  const find = (room: string): number | null => present.get(room) ?? former.get(room) ?? null;

  function end(room: string): void {
    const client = find(room);
    left.delete(room);
    present.delete(room);
    former.delete(room);
    if (client !== null) onEnded(client);
  }

  /** What a window sent before it left may still be on its way while it is connected. */
  function endLeft(): void {
    for (const room of left) {
      const client = find(room);
      if (client === null || !isConnected(client)) end(room);
    }
  }

  return {
    add(client) {
      const room = `${charter}.${client}.${toHex(random.bytes(8))}`;
      present.set(room, client);
      return room;
    },
    clientOf: (room) => present.get(room) ?? null,
    formerClientOf: (room) => former.get(room) ?? null,
    refold() {
      for (const [room, client] of present) former.set(room, client);
      present.clear();
    },
    end,
    leave(room) {
      if (find(room) === null) return false;
      left.add(room);
      endLeft();
      return true;
    },
    endLeft,
    isEmpty: () => present.size === 0 && former.size === 0,
  };
}
