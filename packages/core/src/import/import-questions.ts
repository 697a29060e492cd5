import type { ColumnFormat } from "./column-format.js";
import type { ImportMapping } from "./column-mapping.js";
import type { ColumnTarget } from "./column-target.js";
import type { ImportRow } from "./import-row.js";
import { evidenceHeader } from "./permission-header.js";

/**
 * A question of the report about a column. Answer it with `chooseTargets`: another target, `words`
 * or a `format`.
 */
export interface ImportQuestion {
  /**
   * `PERMISSION_DOUBT`: unclear values restrict, to be safe. `DENIAL_ELSEWHERE`: denials in a
   * column of something else count. `DENIAL_IGNORED`: denials in a column that somebody chose to
   * ignore do not count. `FORMAT_UNDECIDED`: several readings fit, and nothing of the column is
   * imported.
   */
  readonly code: "PERMISSION_DOUBT" | "DENIAL_ELSEWHERE" | "DENIAL_IGNORED" | "FORMAT_UNDECIDED";
  readonly column: string;
  readonly target: ColumnTarget;
  /** Rows that the question is about. */
  readonly count: number;
  /** Words for permission that occurred, the most frequent first. Never any other text. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Cells with other text, which is not shown. */
  readonly others: number;
  readonly formats: readonly ColumnFormat[];
}

/** Counts what columns say while rows are read. Its size is bounded, because the vocabulary is. */
export interface ColumnWatch {
  /** Records a cell that needs a decision; `name` is a word of the vocabulary or `null`. */
  see(code: ImportQuestion["code"], column: string, name: string | null): void;
  /** Records a row before its cells are read. */
  read(values: ImportRow["values"]): void;
  seen(): {
    readonly possibleEvidence: readonly { readonly column: string; readonly count: number }[];
    readonly questions: readonly ImportQuestion[];
    readonly formats: readonly { readonly column: string; readonly format: ColumnFormat }[];
  };
}

interface Seen {
  readonly code: ImportQuestion["code"];
  readonly column: string;
  count: number;
  others: number;
  readonly values: Map<string, number>;
}

export function columnWatch(mapping: ImportMapping): ColumnWatch {
  const seen = new Map<string, Seen>();
  // Columns that the mapping omits are included, in the order of the file.
  const evidence = new Map<string, { readonly is: boolean; count: number }>();
  const entries = new Map(mapping.map((entry) => [entry.column, entry]));
  return {
    see(code, column, name) {
      const key = `${code} ${column}`;
      const known = seen.get(key) ?? { code, column, count: 0, others: 0, values: new Map() };
      known.count++;
      if (name === null) known.others++;
      else known.values.set(name, (known.values.get(name) ?? 0) + 1);
      seen.set(key, known);
    },
    read(values) {
      for (const column of Object.keys(values)) {
        const known = evidence.get(column) ?? { is: evidenceHeader(column), count: 0 };
        evidence.set(column, known);
        if (known.is && (values[column] ?? "").trim() !== "") known.count++;
      }
    },
    seen: () => ({
      possibleEvidence: [...evidence].flatMap(([column, { count }]) =>
        count === 0 ? [] : [{ column, count }],
      ),
      formats: mapping.flatMap(({ column, format }) =>
        format === undefined || format.type === "undecided" ? [] : [{ column, format }],
      ),
      questions: [...seen.values()].map(({ values, ...rest }) => {
        const entry = entries.get(rest.column);
        const format = entry?.format;
        return {
          ...rest,
          target: entry?.target ?? "ignore",
          values: [...values]
            .map(([value, count]) => ({ value, count }))
            .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
          formats: format?.type === "undecided" ? format.between : [],
        };
      }),
    }),
  };
}
