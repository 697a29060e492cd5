import type {
  CallOptions,
  ContactId,
  ContactPointId,
  ContactRecord,
  LedgerEntry,
  Page,
  Paged,
  Store,
  TenantId,
} from "@wellsent/core";
import { readEvent } from "../events/index.js";
import type { DataSubject } from "./data-holder.js";

/** What Wellsent's own store keeps about a person. */
export const storeClasses = [
  "contact",
  "activity",
  "messages",
  "workflows",
  "consent_evidence",
] as const;

export type StoreClass = (typeof storeClasses)[number];

/** Where one person's data is looked for. */
export interface StorePlace {
  readonly store: Store;
  readonly tenant: TenantId;
}

/** A contact point of the person, with the fingerprints that the store keeps for it. */
export interface PersonPoint {
  readonly id: ContactPointId;
  /** Empty where the store no longer knows whose point it was. */
  readonly fingerprints: readonly string[];
}

/** Everything the store leads to from what is known of a person. */
export interface StoredPerson {
  /** Absent: no record, or none any more. */
  readonly contact?: ContactId;
  /** Present and earlier addresses, and those merged into them. */
  readonly points: readonly PersonPoint[];
}

export async function* pages<T>(read: (page: Page) => Promise<Paged<T>>): AsyncGenerator<T> {
  let after: string | null = null;
  do {
    const page: Paged<T> = await read(after === null ? { limit: 500 } : { after, limit: 500 });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}

export async function loadContact(
  { store, tenant }: StorePlace,
  { contact, points }: DataSubject,
  options?: CallOptions,
): Promise<ContactRecord | null> {
  if (contact !== undefined) return store.readContact({ tenant, lookup: { id: contact } }, options);
  for (const { channel, address } of points) {
    const found = await store.readContact({ tenant, lookup: { channel, address } }, options);
    if (found !== null) return found;
  }
  return null;
}

export async function loadPerson(
  place: StorePlace,
  subject: DataSubject,
  options?: CallOptions,
): Promise<StoredPerson> {
  const { store, tenant } = place;
  const contact = await loadContact(place, subject, options);
  const found = new Map<ContactPointId, PersonPoint>();
  const owned =
    contact === null ? [] : await store.readPoints({ tenant, contact: contact.id }, options);
  for (const point of owned) found.set(point.id, point);
  const others = new Set(subject.points.map(({ id }) => id));
  for (const id of [...found.keys(), ...others]) others.add(id);
  // Grows while it is walked: a point merged into this one may have had others merged into it.
  for (const contactPoint of others) {
    if (!found.has(contactPoint)) found.set(contactPoint, { id: contactPoint, fingerprints: [] });
    for await (const entry of pages((page) =>
      store.readLedger({ tenant, contactPoint, ...page }, options),
    )) {
      for (const from of mergedBy(entry)) {
        const known = await store.readConsent({ tenant, contactPoint: from }, options);
        if (known !== null) others.add(from);
      }
    }
  }
  return { ...(contact === null ? {} : { contact: contact.id }), points: [...found.values()] };
}

function mergedBy(entry: LedgerEntry): readonly ContactPointId[] {
  if (entry.type !== "subject.merged") return [];
  const event = readEvent(entry);
  return event.type === "subject.merged" ? (event.detail.from as readonly ContactPointId[]) : [];
}

/** Everything in the log about the person, also what names their subject reference alone. */
export async function loadEntries(
  { store, tenant }: StorePlace,
  { subject }: DataSubject,
  points: readonly PersonPoint[],
  options?: CallOptions,
): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (const { id: contactPoint } of points) {
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
}
