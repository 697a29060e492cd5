import type {
  AppendResult,
  CallOptions,
  Clock,
  ConsentDraft,
  ContactId,
  IdSource,
  LedgerEntry,
  Paged,
  Store,
  TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { toHex, utf8 } from "../encoding/index.js";
import { draftEvent, type EventInput, readEvent } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import type { DataHolder, DataSubject, ObservedErasure } from "./data-holder.js";
import { exportStored } from "./export-stored.js";
import {
  loadContact,
  loadEntries,
  loadPerson,
  type PersonPoint,
  type StoreClass,
  type StoredPerson,
  type StorePlace,
  storeClasses,
} from "./stored-person.js";

/**
 * As much of an engine as erasing takes: what it appends reaches workflows and segments as well,
 * and a contact goes only together with the denial that keeps the person from being written to.
 */
export interface ErasingEngine {
  readonly store: Store;
  record(
    tenant: TenantId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ): Promise<AppendResult>;
  forget(
    tenant: TenantId,
    contact: ContactId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ): Promise<{ readonly removed: Readonly<Record<string, number>> }>;
}

export interface StoreHolderOptions {
  readonly engine: ErasingEngine;
  readonly tenant: TenantId;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Default: `wellsent`. */
  readonly id?: string;
  /** Names of the host's events. A store reads events by name: an export has those named here. */
  readonly events?: readonly string[];
}

/** Of {@link Store.eraseContact}'s counts, those of each class. */
const countedIn: Readonly<Record<StoreClass, readonly string[]>> = {
  contact: ["contacts", "contactPoints", "lists", "memberships"],
  activity: ["events"],
  messages: ["messages", "deliveries"],
  workflows: ["enrollments", "steps"],
  consent_evidence: ["payloads"],
};

/**
 * Our own store as a holder of data. Before anything goes, every address the person has or had is
 * suppressed as `erased` under its keyed fingerprints, and tombstones are written; then payloads
 * and salts go, then the record; at last everything is read back: it reports what it saw.
 *
 * @example
 * ```ts
 * const holder = storeHolder({ engine, tenant, clock, ids, events: ["order.placed"] });
 * const plan = erasurePlan([holder, crm], opened);
 * ```
 */
export function storeHolder(parts: StoreHolderOptions): DataHolder {
  const place: StorePlace = { store: parts.engine.store, tenant: parts.tenant };
  return {
    id: parts.id ?? "wellsent",
    classes: storeClasses,
    whole: true,
    last: true,
    prepare: async (subject, options) => {
      const { points } = await loadPerson(place, subject, options);
      await appendAll(
        parts,
        await suppressions(parts, place, points, options),
        refusedErasure,
        options,
      );
    },
    erase: async (subject, _, options) => ({
      observed: await erase(parts, place, subject, options),
    }),
    export: async (subject, options) =>
      exportStored(place, subject, { now: parts.clock.now(), events: parts.events ?? [] }, options),
  };
}

async function erase(
  parts: StoreHolderOptions,
  place: StorePlace,
  subject: DataSubject,
  options?: CallOptions,
): Promise<readonly ObservedErasure[]> {
  const { engine, tenant } = parts;
  const person = await loadPerson(place, subject, options);
  const { contact, points } = person;
  const entries = await loadEntries(place, subject, points, options);
  // Written down before it is done, so that a run that dies can be repeated: once the contact is
  // gone nothing leads to earlier addresses, and once a payload is gone nothing to its digest.
  await appendAll(
    parts,
    [
      ...(await suppressions(parts, place, points, options)),
      ...unlinkings(parts, points, entries),
      ...destructions(parts, entries),
    ],
    refusedErasure,
    options,
  );
  const ids = entries.filter(holdsEvidence).map(({ id }) => id);
  const payloads =
    ids.length === 0 ? 0 : await engine.store.destroyPayloads({ tenant, ids }, options);
  const removed =
    contact === undefined ? {} : (await engine.forget(tenant, contact, [], options)).removed;
  return observe(parts, place, { subject, person, removed, payloads }, options);
}

/**
 * Appends drafts that must all be recorded.
 * @throws what `refusal` makes of the code of the first draft that the ledger refuses
 */
export async function appendAll(
  { engine, tenant }: Pick<StoreHolderOptions, "engine" | "tenant">,
  drafts: readonly ConsentDraft[],
  refusal: (code: string) => InputError,
  options?: CallOptions,
): Promise<void> {
  if (drafts.length === 0) return;
  const { refused } = await engine.record(tenant, drafts, options);
  const [first] = refused;
  if (first !== undefined) throw refusal(first.code);
}

function refusedErasure(code: string): InputError {
  return new InputError(
    "INPUT_ERASURE_LEDGER",
    `The ledger refused a record of the erasure: ${code}.`,
    { path: "engine" },
  );
}

function draft(
  { clock, ids }: StoreHolderOptions,
  input: Omit<EventInput, "id" | "effectiveAt" | "actor">,
  id = ids.next(),
): ConsentDraft {
  return draftEvent({
    ...input,
    id,
    effectiveAt: clock.now(),
    actor: { kind: "system" },
  } as EventInput);
}

async function isSuppressed(
  { store, tenant }: StorePlace,
  { id: contactPoint, fingerprints }: PersonPoint,
  options?: CallOptions,
): Promise<boolean> {
  const facts = await store.readConsent({ tenant, contactPoint }, options);
  const erased = (facts?.suppressions ?? []).filter(
    ({ reason, scope }) => reason === "erased" && scope === undefined,
  );
  return (
    erased.length > 0 &&
    fingerprints.every((each) => erased.some(({ fingerprint }) => fingerprint === each))
  );
}

/** The event names the contact point only; the gate turns it into fingerprints of its address. */
async function suppressions(
  parts: StoreHolderOptions,
  place: StorePlace,
  points: readonly PersonPoint[],
  options?: CallOptions,
): Promise<readonly ConsentDraft[]> {
  const drafts: ConsentDraft[] = [];
  for (const point of points) {
    if (await isSuppressed(place, point, options)) continue;
    const about = { type: "suppression.added", contactPoint: point.id } as const;
    drafts.push(draft(parts, { ...about, detail: { reason: "erased" } }));
  }
  return drafts;
}

function unlinkings(
  parts: StoreHolderOptions,
  points: readonly PersonPoint[],
  entries: readonly LedgerEntry[],
): readonly ConsentDraft[] {
  const unlinked = new Set<string>();
  for (const entry of entries) {
    const event = readEvent(entry);
    if (event.type === "contactpoint.unlinked" && event.detail.reason === "erasure")
      unlinked.add(event.contactPoint ?? "");
  }
  return points
    .filter(({ id }) => !unlinked.has(id))
    .map(({ id }) => {
      const about = { type: "contactpoint.unlinked", contactPoint: id } as const;
      return draft(parts, { ...about, detail: { reason: "erasure" } });
    });
}

function holdsEvidence({ payload, salt }: LedgerEntry): boolean {
  return payload !== undefined || salt !== undefined;
}

/** What goes, by the digests that its leaves commit to: said once, however often it is tried. */
function destructions(
  parts: StoreHolderOptions,
  entries: readonly LedgerEntry[],
): readonly ConsentDraft[] {
  const digests = entries.flatMap((entry) =>
    holdsEvidence(entry) ? (readEvent(entry).payloadDigest ?? []) : [],
  );
  const drafts: ConsentDraft[] = [];
  for (let from = 0; from < digests.length; from += 1024) {
    const some = digests.slice(from, from + 1024);
    const id = `gone_${toHex(sha256(utf8(some.join("|")))).slice(0, 40)}`;
    const detail = { digests: some, reason: "erasure" as const };
    drafts.push(draft(parts, { type: "payload.destroyed", detail }, id));
  }
  return drafts;
}

/** Looks again, and reports what it sees. */
async function observe(
  { clock }: StoreHolderOptions,
  place: StorePlace,
  done: {
    readonly subject: DataSubject;
    readonly person: StoredPerson;
    readonly removed: Readonly<Record<string, number>>;
    readonly payloads: number;
  },
  options?: CallOptions,
): Promise<readonly ObservedErasure[]> {
  const { store, tenant } = place;
  const { subject, person, removed } = done;
  const contact = person.contact ?? subject.contact;
  const entries = await loadEntries(place, subject, person.points, options);
  const isEmpty = async (read: Promise<Paged<unknown>>): Promise<boolean> =>
    (await read).items.length === 0;
  const needs = { events: {}, messages: 1, consent: false } as const;
  const gone: Readonly<Record<StoreClass, boolean>> = {
    contact:
      (await loadContact(place, subject, options)) === null &&
      (await everySuppressed(place, person.points, options)),
    activity:
      contact === undefined ||
      (await store.readFacts({ tenant, now: clock.now(), contact, needs }, options)) === null,
    messages:
      contact === undefined ||
      (await isEmpty(store.readOutbox({ tenant, contact, limit: 1 }, options))),
    workflows:
      contact === undefined ||
      ((await isEmpty(store.readEnrollments({ tenant, contact, limit: 1 }, options))) &&
        (await isEmpty(store.readStepLog({ tenant, contact, limit: 1 }, options)))),
    consent_evidence: !entries.some(holdsEvidence),
  };
  const counts: Readonly<Record<string, number>> = {
    ...removed,
    payloads: done.payloads + (removed["payloads"] ?? 0),
  };
  return storeClasses.map((dataClass) => {
    const count = countedIn[dataClass].reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    return {
      dataClass,
      outcome: gone[dataClass] ? (count === 0 ? "nothing_found" : "done") : "failed",
      count,
    };
  });
}

async function everySuppressed(
  place: StorePlace,
  points: readonly PersonPoint[],
  options?: CallOptions,
): Promise<boolean> {
  for (const point of points) if (!(await isSuppressed(place, point, options))) return false;
  return true;
}
