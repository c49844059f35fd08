/** Part of a list: from `start` on, and before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Divides a list into pieces that go on by themselves: one for each item where there are not very
 * many. They begin together, so that they share batches, and then no more: where that matters, the
 * list is one piece.
 */
export function piecesOf(count: number, isOne: boolean): readonly Range[] {
  const size = isOne ? count : Math.ceil(count / maxPieces);
  const pieces: Range[] = [];
  for (let start = 0; start < count; start += size) {
    pieces.push({ start, end: Math.min(start + size, count) });
  }
  return pieces;
}

const maxPieces = 128;
