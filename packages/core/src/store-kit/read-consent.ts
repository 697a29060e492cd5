import { StoreError } from "../errors/index.js";
import {
  type ContactId,
  type ContactPointId,
  contactPointId,
  type TenantId,
} from "../identifiers.js";
import type { ContactPointConsent, SuppressionEntry } from "../ports/consent-gate.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { decodeFingerprints, decodeSuppression, readPointFacts } from "./consent-points.js";
import { decodeContact } from "./contact-codec.js";
import { decoded } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { readContactId } from "./quarantine-rows.js";
import { byColumn, sortedKeys } from "./row-keys.js";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  fingerprintTable,
  suppressionTable,
} from "./tables.js";

/** See `Store.readConsent`. @throws StoreError `STORE_CORRUPT` */
export function* readConsent(
  call: { readonly tenant: TenantId } & (
    | { readonly contactPoint: ContactPointId }
    | { readonly fingerprint: string }
  ),
): Io<ContactPointConsent | null> {
  if ("contactPoint" in call)
    return (yield* knownConsent([call.contactPoint])).get(call.contactPoint) ?? null;
  const { tenant, fingerprint } = call;
  const found = yield* readConsents({ tenant, fingerprints: [fingerprint] });
  return found.get(fingerprint) ?? null;
}

/**
 * See `Store.readConsents`: at most five trips, however many there are.
 * @throws StoreError `STORE_CORRUPT`
 */
export function* readConsents(call: {
  readonly tenant: TenantId;
  readonly fingerprints: readonly string[];
}): Io<ReadonlyMap<string, ContactPointConsent>> {
  const points = yield* findPoints(call.fingerprints);
  const consent = yield* knownConsent([...points.values()].flatMap(([first]) => first ?? []));
  const found = new Map<string, ContactPointConsent>();
  for (const [fingerprint, [first]] of points) {
    const facts = first === undefined ? undefined : consent.get(first);
    if (facts !== undefined) found.set(fingerprint, facts);
  }
  return found;
}

/** See `Store.readSuppressions`. @throws StoreError `STORE_CORRUPT` */
export function* readSuppressions(call: {
  readonly tenant: TenantId;
  readonly fingerprints: readonly string[];
}): Io<ReadonlyMap<string, readonly SuppressionEntry[]>> {
  if (call.fingerprints.length === 0) return new Map();
  const { denied } = yield* all({
    denied: {
      ...{ op: "get", table: suppressionTable, path: "fingerprint" },
      keys: sortedKeys(call.fingerprints),
    },
  });
  return new Map(
    [...byColumn(denied, "fingerprint")].map(
      ([fingerprint, rows]) => [fingerprint, rows.map(decodeSuppression)] as const,
    ),
  );
}

/** Consent facts of those among the points that the store has seen. */
function* knownConsent(
  ids: readonly ContactPointId[],
): Io<ReadonlyMap<ContactPointId, ContactPointConsent>> {
  const found = new Map<ContactPointId, ContactPointConsent>();
  if (ids.length === 0) return found;
  const { known } = yield* all({
    known: { op: "get", table: consentPointTable, path: "key", keys: sortedKeys(ids) },
  });
  const facts = yield* readPointFacts(
    known.map((row) => ({
      id: contactPointId(String(row["id"])),
      fingerprints: decodeFingerprints(row),
      contact: readContactId(row),
    })),
  );
  for (const [id, consent] of facts) {
    if (consent instanceof StoreError) throw consent;
    found.set(id, consent);
  }
  return found;
}

/**
 * Points that each address is or was known by: one that a contact has now first, then the others,
 * the latest first.
 */
function* findPoints(
  fingerprints: readonly string[],
): Io<ReadonlyMap<string, readonly ContactPointId[]>> {
  const { prints } = yield* all({
    prints: {
      op: "get",
      table: fingerprintTable,
      path: "fingerprint",
      keys: sortedKeys(fingerprints),
    },
  });
  const named = [...byColumn(prints, "fingerprint")].map(
    ([print, rows]) => [print, rows.map((row) => decoded(fingerprintTable, row).point)] as const,
  );
  const shared = named.flatMap(([, points]) => (points.length < 2 ? [] : points));
  let living = new Set<unknown>();
  if (shared.length > 0) {
    const { inUse } = yield* all({
      inUse: { op: "get", table: contactPointTable, path: "key", keys: sortedKeys(shared) },
    });
    living = new Set(inUse.map((row) => row["id"]));
  }
  return new Map(
    named.map(([print, points]) => {
      const now = points.filter((id) => living.has(id));
      const former = points.filter((id) => !living.has(id)).reverse();
      return [print, [...now, ...former].map(contactPointId)];
    }),
  );
}

/** See `Store.readOwners`. @throws StoreError `STORE_CORRUPT` */
export function* readOwners(call: {
  readonly tenant: TenantId;
  readonly fingerprint: string;
}): Io<readonly ContactRecord[]> {
  const points = (yield* findPoints([call.fingerprint])).get(call.fingerprint) ?? [];
  if (points.length === 0) return [];
  const { known } = yield* all({
    known: { op: "get", table: consentPointTable, path: "key", keys: sortedKeys(points) },
  });
  const ownerOf = new Map(
    known.map((row) => decoded(consentPointTable, row)).map(({ id, contact }) => [id, contact]),
  );
  const owners = [...new Set(points.flatMap((id) => ownerOf.get(id) ?? []))];
  if (owners.length === 0) return [];
  const { contacts } = yield* all({
    contacts: { op: "get", table: contactTable, path: "key", keys: sortedKeys(owners) },
  });
  const found = new Map(contacts.map((row) => [row["id"], row]));
  return owners.flatMap((id) => {
    const row = found.get(id);
    return row === undefined ? [] : [decodeContact(row)];
  });
}

/** See `Store.readPoints`. @throws StoreError `STORE_CORRUPT` */
export function* readPoints(call: {
  readonly tenant: TenantId;
  readonly contact: ContactId;
}): Io<readonly { readonly id: ContactPointId; readonly fingerprints: readonly string[] }[]> {
  const { points } = yield* all({
    points: { op: "get", table: consentPointTable, path: "contact", keys: [[call.contact]] },
  });
  return points.map((row) => ({
    id: contactPointId(decoded(consentPointTable, row).id),
    fingerprints: decodeFingerprints(row),
  }));
}
