import { type ContactId, contactId } from "../identifiers.js";
import type { ChangeCause } from "../ports/store/contact-change.js";
import type { MergeOutcome, MergePlan, MergeScene } from "../ports/store/contact-merge.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { StoreScope } from "../ports/store/store.js";
import { foldWrites } from "./change-contacts.js";
import { changeRows, historyWrites } from "./contact-changes.js";
import { decodeContact } from "./contact-codec.js";
import { writeContacts } from "./contact-writes.js";
import { decoded } from "./decode-row.js";
import { findContacts } from "./find-contacts.js";
import { all, type Io } from "./io.js";
import { mergeRow } from "./merge-codec.js";
import { mergeSends } from "./merge-sends.js";
import { contactAliasTable, contactMergeTable } from "./merge-tables.js";
import { declared, moveRows } from "./moved-rows.js";
import { mismatch, revisionConflict } from "./refusals.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import { decodeEnrollment, enrollmentChange } from "./run-codec.js";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  enrollmentTable,
  fingerprintTable,
  listMemberTable,
} from "./tables.js";

type MergeCall = StoreScope & {
  readonly id: string;
  readonly keep: ContactId;
  readonly other: ContactId;
  readonly cause?: ChangeCause;
};

/** See `StoreMerges.mergeContacts`. */
export function* mergeContacts(
  call: MergeCall,
  plan: (scene: MergeScene) => MergePlan,
): Io<MergeOutcome> {
  const { id, now } = call;
  const before = { op: "get", table: contactMergeTable, path: "key", keys: [[id]] } as const;
  const { found, along } = yield* findContacts([{ id: call.keep }, { id: call.other }], [before]);
  const [known] = along[0] ?? [];
  if (known !== undefined)
    return { status: "same", contact: contactId(decoded(contactMergeTable, known).contact) };
  const [one, two] = found.map((contact) => {
    if (contact !== null && "unreadable" in contact) throw contact.unreadable;
    return contact;
  });
  if (!one || !two) return { status: "unknown", contact: one ? call.other : call.keep };
  if (one.id === two.id) return { status: "same", contact: one.id };
  const [keep, other] = [one.id, two.id];
  const pair = [[keep], [other]];
  const read = yield* all({
    contacts: {
      op: "get",
      table: contactTable,
      path: "key",
      keys: sortedKeys([keep, other]),
      lock: true,
    },
    runs: { op: "get", table: enrollmentTable, path: "contact", keys: pair },
    said: { op: "get", table: consentPointTable, path: "contact", keys: pair },
  });
  const records = new Map(read.contacts.map((row) => [row["id"], decodeContact(row)]));
  const scene = {
    keep: records.get(keep) ?? gone("keep"),
    other: records.get(other) ?? gone("other"),
    runs: read.runs.map(decodeEnrollment),
  };
  const { contact, ends } = plan(scene);
  checkPlan(scene, { contact, ends });

  const runs = mergedRuns(call, scene, read.runs, ends);
  const recipients = yield* mergeSends({ keep, other }, new Set<string>(ends), now);
  const points = contact.points.map(({ id: point }) => point);
  const { prints } = yield* all({
    prints: { op: "get", table: fingerprintTable, path: "point", keys: sortedKeys(points) },
    point: { op: "drop", table: contactPointTable, path: "contact", keys: [[other]] },
    list: { op: "drop", table: listMemberTable, path: "contact", keys: [[other]] },
    gone: { op: "drop", table: contactTable, path: "key", keys: [[other]] },
    runs: { op: "patch", table: enrollmentTable, rows: runs.map(({ next }) => next) },
  });
  const { moved, rekeyed } = yield* moveRows(other, keep);
  const write = { contact };
  const change = foldWrites(call, [write], read.contacts).get(keep) ?? gone("keep");
  const history = changeRows(change, call.cause, now);
  const oldKeys = [scene.keep.key, scene.other.key].filter((key) => key !== contact.key);
  const aliases = [`id:${other}`, ...oldKeys.map((key) => `key:${key}`)];
  yield* writeContacts([change], prints, now, [
    ...historyWrites(history),
    {
      op: "add",
      table: contactMergeTable,
      rows: [
        mergeRow({
          ...{ id, contact: keep, gone: other, at: now, cause: call.cause ?? null },
          material: {
            ...{ keep: scene.keep, other: scene.other, merged: change.after, aliases },
            ...{ moved, rekeyed: [...rekeyed, recipients] },
            runs: runs.map(({ was, revision }) => ({ was, revision })),
            said: read.said.map(
              ({ id: point = null, contact: owner = null, projection = null }) => ({
                ...{ point, owner, projection },
              }),
            ),
          },
        }),
      ],
    },
    { op: "put", table: contactAliasTable, rows: aliases.map((name) => aliasRow(name, keep, id)) },
  ]);
  return { status: "merged", contact: keep };
}

function aliasRow(name: string, contact: ContactId, merge: string): RawRow {
  return { name, contact, merge };
}

/** Somebody else merged or erased it between the look-up and the lock. */
function gone(path: string): never {
  throw revisionConflict(path);
}

function checkPlan({ keep, other, runs }: MergeScene, { contact, ends }: MergePlan): void {
  if (contact.id !== keep.id) throw mismatch("A merge writes the survivor.", "contact.id");
  const { points } = contact;
  const missing = [...keep.points, ...other.points].some(
    ({ id }) => !points.some((point) => point.id === id),
  );
  if (missing || points.length !== keep.points.length + other.points.length)
    throw mismatch("A merge keeps every point of both.", "contact.points");
  if (contact.key !== keep.key && contact.key !== other.key)
    throw mismatch("The key is that of one of the two.", "contact.key");
  const active = new Set<string>(runs.flatMap(({ id, status }) => (status === "active" ? id : [])));
  if (ends.some((id) => !active.has(id))) throw mismatch("A run ends that is not active.", "ends");
}

interface ChangedRun {
  /** The row as it was. */
  readonly was: RawRow;
  readonly next: RawRow;
  /** The revision that the merge gave it. */
  readonly revision: number;
}

/**
 * All runs of the other one, and the survivor's that end. A revision is skipped, so that whoever is
 * at work on one of them finds it changed. Two that entered for the same reason would have the same
 * entry key: the other one's is set apart by the merge's id.
 */
function mergedRuns(
  { id: merge, now }: MergeCall,
  { keep, other, runs }: MergeScene,
  rows: readonly RawRow[],
  ends: readonly string[],
): readonly ChangedRun[] {
  const taken = new Set(runs.filter((run) => run.contact === keep.id).map(entryOf));
  return runs.flatMap((run, index): readonly ChangedRun[] => {
    const was = rows[index];
    const stays = run.contact !== other.id;
    const stops = ends.includes(run.id);
    if (was === undefined || (stays && !stops)) return [];
    const { entryKey } = run;
    const revision = run.revision + 1;
    const next: EnrollmentRecord = {
      ...run,
      revision,
      contact: keep.id,
      entryKey: !stays && taken.has(entryOf(run)) ? `${entryKey}~${merge}` : entryKey,
      ...(stops
        ? { status: "ended", endedAt: now, outcome: "merged", wakeAt: null, pending: [] }
        : {}),
    };
    const row = { ...enrollmentChange(next), contact: keep.id, entryKey: next.entryKey };
    return [{ was: declared(enrollmentTable, was), next: row, revision }];
  });
}

function entryOf({ workflow, entryKey }: EnrollmentRecord): string {
  return JSON.stringify([workflow, entryKey]);
}
