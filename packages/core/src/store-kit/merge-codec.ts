import { type ContactId, contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { ChangeCause } from "../ports/store/contact-change.js";
import type { MergeRecord } from "../ports/store/contact-merge.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { corrupt, decoded, isText, parsedBody } from "./decode-row.js";
import { contactMergeTable } from "./merge-tables.js";
import type { Moved, Rekeyed } from "./moved-rows.js";
import type { RawRow } from "./row-request.js";
import type { Value } from "./table.js";

/** What undoes a merge. It goes with the undo, and with the person. */
export interface UndoMaterial {
  readonly keep: ContactRecord;
  readonly other: ContactRecord;
  readonly merged: ContactRecord;
  readonly aliases: readonly string[];
  readonly moved: readonly Moved[];
  readonly rekeyed: readonly Rekeyed[];
  /** Rows of runs as they were, and the revision that the merge gave each. */
  readonly runs: readonly { readonly was: RawRow; readonly revision: number }[];
  /** What the gate had said of every point. */
  readonly said: readonly {
    readonly point: Value;
    readonly owner: Value;
    readonly projection: Value;
  }[];
}

export interface StoredMerge extends MergeRecord {
  readonly material: UndoMaterial | null;
}

interface Body {
  readonly kept: string;
  readonly goneKey: string;
  readonly cause?: ChangeCause;
  readonly undoneAt?: Instant;
  readonly material?: UndoMaterial;
}

export function mergeRow(merge: {
  readonly id: string;
  readonly contact: ContactId;
  readonly gone: ContactId;
  readonly at: Instant;
  readonly cause: ChangeCause | null;
  readonly material: UndoMaterial;
}): RawRow {
  const { id, contact, gone, at, cause, material } = merge;
  const body: Body = {
    ...{ kept: contact, goneKey: material.other.key, material },
    ...(cause === null ? {} : { cause }),
  };
  return { id, contact, gone, at, body: JSON.stringify(body) };
}

/** The row of a merge that was undone: who and when, and nothing of what they had. */
export function undoneRow({ id, kept, goneKey, cause }: MergeRecord, at: Instant): RawRow {
  const body: Body = { kept, goneKey, ...(cause === null ? {} : { cause }), undoneAt: at };
  return { id, body: JSON.stringify(body) };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeMerge(row: RawRow): StoredMerge {
  const { id, contact, gone, at } = decoded(contactMergeTable, row);
  const body = parsedBody<Body>(contactMergeTable, row);
  const { kept, goneKey, cause = null, undoneAt = null, material = null } = body;
  if (!isText(kept) || !isText(goneKey) || (undoneAt === null) !== (material !== null))
    throw corrupt(contactMergeTable, row, "body");
  return {
    ...{ id, at, goneKey, cause, undoneAt, material },
    ...{ contact: contactId(contact), gone: contactId(gone), kept: contactId(kept) },
  };
}
