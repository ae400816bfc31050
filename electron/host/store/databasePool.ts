/**
 * A bounded number of open databases: each takes three file handles, and a library may hold a thousand charters.
 * Owns: which of its members are open, in the order they were used. Called by: charterStore.ts.
 * Invariant: whoever was used last stays open; a member that is in the middle of something is never closed.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Result } from "../../../shared/base/result.ts";

/** With these the system's own limits have to do. */
const fewest = 2;

interface Member {
  /** False where it cannot be closed now. */
  rest(): boolean;
}

export type DatabasePool = ReturnType<typeof createDatabasePool>;

export function createDatabasePool(atFirst: number) {
  let most = atFirst;
  /** The one unused for longest first. */
  const open = new Set<Member>();
  let latest: Member | null = null;

  function shrink(to: number): void {
    for (const member of open) {
      if (open.size <= to) return;
      if (member !== latest && member.rest()) open.delete(member);
    }
  }

  return {
    use(member: Member): void {
      if (member === latest && open.has(member)) return;
      latest = member;
      open.delete(member);
      open.add(member);
      shrink(most);
    },
    leave(member: Member): void {
      open.delete(member);
      if (latest === member) latest = null;
    },
    /** Where the system gives no more handles, once more with those that others can spare; and fewer are open from then on. */
    make<T>(run: () => Result<T, HostError>): Result<T, HostError> {
      const made = run();
      if (made.ok || made.error.kind !== "tooManyFiles" || open.size === 0) return made;
      most = Math.max(fewest, Math.floor(Math.min(most, open.size) / 2));
      shrink(0);
      return run();
    },
  };
}
