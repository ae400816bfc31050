import { describe, expect, it } from "vitest";
import { writeCsv } from "../../../../shared/charter/formats/csv.ts";

describe("Comma-separated values", () => {
  it("are lines of RFC 4180 in UTF-8 with a mark, cells quoted where they must be", () => {
    expect(
      writeCsv([
        ["Party", "Said"],
        ["الصيادون", 'a "b", c'],
        ["one\ntwo", ""],
      ]),
    ).toBe('\ufeffParty,Said\r\nالصيادون,"a ""b"", c"\r\n"one\ntwo",\r\n');
  });

  it("are no formulas, whatever somebody writes into a name", () => {
    for (const name of ["=1+1", "+1", "-1", "@sum", "\tx"]) expect(writeCsv([[name]])).toBe(`\ufeff'${name}\r\n`);
  });
});
