/** A later version of this program, as tests imagine it: it has a ruleset 4, and one more kind of statement. */
import { decodeCbor } from "../../shared/base/cbor.ts";
import { bytes, tuple } from "../../shared/base/parse.ts";
import { err, ok } from "../../shared/base/result.ts";
import { type Program, type Ruleset, ruleset3, tessera } from "../../shared/ledger/program.ts";
import type { StatementKind } from "../../shared/ledger/statements/kind.ts";

/** Guests suggest nothing. */
const ruleset4: Ruleset = { ...ruleset3, number: 4, suggesters: new Set(["delegate"]) };

export interface Greeting {
  readonly word: string;
}

const parseGreeting = tuple(bytes({ max: 100 }));

/** It counts for parties alone. */
export const greetingKind: StatementKind<Greeting> = {
  type: 60,
  keyOf: ({ word }) => word,
  read(body) {
    const parsed = parseGreeting(decodeCbor(body));
    return parsed.ok
      ? ok({ word: new TextDecoder().decode(parsed.value[0]) })
      : err({ kind: "badStatement", reason: "no greeting" });
  },
  fault: (_, { author }) => (author.card.party === null ? "a guest greets nobody" : null),
};

export const laterProgram: Program = {
  ...tessera,
  rulesets: new Map([...tessera.rulesets, [4, ruleset4]]),
  statements: [...tessera.statements, greetingKind],
};
