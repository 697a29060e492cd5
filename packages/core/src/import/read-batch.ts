import type { ImportOptions } from "./import-options.js";
import type { ImportRow } from "./import-row.js";
import { identityOf, type RowDraft, rowReader } from "./read-row.js";
import type { RowNote } from "./row-result.js";
import { seenRows } from "./seen-rows.js";

/** One row after everything that can be known without a store. */
export type ReadRow =
  | { readonly row: number; readonly refused: RowNote }
  | {
      readonly row: number;
      readonly draft: RowDraft;
      /** The row of this file that had the same identity first. */
      readonly duplicateOf: number | null;
      /** The row of this file whose contact has the address. */
      readonly heldBy: number | null;
      /** An earlier row of this file that denies for the same address, or else for its contact. */
      readonly deniedBy: number | null;
      /** That row named another address of the contact: the denial is yet to be said of this one. */
      readonly deniedElsewhere: boolean;
    };

export interface ReadBatch {
  /** Names the rows it holds: the same rows have the same name in every run. */
  readonly name: string;
  readonly rows: readonly ReadRow[];
}

/**
 * Rows a transaction, where the host does not say. So few that a batch holds the thread for some
 * milliseconds and leaves little for the garbage collector to carry along, and so many that the
 * wait for the disk is spread over them.
 */
const defaultBatchSize = 100;

/** Reads rows in batches of a fixed number, and remembers over the whole file who was there already. */
export async function* readBatches(
  options: ImportOptions,
): AsyncGenerator<ReadBatch, void, undefined> {
  const read = rowReader(options);
  const size = Math.max(1, options.batchSize ?? defaultBatchSize);
  const byKey = identityOf(options) === "key";
  const identities = seenRows();
  const owners = seenRows();
  const denials = seenRows();
  const deniedPeople = seenRows();

  const place = (row: ImportRow): ReadRow => {
    const reading = read(row);
    if ("refused" in reading) return { row: row.row, refused: reading.refused };
    const { draft } = reading;
    const { address } = draft.email;
    const deniedHere = denials.get(address) ?? null;
    const deniedPerson = draft.key === "" ? null : (deniedPeople.get(draft.key) ?? null);
    const deniedBy = deniedHere ?? deniedPerson;
    const deniedElsewhere = deniedHere === null && deniedPerson !== null;
    if (draft.denial !== null) {
      if (deniedHere === null) denials.set(address, row.row);
      if (deniedPerson === null && draft.key !== "") deniedPeople.set(draft.key, row.row);
    }
    const denied = { deniedBy, deniedElsewhere };
    const heldBy = (byKey ? owners : identities).get(address) ?? null;
    const duplicateOf = draft.key === "" ? null : (identities.get(draft.key) ?? null);
    const contactRow = duplicateOf ?? row.row;
    const taken = heldBy !== null && heldBy !== contactRow;
    if (taken && draft.unfit === null) {
      const reason = { code: "ADDRESS_OF_ANOTHER_CONTACT", detail: `held by row ${heldBy}` };
      if (draft.denial === null) return { row: row.row, refused: reason };
      return { row: row.row, draft: { ...draft, unfit: reason }, duplicateOf, heldBy, ...denied };
    }
    if (draft.attributes.ok && draft.key !== "" && !taken) {
      if (duplicateOf === null) identities.set(draft.key, row.row);
      if (byKey) owners.set(address, contactRow);
    }
    return { row: row.row, draft, duplicateOf, heldBy, ...denied };
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
