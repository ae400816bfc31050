/** Ids of clauses: made once, and never changed. */
import type { Bytes } from "../../base/bytes.ts";
import type { ClauseId } from "../../base/ids.ts";

const letters = "abcdefghijklmnopqrstuvwxyz234567";
const length = 16;

/** 80 random bits as 16 letters and digits. `randomBytes`: so many of a cryptographic source. */
export const newClauseId = (randomBytes: (count: number) => Bytes): ClauseId =>
  Array.from(randomBytes(length), (byte) => letters[byte & 31]).join("") as ClauseId;
