/** A class for RE2 of code points in rising order, such as `[\x{a0}-\x{a2}\x{b5}]`. */
export function characterClass(points: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const point of points) {
    const range = ranges.at(-1);
    if (range !== undefined && point === range[1] + 1) range[1] = point;
    else ranges.push([point, point]);
  }
  const written = (point: number) => `\\x{${point.toString(16)}}`;
  return `[${ranges.map(([first, last]) => (first === last ? written(first) : `${written(first)}-${written(last)}`)).join('')}]`;
}
