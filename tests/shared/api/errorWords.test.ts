import { describe, expect, it } from "vitest";
import type { FileTrouble, HostError, StoredFile } from "../../../shared/api/errors.ts";
import { describeError } from "../../../shared/api/errorWords.ts";
import { arabicWords } from "../../../shared/api/errorWordsArabic.ts";
import { englishWords } from "../../../shared/api/errorWordsEnglish.ts";
import { type JoiningFault, joiningFaultOf, joiningFaults } from "../../../shared/charter/parties/joiningFaults.ts";
import { type RecordFault, recordFaultOf, recordFaults } from "../../../shared/charter/parties/recordFaults.ts";

describe("the words for errors", () => {
  const kinds = Object.keys(englishWords);

  it("say in both languages what happened and what to do", () => {
    expect(Object.keys(arabicWords).sort()).toEqual([...kinds].sort());
    const sample = {
      what: "url",
      expected: "an address",
      why: "roomFull",
      address: "a:1",
      decision: "ab",
      reason: "r",
      other: "ab",
      name: "n",
      bytes: 1,
      limit: 2,
      expiredAt: 0,
      port: 1,
      fault: "over",
      day: "2027-01-01",
      now: 0,
      newest: 1,
      ballot: "ab",
      trouble: "missing",
      file: "f",
      problem: "unseen",
      code: 0x202e,
      ask: [3, 17],
      count: 2,
      numbers: [1, 2],
      changes: [],
      places: [{ clause: "1.2", code: 0x202e }],
      clauses: ["1.2", ""],
    };
    for (const kind of kinds) {
      const error = {
        kind,
        ...sample,
        ...(kind === "fileUnusable" ? { what: "identity" } : {}),
        ...(kind === "joiningRefused" ? { why: "closed" } : {}),
        ...(kind === "recordRefused" ? { why: "notBound" } : {}),
        ...(kind === "reservationRefused" ? { why: "declines", clause: "1.2" } : {}),
        ...(kind === "conditionsImpossible" ? { fault: "noMajority" } : {}),
        ...(kind === "otherForm" ? { form: "signed" } : {}),
        ...(kind === "documentUnreadable" ? { why: "damaged", part: "word/document.xml" } : {}),
      } as unknown as HostError;
      for (const language of ["en", "ar"] as const) {
        const { title, next } = describeError(error, language);
        for (const words of [title, next]) expect(words).toMatch(/[.؟]$/);
        expect(/\p{Script=Arabic}/u.test(title)).toBe(language === "ar");
      }
    }
  });

  it("say of each thing that a party cannot say of joining a text why not, in both languages", () => {
    for (const why of Object.keys(joiningFaults) as JoiningFault[])
      for (const language of ["en", "ar"] as const) {
        const { title, next } = describeError({ kind: "joiningRefused", why }, language);
        for (const words of [title, next]) expect(words).toMatch(/\.$/);
        expect(/\p{Script=Arabic}/u.test(title + next)).toBe(language === "ar");
      }
    expect(joiningFaultOf(joiningFaults.closed)).toBe("closed");
    expect(joiningFaultOf("a device's word on its own ballot")).toBeNull();
  });

  it("say of each thing that cannot be put on record why not, in both languages", () => {
    for (const why of Object.keys(recordFaults) as RecordFault[])
      for (const language of ["en", "ar"] as const) {
        const { title } = describeError({ kind: "recordRefused", why }, language);
        expect(title).toMatch(/\.$/);
        expect(/\p{Script=Arabic}/u.test(title)).toBe(language === "ar");
      }
    expect(recordFaultOf(recordFaults.ownReport)).toBe("ownReport");
    expect(recordFaultOf(joiningFaults.closed)).toBeNull();
  });

  it("say in plain words why a network failed, and never by the system's code where they know it", () => {
    for (const reason of ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ENOTFOUND", "ECONNRESET"])
      for (const language of ["en", "ar"] as const) {
        const { title } = describeError({ kind: "peerUnreachable", address: "10.0.0.2:1", reason }, language);
        expect(title).not.toContain(reason);
      }
    expect(describeError({ kind: "cannotListen", port: 80, reason: "EACCES" }, "en").title).toContain("does not allow");
    expect(describeError({ kind: "cannotListen", port: 80, reason: "EWHATEVER" }, "en").title).toContain("EWHATEVER");
  });

  it("say of each file what it is for, what is the matter with it and what to do", () => {
    const files: readonly StoredFile[] = ["identity", "keys", "lock", "charter", "charterKey", "words", "directory"];
    const troubles: readonly FileTrouble[] = ["missing", "emptied", "damaged", "foreign", "denied", "folder"];
    for (const language of ["en", "ar"] as const) {
      const said = files.flatMap((what) =>
        troubles.map((trouble) => describeError({ kind: "fileUnusable", what, trouble, file: "/x/y" }, language)),
      );
      for (const { title, next } of said) {
        expect(title).toContain("/x/y");
        expect(`${title} ${next}`).not.toMatch(/undefined/);
      }
      expect(new Set(said.map(({ title }) => title)).size).toBeGreaterThan(files.length * 5);
    }
  });

  it("name what is concerned", () => {
    expect(describeError({ kind: "peerUnreachable", address: "10.0.0.2:4711", reason: "refused" }, "en").title).toBe(
      "10.0.0.2:4711 cannot be reached (refused).",
    );
    expect(describeError({ kind: "inviteExpired", expiredAt: Date.UTC(2026, 10, 22, 18, 5) }, "ar").title).toContain(
      "2026-11-22 18:05 UTC",
    );
  });

  it("say of words that cannot be signed which they are and why", () => {
    const said = (
      what: string,
      problem: "empty" | "tooLong" | "lineBreak" | "unseen" | "notNormal",
      code: number | null,
    ) => describeError({ kind: "unfitWords", what, problem, limit: 200, code }, "en").title;
    expect(said("party.name", "empty", null)).toBe("The name is empty, or nobody could see it.");
    expect(said("person", "tooLong", null)).toBe("Your name is too long: at most 200 characters.");
    expect(said("device", "unseen", 0x202e)).toContain("U+202E");
    expect(said("title", "lineBreak", 10)).toBe("The title has more than one line.");
  });

  it("[C16] name clause and language where a clause says its words twice", () => {
    const places = [
      { clause: "2.1 Wells", language: "fr", isOwn: false },
      { clause: "3", language: "en", isOwn: true },
    ];
    const { next } = describeError({ kind: "languageTwice", places, count: 3 }, "en");
    expect(next).toContain("2.1 Wells in fr; 3 in en (the charter's own language); and more.");
    expect(describeError({ kind: "languageTwice", places, count: 2 }, "ar").title).toContain("2");
  });

  it("[C18] name the clauses in which a reference names none", () => {
    const clauses = ["2.1 Wells", ""];
    const { title, next } = describeError({ kind: "danglingReference", clauses, count: 3 }, "en");
    expect(title).toContain("3 references");
    expect(next).toContain("in 2.1 Wells; outside the clauses; and more. They read ‹?›.");
    expect(describeError({ kind: "danglingReference", clauses, count: 3 }, "ar").next).toContain("‹?›");
  });

  it("name clause and character where a text cannot be frozen", () => {
    const places = [
      { clause: "2.1 Wells", code: 0x202e },
      { clause: "", code: 0xad },
    ];
    const { title, next } = describeError({ kind: "textUnseen", places, count: 3 }, "en");
    expect(title).toContain("3 characters");
    expect(next).toContain("in 2.1 Wells: U+202E; outside the clauses: U+00AD; and more");
    expect(next).toContain("--remove-unseen");
  });
});
