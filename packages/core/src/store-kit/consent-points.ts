import type { StoreError } from "../errors/index.js";
import type { ContactId, ContactPointId } from "../identifiers.js";
import { isObject, type JsonValue } from "../json.js";
import type {
  ContactPointConsent,
  HeadCheck,
  LedgerHead,
  SuppressionEntry,
} from "../ports/consent-gate.js";
import { corrupt, decoded, isText, parsed, parsedList } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { agreedHead, headRead, lastEntryRead } from "./ledger-codec.js";
import { readContactId } from "./quarantine-rows.js";
import { byColumn, sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { consentPointTable, fingerprintTable, suppressionTable } from "./tables.js";
import { tried } from "./units.js";

/** A contact point and what its address is known by. */
interface KnownPoint {
  readonly id: ContactPointId;
  readonly fingerprints: readonly string[];
  /** The contact whose other points count as well, if they do. */
  readonly contact?: ContactId | null;
}

/** Fingerprints of a point that the store has seen, also when its contact is gone. */
export function decodeFingerprints(row: RawRow): readonly string[] {
  return parsedList(consentPointTable, row, "fingerprints", isText);
}

/** What consent reads of a point: neither its fingerprints nor its bounces. */
const pointRead = {
  op: "get",
  table: consentPointTable,
  columns: ["id", "contact", "projection"],
} as const;

type PointFacts = ReadonlyMap<ContactPointId, ContactPointConsent | StoreError>;

/**
 * Consent facts of several points, in two trips however many there are. If some rows of a point
 * cannot be read, it has the error in place of its facts: the lost rows may hold a denial.
 */
export function* readPointFacts(
  points: readonly KnownPoint[],
  headFits?: HeadCheck,
): Io<PointFacts> {
  if (points.length === 0) return new Map();
  return (yield* consentAlong(points, [], headFits)).consent;
}

/**
 * {@link readPointFacts}, with other requests answered along its first trip. `known`: the ledger's
 * head, where the call has locked it, or the gate's word on the one that is read here. `read`: rows
 * of points that cannot have changed since; they are not read again. `owners` are the contacts that
 * have or had one of the points, or another point of the same address.
 */
export function* consentAlong(
  points: readonly KnownPoint[],
  along: readonly RowRequest[],
  known: LedgerHead | HeadCheck | undefined,
  read: readonly RawRow[] = [],
): Io<{
  readonly consent: PointFacts;
  readonly owners: readonly ContactId[];
  readonly along: readonly (readonly RawRow[])[];
}> {
  const prints = sortedKeys(points.flatMap((point) => point.fingerprints));
  const rows = new Map(read.map((row) => [row["id"], row]));
  const unread = points.filter(({ id }) => !rows.has(id));
  const alone = unread.filter(({ contact }) => !contact).map(({ id }) => id);
  const people = sortedKeys(points.flatMap(({ contact }) => contact ?? []));
  const [own = [], theirs = [], denied = [], sharing = [], ...answers] = yield [
    { ...pointRead, path: "key", keys: sortedKeys(alone) },
    { ...pointRead, path: "contact", keys: people },
    { op: "get", table: suppressionTable, path: "fingerprint", keys: prints },
    { op: "get", table: fingerprintTable, path: "fingerprint", keys: prints },
    ...along,
    ...(typeof known === "object" ? [] : [headRead(false), lastEntryRead]),
  ];
  const suppressions = byColumn(denied, "fingerprint");
  const shared = byColumn(sharing, "fingerprint");
  for (const row of [...own, ...theirs]) rows.set(row["id"], row);
  const ofPeople = byColumn(theirs, "contact");
  const wanted = [...unread.map(({ id }) => id), ...sharing.map((row) => row["point"] ?? null)];
  const others = [...new Set<RawRow[string]>(wanted)]
    .filter((id) => !rows.has(id))
    .map((id) => [id]);
  if (others.length > 0) {
    const { found } = yield* all({
      found: { ...pointRead, path: "key", keys: others },
    });
    for (const row of found) rows.set(row["id"], row);
  }
  // A damaged head ends the call: while no withdrawal can be recorded, nothing is permitted.
  const [head = [], last = []] = answers.slice(along.length);
  const { size: logSize } =
    typeof known === "object" ? known : yield* agreedHead(head, last, known);
  const consent = (point: KnownPoint): ContactPointConsent => {
    const { fingerprints: all } = point;
    const fingerprints = all.length > 1 ? new Set(all) : all;
    const denials: SuppressionEntry[] = [];
    const around = new Set<unknown>([point.id]);
    const elsewhere: JsonValue[] = [];
    for (const print of fingerprints) {
      for (const row of suppressions.get(print) ?? []) denials.push(decodeSuppression(row));
      for (const row of shared.get(print) ?? []) {
        const other = decoded(fingerprintTable, row).point;
        if (around.has(other)) continue;
        around.add(other);
        const projection = decodeProjection(rows.get(other));
        if (projection !== null) elsewhere.push(projection);
      }
    }
    const ofPerson: JsonValue[] = [];
    for (const row of ofPeople.get(point.contact ?? "") ?? []) {
      if (around.has(row["id"])) continue;
      const projection = decodeProjection(row);
      if (projection !== null) ofPerson.push(projection);
    }
    return {
      contactPoint: point.id,
      projection: decodeProjection(rows.get(point.id)),
      suppressions: denials,
      elsewhere,
      ...(ofPerson.length === 0 ? {} : { ofPerson }),
      logSize,
    };
  };
  const facts = new Map(points.map((point) => [point.id, tried(() => consent(point))] as const));
  const owners = [...rows.values()].flatMap((row) => readContactId(row) ?? []);
  return { consent: facts, owners, along: answers };
}

function decodeProjection(row: RawRow | undefined): JsonValue | null {
  return row === undefined ? null : parsed<JsonValue>(consentPointTable, row, "projection");
}

export function decodeSuppression(row: RawRow): SuppressionEntry {
  const { fingerprint, reason, addedAt } = decoded(suppressionTable, row);
  const scope = parsed<NonNullable<SuppressionEntry["scope"]>>(suppressionTable, row, "scope");
  if (scope !== null && !isObject(scope)) throw corrupt(suppressionTable, row, "scope");
  return { fingerprint, reason, addedAt, ...(scope === null ? {} : { scope }) };
}
