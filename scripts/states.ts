/**
 * Draws how a proposal comes from state to state into docs/STATES.md, out of the table in
 * shared/charter/parties/proposalState.ts: `node scripts/states.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type Course, type ProposalState, proposalCourses } from "../shared/charter/parties/proposalState.ts";

const page = new URL("../docs/STATES.md", import.meta.url);
const [begin, end] = ["<!-- states -->\n", "<!-- /states -->"] as const;

const words: Readonly<Record<Exclude<Course, "day">, string>> = {
  ratify: "a party ratifies",
  decline: "a party declines",
  propose: "another is proposed in its place",
  leave: "a party leaves the charter",
};
/** What the day is that comes. */
const days: Readonly<Partial<Record<ProposalState, string>>> = {
  closed: "the last day for ballots is over",
  inForce: "its first day",
  lapsed: "its term is over",
  superseded: "the first day of a later text",
};

/** A diagram as Mermaid writes it, which GitHub shows as a picture. */
export function drawStates(): string {
  const lines = Object.entries(proposalCourses).flatMap(([from, courses]) =>
    Object.entries(courses).map(([to, by]) => {
      const said = by.map((course) => (course === "day" ? (days[to as ProposalState] ?? "") : words[course]));
      return `    ${from} --> ${to}: ${said.join(", or ")}`;
    }),
  );
  return ["```mermaid", "stateDiagram-v2", "    [*] --> open: proposed", ...lines, "```"].join("\n");
}

/** The page with the diagram of today in it. */
export function drawnPage(before: string): string {
  const [above, rest = ""] = before.split(begin);
  return `${above}${begin}\n${drawStates()}\n\n${end}${rest.split(end)[1] ?? ""}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(page, drawnPage(readFileSync(page, "utf8")));
