import type { ImportOptions } from "./import-options.js";
import type { ColumnWatch } from "./import-questions.js";
import type { ImportRow } from "./import-row.js";
import { readIdentity, rowReader } from "./read-row.js";
import type { Barred, RowDraft } from "./row-reading.js";
import type { RowNote } from "./row-result.js";
import { seeFirst, seenRows } from "./seen-rows.js";

/** One row with everything that can be known without a store. */
export type ReadRow =
  | (ReadSource & { readonly refused: RowNote; readonly barred?: Barred })
  | (ReadSource & {
      readonly draft: RowDraft;
      /** The first row of this file with the same identity. */
      readonly duplicateOf: number | null;
      /** An earlier row of this file with the same address and another identity. */
      readonly heldBy: number | null;
      /**
       * An earlier row of this file that denies for the same address, or else for the same contact.
       * Only the store can tell whether that row was kept.
       */
      readonly deniedBy: number | null;
    });

interface ReadSource {
  readonly row: number;
  readonly source: ImportRow;
}

export interface ReadBatch {
  /** Identifies the rows of the batch: the same rows have the same name in every run. */
  readonly name: string;
  readonly rows: readonly ReadRow[];
}

/**
 * The default number of rows per transaction. Small enough to block the thread for only some
 * milliseconds and to produce little garbage, and large enough to spread the cost of a disk sync.
 */
const defaultBatchSize = 100;

/**
 * Reads rows in batches of a fixed size, and remembers the identities and denials of the whole
 * file.
 */
export async function* readBatches(
  options: ImportOptions,
  watch?: ColumnWatch,
): AsyncGenerator<ReadBatch, void, undefined> {
  const read = rowReader(options, watch);
  const size = Math.max(1, options.batchSize ?? defaultBatchSize);
  const byKey = readIdentity(options) === "key";
  const identities = seenRows();
  const owners = seenRows();
  const denials = seenRows();
  const deniedPeople = seenRows();

  /** A number that an earlier row denied is not imported from a later one. */
  const seeNumber = (deniedPhone: string | null, row: number): void => {
    if (deniedPhone !== null && denials.get(deniedPhone) === undefined)
      denials.set(deniedPhone, row);
  };
  const withoutDenied = (draft: RowDraft): RowDraft => {
    const { phone, deniedPhone } = draft;
    seeNumber(deniedPhone, draft.row);
    const by = phone === null ? undefined : denials.get(phone);
    if (by === undefined) return draft;
    const note = { code: "PHONE_DENIED", detail: `by row ${by}` };
    return { ...draft, phone: null, flags: [...draft.flags, note] };
  };

  const place = (row: ImportRow): ReadRow => {
    const reading = read(row);
    if ("refused" in reading) {
      const { denial = null, deniedPhone = null, key = "", addresses = [] } = reading.barred ?? {};
      seeNumber(deniedPhone, row.row);
      seeFirst(
        denials,
        addresses.map((address) => [address, row.row] as const),
      );
      if (key !== "" && denial !== null) seeFirst(deniedPeople, [[key, row.row]]);
      return { row: row.row, source: row, ...reading };
    }
    const draft = withoutDenied(reading.draft);
    const { address } = draft.email;
    const deniedHere = denials.get(address) ?? null;
    const deniedPerson = draft.key === "" ? null : (deniedPeople.get(draft.key) ?? null);
    const deniedBy = deniedHere ?? deniedPerson;
    if (draft.denial !== null) {
      if (deniedHere === null) denials.set(address, row.row);
      if (deniedPerson === null && draft.key !== "") deniedPeople.set(draft.key, row.row);
    }
    const duplicateOf = draft.key === "" ? null : (identities.get(draft.key) ?? null);
    const contactRow = duplicateOf ?? row.row;
    const holder = byKey ? (owners.get(address) ?? contactRow) : contactRow;
    const heldBy = holder === contactRow ? null : holder;
    if (draft.attributes.ok && draft.key !== "" && heldBy === null) {
      if (duplicateOf === null) identities.set(draft.key, row.row);
      if (byKey) owners.set(address, contactRow);
    }
    return { row: row.row, source: row, draft, duplicateOf, heldBy, deniedBy };
  };

  let rows: ReadRow[] = [];
  const batch = (): ReadBatch => ({ name: `${rows[0]?.row}-${rows.at(-1)?.row}`, rows });
  for await (const row of options.rows) {
    options.signal?.throwIfAborted();
    rows.push(place(row));
    if (rows.length < size) continue;
    yield batch();
    rows = [];
  }
  if (rows.length > 0) yield batch();
}
