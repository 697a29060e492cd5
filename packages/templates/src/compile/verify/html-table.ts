/** What html-to-text does not tell of a cell. */
export interface PrintedCell {
  readonly needsLines: boolean;
}

interface Cell {
  readonly text: string;
  readonly colspan: number;
  readonly rowspan: number;
}

/** For the oracle, how a table is written: the grid is filled in first, then read off. */
export function htmlTable(
  rows: readonly (readonly Cell[])[],
  about: readonly PrintedCell[],
): string {
  const oneColumn = rows.every(({ length }) => length <= 1);
  if (oneColumn || about.some(({ needsLines }) => needsLines))
    return rows
      .flat()
      .map(({ text }) => text)
      .filter((text) => text !== "")
      .join("\n");
  const grid: (Cell | "taken" | undefined)[][] = rows.map(() => []);
  for (const [y, row] of rows.entries()) {
    for (const cell of row) {
      let x = 0;
      while (grid[y]?.[x] !== undefined) x++;
      // A cell that others reach into goes on where they end.
      const last = grid[y]?.findLastIndex((one) => one !== undefined && one !== "taken") ?? -1;
      const covered = last < 0 ? 0 : last + spanAt(grid[y]?.[last]);
      while (x < covered || grid[y]?.[x] !== undefined) x++;
      for (let down = 0; down < cell.rowspan && y + down < rows.length; down++)
        for (let along = 0; along < cell.colspan; along++) {
          const line = grid[y + down] ?? [];
          line[x + along] = down === 0 && along === 0 ? cell : "taken";
        }
    }
  }
  const columns = Math.max(0, ...grid.map(({ length }) => length));
  const starts: number[] = [];
  let width = 0;
  for (let x = 0; x < columns; x++) {
    starts[x] = width;
    const widest = Math.max(
      0,
      ...grid.map((line) => {
        const cell = line[x];
        return typeof cell === "object" && cell.colspan === 1 ? [...flat(cell)].length : 0;
      }),
    );
    width += widest === 0 ? 0 : widest + 2;
  }
  return grid
    .map((line) => {
      let out = "";
      for (const [x, cell] of line.entries()) {
        if (typeof cell !== "object" || flat(cell) === "") continue;
        if (out !== "") out += width > 80 ? " | " : "  ";
        const missing = (starts[x] ?? 0) - [...out].length;
        out += (width > 80 ? "" : " ".repeat(Math.max(0, missing))) + flat(cell);
      }
      return out;
    })
    .filter((line) => line !== "")
    .join("\n");
}

function spanAt(cell: Cell | "taken" | undefined): number {
  return typeof cell === "object" ? cell.colspan : 1;
}

function flat({ text }: Cell): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}
