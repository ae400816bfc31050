/** The status of a text, party by party, as treaty depositaries print it; `rows` with declarations have a column for them. */
import type { StatusRowView } from "../../shared/api/force.ts";
import type { StatusColumn } from "../../shared/api/forceWords.ts";
import { declarationWords } from "../../shared/api/statusFile.ts";
import { useFormats } from "../i18n/formats.ts";
import { useForceWords } from "./useForceWords.ts";

type Row = Omit<StatusRowView, "declarations" | "because"> & Partial<Pick<StatusRowView, "declarations">>;

export function StatusTable({ rows, label }: { readonly rows: readonly Row[]; readonly label: string }) {
  const words = useForceWords();
  const formats = useFormats();
  const day = (one: string | null): string => (one === null ? "" : formats.day(one));
  const isDeclared = rows.some(({ declarations }) => declarations !== undefined);
  const columns: readonly StatusColumn[] = [
    ...(["party", "action", "on", "effect", "until"] as const),
    ...(isDeclared ? (["declarations"] as const) : []),
    "left",
  ];
  // Beside each cell on a narrow screen, where there is no room for a row of headings.
  const labelled = (column: StatusColumn) => ({ "data-label": words.columns[column] });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys where it is wider than the window
    <section className="status-scroll" aria-label={label} tabIndex={0}>
      <table className="status-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {words.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.party.id} ${row.effect}`}>
              <th scope="row">
                <bdi>{row.party.name}</bdi>
              </th>
              <td {...labelled("action")}>{words.actions[row.action]}</td>
              <td className="day" {...labelled("on")}>
                {day(row.on)}
              </td>
              <td className="day" {...labelled("effect")}>
                {day(row.effect)}
              </td>
              <td className="day" {...labelled("until")}>
                {day(row.until)}
              </td>
              {isDeclared && (
                <td className="status-declared" {...labelled("declarations")}>
                  {row.declarations?.map((one) => (
                    <p key={one.id} dir="auto">
                      {declarationWords(one, words)}
                    </p>
                  ))}
                </td>
              )}
              <td {...labelled("left")}>
                {row.left !== null &&
                  words.left(row.left.how, day(row.left.notice), row.left.effect && day(row.left.effect))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
