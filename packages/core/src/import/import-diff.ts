import type { ContactId } from "../identifiers.js";
import type { FieldChange } from "./field-change.js";
import type { ImportReport } from "./import-report.js";
import type { ReadRow } from "./read-batch.js";
import type { RowResult } from "./row-result.js";
import { seenRows } from "./seen-rows.js";

/** How often the rows of a file would change one field of existing contacts, with examples. */
export interface FieldCount extends Readonly<Record<FieldChange["change"], number>> {
  readonly field: FieldChange["field"];
  /** The first few of each change, with whole values: personal data. */
  readonly examples: readonly (FieldChange & {
    readonly row: number;
    readonly contact: ContactId;
  })[];
}

/** What an import would change in the store. */
export interface ImportDiff {
  /** Contacts that it would create. */
  readonly created: number;
  /** Contacts of the store that the file has rows of. */
  readonly existing: number;
  /** Those of which it would change a field. */
  readonly changed: number;
  /** Denials in force against addresses of the file, by code. The import leaves all in force. */
  readonly standing: readonly {
    readonly code: string;
    readonly count: number;
    /** The first few rows. */
    readonly rows: readonly number[];
  }[];
  readonly fields: readonly FieldCount[];
}

/** The report of a dry run. */
export interface DryRunReport extends ImportReport {
  /** `null` without a store to compare with. */
  readonly diff: ImportDiff | null;
}

const examplesKept = 3;

interface Counted extends Record<FieldChange["change"], number> {
  readonly field: FieldChange["field"];
  readonly examples: FieldCount["examples"][number][];
}

/** Counts the changes of rows. Keeps a few bytes a contact, however long the file. */
export function diffTally(): {
  add(results: readonly RowResult[], rows: readonly ReadRow[]): void;
  report(): ImportDiff;
} {
  const seen = seenRows();
  const seenChanged = seenRows();
  let [created, existing, changed] = [0, 0, 0];
  const standing = new Map<string, { count: number; readonly rows: number[] }>();
  const fields = new Map<string, Counted>();

  const addField = (row: number, contact: ContactId, one: FieldChange): void => {
    const none = { same: 0, filled: 0, overwritten: 0, appended: 0, erased: 0, kept: 0 };
    const counted = fields.get(one.field) ?? { field: one.field, ...none, examples: [] };
    fields.set(one.field, counted);
    counted[one.change]++;
    if (one.change !== "same" && counted[one.change] <= examplesKept)
      counted.examples.push({ row, contact, ...one });
  };
  return {
    add(results, rows) {
      for (const [index, { row, diff }] of results.entries()) {
        const read = rows[index];
        if (diff === undefined || read === undefined) continue;
        if (diff.standing !== null) {
          const known = standing.get(diff.standing) ?? { count: 0, rows: [] };
          standing.set(diff.standing, known);
          known.count++;
          if (known.rows.length < examplesKept) known.rows.push(row);
        }
        const { contact } = diff;
        if (contact === null) {
          if ("draft" in read && read.duplicateOf === null) created++;
          continue;
        }
        if (seen.get(contact) === undefined) existing++;
        seen.set(contact, row);
        const changes = diff.fields.some(({ change }) => change !== "same" && change !== "kept");
        if (changes && seenChanged.get(contact) === undefined) changed++;
        if (changes) seenChanged.set(contact, row);
        for (const one of diff.fields) addField(row, contact, one);
      }
    },
    report: () => ({
      ...{ created, existing, changed },
      standing: [...standing]
        .map(([code, { count, rows }]) => ({ code, count, rows: [...rows] }))
        .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
      fields: [...fields.values()]
        .map((counted) => ({ ...counted, examples: [...counted.examples] }))
        .sort((a, b) => (a.field < b.field ? -1 : 1)),
    }),
  };
}
