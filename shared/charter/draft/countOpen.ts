/** How many brackets and blanks of a draft are not settled. */
export function countOpen(
  brackets: readonly { readonly isField: boolean; readonly state: "open" | "contested" | "settled" }[],
): { readonly brackets: number; readonly blanks: number } {
  const open = brackets.filter(({ state }) => state !== "settled");
  const blanks = open.filter(({ isField }) => isField).length;
  return { brackets: open.length - blanks, blanks };
}
