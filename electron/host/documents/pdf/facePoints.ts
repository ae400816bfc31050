/** Sets of code points as short text: "20-7e,a0", hexadecimal, ascending. */

export function writePoints(points: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const point of [...points].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges.map((range) => [...new Set(range)].map((point) => point.toString(16)).join("-")).join(",");
}

export function readPoints(written: string): ReadonlySet<number> {
  const points = new Set<number>();
  for (const range of written.split(",")) {
    const [first = Number.NaN, last = first] = range.split("-").map((point) => Number.parseInt(point, 16));
    for (let point = first; point <= last; point++) points.add(point);
  }
  return points;
}
