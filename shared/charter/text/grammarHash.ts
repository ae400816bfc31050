/** Apart from the grammar, which the window reads: libsodium does not start under the window's policy. */
import { toHex, utf8 } from "../../base/bytes.ts";
import { hash } from "../../base/crypto.ts";
import { grammar } from "./grammar.ts";
import { layout } from "./layout.ts";

/** BLAKE2b-256 of both tables as JSON: two programs with the same hash read, store and judge the same texts. */
export const grammarHash = (): string => toHex(hash("tessera/grammar/1", utf8(JSON.stringify({ grammar, layout }))));
