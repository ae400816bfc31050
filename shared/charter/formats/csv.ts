/** Tables as comma-separated values: RFC 4180, in UTF-8, with a mark by which spreadsheets read it as that. */

const mark = "\ufeff";
/** Spreadsheets read these as formulas: an apostrophe makes them words (OWASP, CSV injection). */
const isFormula = /^[=+\-@\t\r]/;

const cellOf = (value: string): string => {
  const words = isFormula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
};

/** The first row says what the columns are. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `${mark}${rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("")}`;
