import { type ContactId, contactPointId, type TenantId } from "../identifiers.js";
import type { JsonValue } from "../json.js";
import type { ChangeCause } from "../ports/store/contact-change.js";
import type {
  MergeRecord,
  UndoOutcome,
  UndoPlan,
  UndoScene,
} from "../ports/store/contact-merge.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { Reactions, StoreScope } from "../ports/store/store.js";
import { foldWrites } from "./change-contacts.js";
import { changeRows, historyWrites } from "./contact-changes.js";
import { decodeContact } from "./contact-codec.js";
import { writeContacts } from "./contact-writes.js";
import { parsed } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { decodeMerge, type StoredMerge, type UndoMaterial, undoneRow } from "./merge-codec.js";
import { contactAliasTable, contactMergeTable } from "./merge-tables.js";
import { returnRows } from "./moved-rows.js";
import { mismatch } from "./refusals.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import { decodeEnrollment, enrollmentChange } from "./run-codec.js";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  enrollmentTable,
  fingerprintTable,
} from "./tables.js";
import { takeIn } from "./take-in.js";

type UndoCall = StoreScope & { readonly id: string; readonly cause?: ChangeCause };

/** See `StoreMerges.undoMerge`. */
export function* undoMerge(
  call: UndoCall,
  plan: (scene: UndoScene) => UndoPlan,
  reactions: Reactions,
): Io<UndoOutcome> {
  const { id, now } = call;
  const { merges } = yield* all({
    merges: { op: "get", table: contactMergeTable, path: "key", keys: [[id]], lock: true },
  });
  const merge = merges.map(decodeMerge)[0];
  if (merge === undefined) return { status: "unknown" };
  const { material, kept: keep, gone: other } = merge;
  if (material === null) return { status: "already" };
  if (merge.contact !== keep) return { status: "later" };
  const read = yield* readScene(merge, material);
  const { contacts, scene } = read;
  if (scene === null) return { status: "unknown" };
  const said = plan(scene);
  if (said.keep.id !== keep || said.other.id !== other)
    throw mismatch("An undo writes the two contacts of the merge.", "keep");

  yield* returnRows(material, keep, other);
  const runs = read.runs.flatMap((row) => returnedRun(row, material));
  // The survivor lets go of its points first: the other one takes some of them.
  const { prints } = yield* all({
    prints: {
      op: "get",
      table: fingerprintTable,
      path: "point",
      keys: sortedKeys([...said.keep.points, ...said.other.points].map((point) => point.id)),
    },
    runs: { op: "patch", table: enrollmentTable, rows: runs },
    names: {
      op: "drop",
      table: contactAliasTable,
      path: "key",
      keys: material.aliases.map((name) => [name]),
    },
    undone: { op: "patch", table: contactMergeTable, rows: [undoneRow(merge, now)] },
  });
  const writes = [{ contact: said.keep }, { contact: { ...said.other, revision: 0 } }];
  const folded = foldWrites(call, writes, contacts);
  // The other one's history goes on where it ended.
  const changes = [...folded.values()].map((change) =>
    change.after.id === other
      ? { ...change, after: { ...change.after, revision: material.other.revision + 1 } }
      : change,
  );
  const history = changes.flatMap((change) =>
    changeRows(
      change.after.id === other ? { before: material.other, after: change.after } : change,
      call.cause,
      now,
    ),
  );
  yield* writeContacts(changes, prints, now, historyWrites(history));
  if (said.drafts.length > 0) yield* takeIn(call, { inputs: [], drafts: said.drafts }, reactions);
  return { status: "undone", keep, other };
}

function* readScene(
  { kept: keep, gone: other }: StoredMerge,
  material: UndoMaterial,
): Io<{
  readonly contacts: readonly RawRow[];
  readonly runs: readonly RawRow[];
  readonly scene: UndoScene | null;
}> {
  const before = { keep: material.keep, other: material.other };
  const read = yield* all({
    contacts: { op: "get", table: contactTable, path: "key", keys: [[keep]], lock: true },
    named: { op: "get", table: contactTable, path: "named", keys: [[before.other.key]] },
    addresses: {
      op: "get",
      table: contactPointTable,
      path: "address",
      keys: before.other.points.map(({ channel, address }) => [channel, address]),
    },
    said: { op: "get", table: consentPointTable, path: "contact", keys: [[keep]] },
    runs: {
      op: "get",
      table: enrollmentTable,
      path: "key",
      keys: material.runs.map(({ was }) => [was["id"] ?? null]),
    },
  });
  const [row] = read.contacts;
  if (row === undefined) return { contacts: [], runs: [], scene: null };
  const theirs = new Map(material.said.map((one) => [one.point, one]));
  const held = read.addresses.filter(({ contact }) => contact !== keep);
  const scene: UndoScene = {
    now: decodeContact(row),
    merged: material.merged,
    before,
    taken: {
      key: read.named.some(({ id }) => id !== keep),
      points: new Set(
        before.other.points.flatMap(({ id, channel, address }) =>
          held.some((one) => one["channel"] === channel && one["address"] === address) ? id : [],
        ),
      ),
    },
    consent: read.said.map((point) => {
      const said = theirs.get(point["id"] ?? null);
      return {
        contactPoint: contactPointId(String(point["id"])),
        side: said?.owner === other ? "other" : "keep",
        before: typeof said?.projection === "string" ? readJson(said.projection) : null,
        after: parsed<JsonValue>(consentPointTable, point, "projection"),
      };
    }),
  };
  return { contacts: read.contacts, runs: read.runs, scene };
}

function readJson(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  return value;
}

/** A run goes on where it stood; one that has gone on since the merge only changes hands. */
function returnedRun(row: RawRow, { runs, keep }: UndoMaterial): readonly RawRow[] {
  const known = runs.find(({ was }) => was["id"] === row["id"]);
  if (known === undefined || row["contact"] !== keep.id) return [];
  const was = decodeEnrollment({ ...known.was, seq: row["seq"] ?? 0 });
  const run = decodeEnrollment(row);
  const revision = run.revision + 1;
  const { contact, entryKey } = was;
  const next: EnrollmentRecord =
    run.revision === known.revision
      ? { ...was, revision, pending: run.status === "ended" ? was.pending : run.pending }
      : { ...run, revision, contact, entryKey };
  return [{ ...enrollmentChange(next), contact, entryKey }];
}

/** See `StoreMerges.readMerges`. */
export function* readMerges(call: {
  readonly tenant: TenantId;
  readonly contact: ContactId;
}): Io<readonly MergeRecord[]> {
  const keys = [[call.contact]];
  const { into, out } = yield* all({
    into: { op: "get", table: contactMergeTable, path: "contact", keys },
    out: { op: "get", table: contactMergeTable, path: "gone", keys },
  });
  const merges = new Map([...into, ...out].map(decodeMerge).map((one) => [one.id, one]));
  return [...merges.values()]
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map(({ material: _, ...merge }) => merge);
}
