/** Tags of languages (BCP 47), judged and written by their form alone: no registry, and nothing of the machine's. */

/** A language that nobody has named. */
export const undetermined = "und";

const tagForm = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** Two to eight letters, then parts of one to eight letters or figures, parted by `-`; 35 characters at most. */
export const isLanguage = (value: unknown): value is string =>
  typeof value === "string" && value.length <= 35 && tagForm.test(value);

/**
 * The tag in the case of RFC 5646, 2.1.1: the language in lower case, a script as "Latn", a region as "CA", the rest
 * lower; after a part of one character all is lower. Idempotent.
 */
export function canonicalLanguage(tag: string): string {
  let isExtended = false;
  return tag
    .toLowerCase()
    .split("-")
    .map((part, at) => {
      isExtended ||= part.length === 1;
      if (at === 0 || isExtended) return part;
      if (part.length === 2) return part.toUpperCase();
      return part.length === 4 ? part.slice(0, 1).toUpperCase() + part.slice(1) : part;
    })
    .join("-");
}
