/** The line with its knots, one row of it. A drawing for the eye; the words stand beside it. */
import type { ProposalState, Purpose } from "../../../shared/charter/parties/proposalState.ts";
import type { TimelineRow } from "./timelineLayout.ts";

const knotAt = 26;

export function Rail({
  row,
  lanes,
  isFirst,
}: {
  readonly row: TimelineRow;
  readonly lanes: number;
  readonly isFirst: boolean;
}) {
  // Many lanes stand closer together, so that the words keep their room.
  const laneWidth = lanes > 3 ? 14 : 22;
  const x = (lane: number) => laneWidth / 2 + lane * laneWidth;
  const width = lanes * laneWidth;
  return (
    <div className="rail" style={{ inlineSize: width }}>
      {/* Above the knot's height, then below it to whatever height the row has. */}
      <svg
        className="rail-top"
        viewBox={`0 0 ${width} ${knotAt}`}
        width={width}
        height={knotAt}
        focusable="false"
        aria-hidden="true"
      >
        {row.threads
          .filter((thread) => thread.fromHeight === 0)
          .map((thread) => (
            <line
              key={`${thread.fromLane}-${thread.toLane}-${thread.firm}`}
              className={thread.firm ? "thread firm" : "thread"}
              x1={x(thread.fromLane)}
              y1={0}
              x2={x(thread.toHeight === 0.5 ? thread.toLane : thread.fromLane)}
              y2={knotAt}
            />
          ))}
      </svg>
      <svg className="rail-rest" width={width} height="100%" focusable="false" aria-hidden="true">
        {row.threads
          .filter((thread) => thread.toHeight === 1)
          .map((thread) => (
            <line
              key={`${thread.fromLane}-${thread.firm}`}
              className={thread.firm ? "thread firm" : "thread"}
              x1={x(thread.fromLane)}
              y1={knotAt}
              x2={x(thread.toLane)}
              y2="100%"
            />
          ))}
      </svg>
      <svg
        className="rail-knot"
        viewBox={`0 0 ${width} 52`}
        width={width}
        height={52}
        focusable="false"
        aria-hidden="true"
      >
        <Knot x={x(row.lane)} state={row.entry?.state ?? null} purpose={row.entry?.purpose ?? null} isDraft={isFirst} />
      </svg>
    </div>
  );
}

interface KnotProps {
  readonly x: number;
  readonly state: ProposalState | null;
  readonly purpose: Purpose | null;
  readonly isDraft: boolean;
}

/** Shapes, not colours alone: a ring for open, a disc for ratified, a double ring for in force, a cross for given up. */
function Knot({ x, state, purpose, isDraft }: KnotProps) {
  const y = knotAt;
  if (isDraft || state === null)
    return <rect className="knot draft" x={x - 5} y={y - 5} width={10} height={10} rx={2} />;
  if (state === "declined" || state === "withdrawn")
    return <path className="knot gone" d={`M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`} />;
  return (
    <g className={`knot ${state}`}>
      {state === "inForce" && <circle className="halo" cx={x} cy={y} r={9.5} />}
      {purpose === "renewal" ? (
        <path d={`M${x} ${y - 7}l7 7-7 7-7-7z`} />
      ) : (
        <circle cx={x} cy={y} r={purpose === "first" ? 6.5 : 5.5} />
      )}
    </g>
  );
}
