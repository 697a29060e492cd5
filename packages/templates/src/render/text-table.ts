/** A laid-out cell of a table. */
export interface TextCell {
  readonly text: string;
  readonly columns: number;
  readonly rows: number;
  /** It contains something that cannot be on one line: a list, a quotation or a table. */
  readonly inLines: boolean;
}

/** Readers would break wider tables in the middle of their rows. */
const widest = 78;
const gap = 2;

/**
 * A table as lines. A data table has one line per row, without rows that have no words. Its columns
 * are aligned if all of them fit into one line; otherwise the cells are only separated. A table of
 * one column, or with lists or tables in its cells, is used for layout: its cells are written one
 * below the other.
 */
export function tableLines(table: readonly (readonly TextCell[])[]): readonly string[] {
  if (table.every((row) => row.length < 2) || table.flat().some(({ inLines }) => inLines))
    return table.flat().flatMap(({ text }) => (text === "" ? [] : text.split("\n")));
  const rows = placed(table.map((row) => row.map((cell) => ({ ...cell, text: joined(cell) }))));
  const widths: number[] = [];
  for (const { cell, column } of rows.flat())
    if (cell.columns === 1)
      widths[column] = Math.max(widths[column] ?? 0, countCharacters(cell.text));
  const starts: number[] = [];
  let whole = 0;
  for (let column = 0; column < widths.length; column++) {
    starts[column] = whole;
    const width = widths[column] ?? 0;
    if (width > 0) whole += width + gap;
  }
  const aligned = whole - gap <= widest;
  return rows.flatMap((row) => {
    const said = row.filter(({ cell }) => cell.text !== "");
    if (said.length === 0) return [];
    if (!aligned) return [said.map(({ cell }) => cell.text).join(" | ")];
    let line = "";
    let length = 0;
    for (const { cell, column } of said) {
      // A cell that spans several columns may reach into the next one.
      const start = Math.max(starts[column] ?? whole, length === 0 ? 0 : length + gap);
      line += " ".repeat(start - length) + cell.text;
      length = start + countCharacters(cell.text);
    }
    return [line];
  });
}

function joined({ text }: TextCell): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

interface PlacedCell {
  readonly cell: TextCell;
  readonly column: number;
}

/** Puts each cell into the first column that no cell of an earlier row reaches down into. */
function placed(table: readonly (readonly TextCell[])[]): readonly (readonly PlacedCell[])[] {
  /** For each column, the number of further rows for which it is taken. */
  const taken: number[] = [];
  return table.map((row) => {
    const before = [...taken];
    let column = 0;
    const cells = row.map((cell) => {
      while ((before[column] ?? 0) > 0) column++;
      const at = column;
      for (let left = cell.columns; left > 0; left--) taken[column++] = cell.rows;
      return { cell, column: at };
    });
    for (let at = 0; at < taken.length; at++) taken[at] = Math.max(0, (taken[at] ?? 0) - 1);
    return cells;
  });
}

function countCharacters(text: string): number {
  return [...text].length;
}
