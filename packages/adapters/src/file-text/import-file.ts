import type { ImportRow } from "@wellsent/core/import";

/** A file opened for an import. */
export interface ImportFile {
  /** Unique and never empty. */
  readonly header: readonly string[];
  /** The first rows, for guessing what the columns mean. They come again in `rows`. */
  readonly sample: readonly ImportRow[];
  /**
   * Once, in order, in bounded memory. Rows that cannot be relied on carry a `problem`; blank ones
   * are left out.
   */
  readonly rows: AsyncIterable<ImportRow>;
  /** Lets go of the file without reading on. Reading to the end does so, too. */
  close(): Promise<void>;
}

const rowSample = 100;

/** Reads the first rows, and gives them again with the others. */
export async function sampledRows(
  rows: AsyncGenerator<ImportRow, void, undefined>,
): Promise<Pick<ImportFile, "sample" | "rows" | "close">> {
  const sample: ImportRow[] = [];
  while (sample.length < rowSample) {
    const next = await rows.next();
    if (next.done) break;
    sample.push(next.value);
  }
  return {
    sample,
    rows: following(sample, rows),
    async close() {
      await rows.return();
    },
  };
}

/** One sequence after another, without a generator around the second: each row would wait longer. */
function following(
  sample: readonly ImportRow[],
  rows: AsyncGenerator<ImportRow, void, undefined>,
): AsyncIterable<ImportRow> {
  let given = 0;
  const iterator: AsyncIterator<ImportRow, void, undefined> = {
    async next() {
      const value = sample[given++];
      return value === undefined ? rows.next() : { done: false, value };
    },
    return: () => rows.return(),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** The columns of rows that name their own, in the order in which they first come. */
export function columnsOf(rows: readonly ImportRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
}
