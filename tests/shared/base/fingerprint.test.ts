import { expect, test } from "vitest";
import { fingerprint, inFours } from "../../../shared/base/fingerprint.ts";

test("a fingerprint is the first sixteen hex digits in groups of four", () => {
  expect(fingerprint("0123456789abcdef".repeat(4))).toBe("0123 4567 89ab cdef");
});

test("a whole hash is shown in groups of four", () => {
  expect(inFours("0123456789")).toBe("0123 4567 89");
  expect(inFours("")).toBe("");
});
