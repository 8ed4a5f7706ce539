/** Edits between two words, a swap of neighbours counting as one; undefined above `bound`. Only a band around the diagonal is filled. */
export function editDistance(a: string, b: string, bound: number): number | undefined {
  if (bound < 0 || Math.abs(a.length - b.length) > bound) return undefined;
  const far = bound + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, far));
  for (let row = 1; row <= a.length; row++) {
    const current = new Array<number>(b.length + 1).fill(far);
    if (row <= bound) current[0] = row;
    const lowest = Math.max(1, row - bound);
    const highest = Math.min(b.length, row + bound);
    for (let column = lowest; column <= highest; column++) {
      const replaced = (previous[column - 1] ?? far) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let distance = Math.min(replaced, (previous[column] ?? far) + 1, (current[column - 1] ?? far) + 1, far);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) distance = Math.min(distance, (beforePrevious[column - 2] ?? far) + 1);
      current[column] = distance;
    }
    beforePrevious = previous;
    previous = current;
  }
  const distance = previous[b.length] ?? far;
  return distance <= bound ? distance : undefined;
}
