/** Writes rows of equally many cells as lines, so that columns stand below each other. */
export function drawTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widthOf = (column: number): number =>
    Math.max(...rows.map((row) => row.slice(column, column + 1).join("").length));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widthOf(column)))
      .join("  ")
      .trimEnd(),
  );
}
