import type {
  CallOptions,
  Clock,
  ConsentDraft,
  ConsentGate,
  ContactId,
  ContactPointId,
  ContactRecord,
  IdSource,
  Instant,
  JsonValue,
  LedgerEntry,
  Page,
  Paged,
  Store,
  TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { draftEvent, type EventInput, readEvent } from "../events/index.js";
import type { DataHolder, DataSubject, ObservedErasure } from "./data-holder.js";

/** What Wellsent's own store keeps about a person. */
export const storeClasses = [
  "contact",
  "activity",
  "messages",
  "workflows",
  "consent_evidence",
] as const;

type StoreClass = (typeof storeClasses)[number];

export interface StoreHolderParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly tenant: TenantId;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Default: `wellsent`. */
  readonly id?: string;
  /** Names of the host's events: a store reads events by name only, so an export has those named here. */
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
 * Our own store as a holder of data. Before anything goes, every address of the person is suppressed as `erased` under
 * its keyed fingerprints; then records, payloads and salts go, then tombstones are written, and at last everything is
 * read back: what it reports is what it saw.
 */
export const storeHolder = (parts: StoreHolderParts): DataHolder => ({
  id: parts.id ?? "wellsent",
  classes: storeClasses,
  whole: true,
  last: true,
  prepare: async (subject, options) =>
    suppress(parts, await pointsOf(parts, subject, options), options),
  erase: async (subject, _, options) => {
    const points = await pointsOf(parts, subject, options);
    const contact = await contactOf(parts, subject, options);
    await suppress(parts, points, options);
    const entries = await entriesOf(parts, subject, points, options);
    const removed = await destroy(parts, contact?.id ?? subject.contact, entries, options);
    await bury(parts, points, entries, options);
    return { observed: await observe(parts, subject, points, removed, options) };
  },
  export: async (subject, options) => exported(parts, subject, options),
});

const contactOf = async (
  { store, tenant }: StoreHolderParts,
  { contact, points }: DataSubject,
  options?: CallOptions,
): Promise<ContactRecord | null> => {
  if (contact !== undefined) return store.readContact({ tenant, lookup: { id: contact } }, options);
  for (const { channel, address } of points) {
    const found = await store.readContact({ tenant, lookup: { channel, address } }, options);
    if (found !== null) return found;
  }
  return null;
};

async function* pages<T>(read: (page: Page) => Promise<Paged<T>>): AsyncGenerator<T> {
  let after: string | null = null;
  do {
    const page: Paged<T> = await read(after === null ? { limit: 500 } : { after, limit: 500 });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}

/** The person's points, and those that were merged into them: their addresses are the person's as well. */
const pointsOf = async (
  parts: StoreHolderParts,
  subject: DataSubject,
  options?: CallOptions,
): Promise<readonly ContactPointId[]> => {
  const { store, tenant } = parts;
  const contact = await contactOf(parts, subject, options);
  const found = new Set<ContactPointId>([
    ...subject.points.map(({ id }) => id),
    ...(contact?.points ?? []).map(({ id }) => id),
  ]);
  for (const contactPoint of found) {
    for await (const entry of pages((page) =>
      store.readLedger({ tenant, contactPoint, ...page }, options),
    )) {
      if (entry.type !== "subject.merged") continue;
      const event = readEvent(entry);
      if (event.type !== "subject.merged") continue;
      for (const from of event.detail.from) {
        const point = from as ContactPointId;
        if (
          !found.has(point) &&
          (await store.readConsent({ tenant, contactPoint: point }, options)) !== null
        )
          found.add(point);
      }
    }
  }
  return [...found];
};

const append = async (
  { store, gate, tenant, clock }: StoreHolderParts,
  drafts: readonly ConsentDraft[],
  options?: CallOptions,
): Promise<void> => {
  if (drafts.length === 0) return;
  const { refused } = await store.appendConsent(
    { tenant, now: clock.now(), drafts },
    gate.append,
    options,
  );
  const [first] = refused;
  if (first === undefined) return;
  throw new InputError(
    "INPUT_ERASURE_LEDGER",
    `The ledger refused a record of the erasure: ${first.code}.`,
    {
      path: "store",
    },
  );
};

const draft = (
  parts: StoreHolderParts,
  effectiveAt: Instant,
  input: Omit<EventInput, "id" | "effectiveAt" | "actor">,
): ConsentDraft =>
  draftEvent({
    ...input,
    id: parts.ids.next(),
    effectiveAt,
    actor: { kind: "system" },
  } as EventInput);

const isSuppressed = async (
  { store, tenant }: StoreHolderParts,
  contactPoint: ContactPointId,
  options?: CallOptions,
): Promise<boolean> => {
  const facts = await store.readConsent({ tenant, contactPoint }, options);
  return (
    facts?.suppressions.some(({ reason, scope }) => reason === "erased" && scope === undefined) ??
    false
  );
};

/** The event names the contact point only; the gate turns it into fingerprints of every address behind it. */
const suppress = async (
  parts: StoreHolderParts,
  points: readonly ContactPointId[],
  options?: CallOptions,
): Promise<void> => {
  const open: ContactPointId[] = [];
  for (const point of points) if (!(await isSuppressed(parts, point, options))) open.push(point);
  await append(
    parts,
    open.map((contactPoint) =>
      draft(parts, parts.clock.now(), {
        type: "suppression.added",
        contactPoint,
        detail: { reason: "erased" },
      }),
    ),
    options,
  );
};

/** Everything in the log about the person, also what names them by their subject reference alone. */
const entriesOf = async (
  { store, tenant }: StoreHolderParts,
  { subject }: DataSubject,
  points: readonly ContactPointId[],
  options?: CallOptions,
): Promise<readonly LedgerEntry[]> => {
  const found: LedgerEntry[] = [];
  for (const contactPoint of points) {
    for await (const entry of pages((page) =>
      store.readLedger({ tenant, contactPoint, ...page }, options),
    ))
      found.push(entry);
  }
  if (subject === undefined) return found;
  for await (const entry of pages((page) => store.readLedger({ tenant, ...page }, options))) {
    if (
      entry.contactPoint === undefined &&
      entry.payload !== undefined &&
      readEvent(entry).subject === subject
    ) {
      found.push(entry);
    }
  }
  return found;
};

const destroy = async (
  { store, tenant, clock }: StoreHolderParts,
  contact: ContactId | undefined,
  entries: readonly LedgerEntry[],
  options?: CallOptions,
): Promise<Readonly<Record<string, number>>> => {
  const ids = entries
    .filter(({ payload, salt }) => payload !== undefined || salt !== undefined)
    .map(({ id }) => id);
  const payloads = ids.length === 0 ? 0 : await store.destroyPayloads({ tenant, ids }, options);
  if (contact === undefined) return { payloads };
  const { removed } = await store.eraseContact({ tenant, now: clock.now(), contact }, options);
  return { ...removed, payloads: payloads + (removed["payloads"] ?? 0) };
};

/** Tombstones: what is gone, and that it is gone. */
const bury = async (
  parts: StoreHolderParts,
  points: readonly ContactPointId[],
  entries: readonly LedgerEntry[],
  options?: CallOptions,
): Promise<void> => {
  const now = parts.clock.now();
  const buried = new Set<string>();
  const unlinked = new Set<string>();
  const digests: string[] = [];
  for (const entry of entries) {
    const event = readEvent(entry);
    if (event.type === "payload.destroyed")
      for (const digest of event.detail.digests) buried.add(digest);
    if (event.type === "contactpoint.unlinked" && event.detail.reason === "erasure")
      unlinked.add(event.contactPoint ?? "");
    if (event.payloadDigest !== undefined && entry.payload !== undefined)
      digests.push(event.payloadDigest);
  }
  const tombstones = points
    .filter((point) => !unlinked.has(point))
    .map((contactPoint) =>
      draft(parts, now, {
        type: "contactpoint.unlinked",
        contactPoint,
        detail: { reason: "erasure" },
      }),
    );
  const left = digests.filter((digest) => !buried.has(digest));
  for (let from = 0; from < left.length; from += 1024) {
    const detail = { digests: left.slice(from, from + 1024), reason: "erasure" as const };
    tombstones.push(draft(parts, now, { type: "payload.destroyed", detail }));
  }
  await append(parts, tombstones, options);
};

/** Looks again, and reports what it sees. */
const observe = async (
  parts: StoreHolderParts,
  subject: DataSubject,
  points: readonly ContactPointId[],
  removed: Readonly<Record<string, number>>,
  options?: CallOptions,
): Promise<readonly ObservedErasure[]> => {
  const { store, tenant } = parts;
  const contact = subject.contact;
  const entries = await entriesOf(parts, subject, points, options);
  const isEmpty = async (read: Promise<Paged<unknown>>): Promise<boolean> =>
    (await read).items.length === 0;
  const gone: Readonly<Record<StoreClass, boolean>> = {
    contact:
      (await contactOf(parts, subject, options)) === null &&
      (await everySuppressed(parts, points, options)),
    activity:
      contact === undefined ||
      (await store.readFacts(
        {
          tenant,
          now: parts.clock.now(),
          contact,
          needs: { events: {}, messages: 1, consent: false },
        },
        options,
      )) === null,
    messages:
      contact === undefined ||
      (await isEmpty(store.readOutbox({ tenant, contact, limit: 1 }, options))),
    workflows:
      contact === undefined ||
      ((await isEmpty(store.readEnrollments({ tenant, contact, limit: 1 }, options))) &&
        (await isEmpty(store.readStepLog({ tenant, contact, limit: 1 }, options)))),
    consent_evidence: entries.every(
      ({ payload, salt }) => payload === undefined && salt === undefined,
    ),
  };
  return storeClasses.map((dataClass) => {
    const count = countedIn[dataClass].reduce((sum, name) => sum + (removed[name] ?? 0), 0);
    return {
      dataClass,
      outcome: gone[dataClass] ? (count === 0 ? "nothing_found" : "done") : "failed",
      count,
    };
  });
};

const everySuppressed = async (
  parts: StoreHolderParts,
  points: readonly ContactPointId[],
  options?: CallOptions,
): Promise<boolean> => {
  for (const point of points) if (!(await isSuppressed(parts, point, options))) return false;
  return true;
};

const exported = async (
  parts: StoreHolderParts,
  subject: DataSubject,
  options?: CallOptions,
): Promise<Readonly<Record<StoreClass, readonly JsonValue[]>>> => {
  const { store, tenant, clock } = parts;
  const contact = await contactOf(parts, subject, options);
  const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
  const all = async (
    read: (page: Page) => Promise<Paged<unknown>>,
  ): Promise<readonly JsonValue[]> => {
    const items: JsonValue[] = [];
    for await (const item of pages(read)) items.push(json(item));
    return items;
  };
  const entries = await entriesOf(parts, subject, await pointsOf(parts, subject, options), options);
  const evidence = entries.flatMap(({ id, payload }) =>
    payload === undefined ? [] : [{ event: id, payload }],
  );
  if (contact === null) {
    return {
      contact: [],
      activity: [],
      messages: [],
      workflows: [],
      consent_evidence: json(evidence) as readonly JsonValue[],
    };
  }
  const id = contact.id;
  const events = Object.fromEntries((parts.events ?? []).map((name) => [name, null]));
  const facts = await store.readFacts(
    { tenant, now: clock.now(), contact: id, needs: { events, messages: 0, consent: false } },
    options,
  );
  return {
    contact: [json(contact)],
    activity: json([
      ...(facts?.events ?? []),
      ...(facts?.memberships ?? []),
    ]) as readonly JsonValue[],
    messages: await all((page) => store.readOutbox({ tenant, contact: id, ...page }, options)),
    workflows: [
      ...(await all((page) => store.readEnrollments({ tenant, contact: id, ...page }, options))),
      ...(await all((page) => store.readStepLog({ tenant, contact: id, ...page }, options))),
    ],
    consent_evidence: json(evidence) as readonly JsonValue[],
  };
};
