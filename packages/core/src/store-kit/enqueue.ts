import { StoreError } from "../errors/index.js";
import { type ContactId, contactId } from "../identifiers.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type { OutboxDraft } from "../ports/store/outbox.js";
import type { StoreScope } from "../ports/store/store.js";
import { draftedMessage } from "./drafted-message.js";
import { readFacts } from "./facts.js";
import { all, type Io } from "./io.js";
import { mergedIds, namesRead, survivorsOf } from "./merged-names.js";
import { messageRow } from "./message-codec.js";
import { quarantineRead, quarantineWrites, type UnitEnd } from "./quarantine-rows.js";
import { mismatch } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { contactTable, messageTable } from "./tables.js";
import { type DamagedUnit, refusePromise, runUnits } from "./units.js";

type Result = "queued" | "refused" | "known" | null;

interface Unit {
  /** Who it goes to: the one asked about, or who that was merged into. */
  readonly contact: ContactId;
  readonly facts: ContactFacts | null;
  readonly index: number;
}

/** See `Store.enqueue`. */
export function* enqueue(
  call: StoreScope & { readonly contacts: readonly ContactId[]; readonly needs: FactsNeeded },
  draft: (facts: ContactFacts | null, index: number) => OutboxDraft | null,
): Io<{ readonly results: readonly Result[] }> {
  const found = yield* readFacts(call, call.contacts, call.needs);
  const survivors = yield* survivorsOf(call.contacts.filter((contact) => !found.has(contact)));
  const merged =
    survivors.size === 0 ? found : yield* readFacts(call, [...survivors.values()], call.needs);
  const owners = call.contacts.map((contact) => survivors.get(contact) ?? contact);
  const units = owners.map((contact, index): Unit | DamagedUnit => {
    const read = found.get(contact) ?? merged.get(contact) ?? null;
    return read instanceof StoreError ? { damaged: read } : { contact, facts: read, index };
  });
  const createRow = (unit: Unit): RawRow | null => drafted(call, unit, draft);
  const rows =
    units.length === 1 ? [alone(units[0], createRow)] : runUnits(units, createRow).results;
  const failed = rows.flatMap((row, index): readonly UnitEnd[] => {
    const contact = owners[index];
    if (row.ok || contact === undefined) return [];
    return [{ id: contact, contact, code: row.code }];
  });
  const drafts = rows.map((row) => (row.ok ? row.value : null));
  const asked = drafts.flatMap((row) => (row === null ? [] : [row]));
  if (asked.length === 0 && failed.length === 0) return { results: drafts.map(() => null) };
  const { names } = yield* all({ names: namesRead(owners) });
  const others = keysBefore(asked, mergedIds(names));
  const keys = new Set([...asked.map((row) => row["key"] ?? null), ...others.keys()]);
  const read = yield* all({
    messages: {
      op: "get",
      table: messageTable,
      path: "key",
      keys: [...keys].sort().map((key) => [key]),
      lock: true,
    },
    known: quarantineRead(
      "contact",
      failed.map(({ id }) => id),
    ),
  });
  const stored = new Map(read.messages.map((row) => [row["key"] ?? null, row]));
  // What somebody got before they were merged is not sent to them again.
  const before = new Map<RawRow[string], RawRow[]>();
  for (const row of read.messages) {
    const key = others.get(row["key"] ?? null);
    if (key !== undefined) before.set(key, [...(before.get(key) ?? []), row]);
  }
  const writes = new Map<RawRow[string], { readonly row: RawRow; readonly index: number }>();
  for (const [index, row] of drafts.entries()) {
    const key = row?.["key"] ?? null;
    if (row === null || !isFree(writes.get(key)?.row ?? stored.get(key), row)) continue;
    if (before.get(key)?.some((holder) => !isFree(holder, row)) === true) continue;
    writes.set(key, { row, index });
  }
  const winners = [...writes.values()];
  const fresh = winners.filter(({ row }) => !stored.has(row["key"] ?? null));
  const replaced = winners.filter(({ row }) => stored.has(row["key"] ?? null));
  const [added = []] = yield [
    // Two calls may draft one key for two contacts, and lock neither's rows: the answer says who
    // was first.
    { op: "add", table: messageTable, rows: fresh.map(({ row }) => row) },
    { op: "put", table: messageTable, rows: replaced.map(({ row }) => row) },
    ...quarantine(call, read.known, failed),
  ];
  const taken = new Set(
    fresh.filter((_, place) => added[place]?.["added"] !== true).map(({ index }) => index),
  );
  const written = new Set(winners.map(({ index }) => index));
  return {
    results: drafts.map((row, index) => {
      if (row === null) return null;
      if (!written.has(index) || taken.has(index)) return "known";
      return row["status"] === "skipped" ? "refused" : "queued";
    }),
  };
}

function drafted(
  call: StoreScope,
  { contact, facts, index }: Unit,
  draft: (facts: ContactFacts | null, index: number) => OutboxDraft | null,
): RawRow | null {
  const answer = draft(facts, index);
  refusePromise(answer);
  if (answer === null) return null;
  if (facts === null || answer.contact !== contact) {
    throw mismatch("A message must be drafted for the contact that was asked about.", "contact");
  }
  return messageRow(draftedMessage(call, answer));
}

/**
 * The keys under which the same messages went to contacts that were merged since, and the key that
 * each has now. Keys of runs name no contact.
 */
function keysBefore(
  rows: readonly RawRow[],
  merged: ReadonlyMap<ContactId, readonly ContactId[]>,
): ReadonlyMap<RawRow[string], RawRow[string]> {
  const keys = new Map<RawRow[string], RawRow[string]>();
  for (const { key = null, contact } of rows) {
    if (typeof key !== "string" || typeof contact !== "string" || !key.endsWith(`:${contact}`))
      continue;
    const stem = key.slice(0, -contact.length);
    for (const id of merged.get(contactId(contact)) ?? []) keys.set(`${stem}${id}`, key);
  }
  return keys;
}

/** A call for a single contact throws the error itself. */
function alone(
  unit: Unit | DamagedUnit | undefined,
  toRow: (unit: Unit) => RawRow | null,
): { readonly ok: true; readonly value: RawRow | null } {
  if (unit !== undefined && "damaged" in unit) throw unit.damaged;
  return { ok: true, value: unit === undefined ? null : toRow(unit) };
}

/** Whether a key may be taken: nobody has it, or a refusal has it and this draft is none. */
function isFree(holder: RawRow | undefined, draft: RawRow): boolean {
  if (holder === undefined) return true;
  const refusal = holder["status"] === "skipped" && holder["attempt"] === 0;
  return refusal && draft["status"] === "queued";
}

function quarantine(
  call: StoreScope,
  known: readonly RawRow[],
  failed: readonly UnitEnd[],
): readonly RowRequest[] {
  const { writes, nextAt } = quarantineWrites(call, "contact", known, failed);
  if (writes.length === 0) return [];
  const due = [...nextAt].map(([id, segmentsDueAt]) => ({ id, segmentsDueAt }));
  // The contact's next successful unit removes the entry.
  return [...writes, { op: "patch", table: contactTable, rows: due, least: ["segmentsDueAt"] }];
}
