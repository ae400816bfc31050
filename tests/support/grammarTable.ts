/** The grammar as CONTENT.md prints it. */
import { type AttrForm, elementNames, grammar, markNames } from "../../shared/charter/text/grammar.ts";

function inWords(form: AttrForm): string {
  switch (form.form) {
    case "id":
      return "up to 32 of `[a-z0-9-]`";
    case "clause":
      return "such an id; in content one of a clause of the text";
    case "oneOf":
      return `${form.values.map((value) => `\`${value}\``).join(", ")}; usual: \`${form.usual}\``;
    case "whole": {
      const inContent = form.mostInContent === form.most ? "" : `, in content to ${form.mostInContent}`;
      return `${form.least} to ${form.most}${inContent}; usual: ${form.usual}`;
    }
    case "language":
      return "2 to 35 characters: two to eight letters, then parts of one to eight letters or figures, parted by `-`; in content in canonical case; usual: `und`";
    case "certificate":
      return "64 of `[0-9a-f]`, or nothing";
    case "party":
      return "64 of `[0-9a-f]`, `all`, or nothing";
    case "day":
      return "`YYYY-MM-DD`, a day that there is, or nothing";
    case "unset":
      return "null, not in content";
    case "href":
      return '`http://`, `https://` or `mailto:` and at least one character, none of them a space, a control, or one of `< > " \\` and the grave accent; at most 2000';
  }
}

const attrsInWords = (attrs: Readonly<Record<string, AttrForm>>): string =>
  Object.entries(attrs)
    .map(([name, form]) => `${name} (${inWords(form)})`)
    .join("; ");

export const grammarTable = (): string =>
  [
    "| node | holds | attributes |",
    "| --- | --- | --- |",
    ...elementNames.map(
      (name) => `| ${name} | ${grammar.nodes[name].holds.join(", ")} | ${attrsInWords(grammar.nodes[name].attrs)} |`,
    ),
    "",
    "| mark | attributes |",
    "| --- | --- |",
    ...markNames.map((name) => `| ${name} | ${attrsInWords(grammar.marks[name].attrs)} |`),
  ].join("\n");
