import { normalizeEmailAddress } from "@wellsent/core/addresses";
import { InputError } from "@wellsent/core/errors";

/**
 * Names every column, uniquely.
 *
 * @throws InputError `INPUT_HEADER_MISSING` where the first row is somebody's data: naming columns
 * after a person would lose that person and print them in every report.
 */
export function readHeader(cells: readonly string[], given: boolean): readonly string[] {
  if (!given && cells.some((cell) => normalizeEmailAddress(cell).ok)) {
    throw new InputError(
      "INPUT_HEADER_MISSING",
      "The first row holds an address where column names belong.",
      {
        path: "row 1",
        remedy: "Put a header row on top, or pass the column names as the option header.",
      },
    );
  }
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const plain = cell.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim() || `column ${index + 1}`;
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain} (${count})`;
    taken.add(name);
    return name;
  });
}
