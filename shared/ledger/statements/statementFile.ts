/** A signed accession on its way to a charter that its party does not hold: a file that any member enters. PROTOCOL.md, L53. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { type CharterId, idBytes } from "../../base/ids.ts";
import { bytes, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { type Accession, readAccession } from "./accession.ts";
import { bad, type StatementFault } from "./statement.ts";

const domain = "tessera/statement-file/1";
/** [L36] A larger one is taken by no ledger. */
const maxStatementBytes = 64 * 1024;
const parseFile = tuple(oneOf(domain), bytes({ min: 32, max: 32 }), bytes({ max: maxStatementBytes }));

export const statementFileEnding = ".tessera-statement";

export const encodeStatementFile = (charter: CharterId, accession: Bytes): Bytes =>
  encodeCbor([domain, idBytes(charter), accession]);

export interface StatementFile {
  readonly charter: CharterId;
  readonly accession: Accession;
  readonly wire: Bytes;
}

export function readStatementFile(file: Bytes): Result<StatementFile, StatementFault> {
  const parsed = parseFile(decodeCbor(file));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [, charter, wire] = parsed.value;
  const accession = readAccession(wire);
  return accession.ok ? ok({ charter: toHex(charter) as CharterId, accession: accession.value, wire }) : accession;
}
