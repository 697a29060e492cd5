import { WellsentError } from "../errors/index.js";
import type { FingerprintKeys, KeyCheck } from "../ports/consent-gate.js";
import type { ContactPointRecord } from "../ports/store/contact-record.js";
import { decodeContact } from "./contact-codec.js";
import { corrupt, isText, parsed, parsedBody } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { keyChanged, keyMissing } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { contactTable, definitionTable } from "./tables.js";
import { readable } from "./units.js";

/**
 * Checks are stored as a definition, because definitions never change. Each key is one version,
 * oldest first.
 */
const kind = "fingerprint_key";
const id = "all";

/** How many contacts are compared, from the oldest and from the newest. */
const sample = 25;

/** Earlier releases kept one record a key, under its own id, and no order. */
export function keysRead({ keyChecks = [] }: FingerprintKeys): RowRequest {
  const ids = new Set([id, ...keyChecks.map(({ kid }) => kid)]);
  const keys = [...ids].map((one) => [kind, one]);
  return { op: "get", table: definitionTable, path: "versions", keys };
}

/**
 * The keys that are not on record. Each key on record must be unchanged, and the oldest of them
 * must be among those given: everything written since has a fingerprint under it.
 * @throws StoreError `STORE_KEY_CHANGED`, `STORE_KEY_MISSING`, `STORE_CORRUPT`
 */
export function unknownKeys(
  { keyChecks = [], retiredKeys = [] }: FingerprintKeys,
  rows: readonly RawRow[],
): readonly KeyCheck[] {
  if (keyChecks.length === 0) return [];
  const checks = new Map(keyChecks.map(({ kid, check }) => [kid, check]));
  const recorded = rows.map(decodeCheck);
  for (const { kid, check } of recorded) {
    const own = checks.get(kid);
    if (own !== undefined && own !== check) throw keyChanged(kid);
  }
  const listed = recorded.filter(({ inOrder }) => inOrder);
  const oldest = listed.find(({ kid }) => !retiredKeys.includes(kid));
  if (oldest !== undefined && !checks.has(oldest.kid)) throw keyMissing(oldest.kid);
  const known = new Set(listed.map(({ kid }) => kid));
  return keyChecks.filter(({ kid }) => !known.has(kid));
}

function decodeCheck(row: RawRow): KeyCheck & { readonly inOrder: boolean } {
  const { id: own } = row;
  const body = parsed<unknown>(definitionTable, row, "body");
  if (isText(own) && isText(body)) return { kid: own, check: body, inOrder: false };
  const { kid, check } = parsedBody<Readonly<Record<string, unknown>>>(definitionTable, row);
  if (!isText(kid) || !isText(check)) throw corrupt(definitionTable, row, "body");
  return { kid, check, inOrder: true };
}

/** Another process may have recorded keys first, with the same secret or another one. */
export function* addKeys(keys: FingerprintKeys, rows: readonly RawRow[]): Io<void> {
  let stored = rows;
  for (let tries = 3; tries > 0; tries -= 1) {
    const fresh = unknownKeys(keys, stored);
    if (fresh.length === 0) return;
    const last = Math.max(0, ...stored.map(({ version }) => Number(version)));
    // The newest stands first.
    const added = fresh.toReversed().map(({ kid, check }, index) => {
      return { kind, id, version: last + 1 + index, body: JSON.stringify({ kid, check }) };
    });
    const answers = yield* all({
      added: { op: "add", table: definitionTable, rows: added },
      stored: keysRead(keys),
    });
    stored = answers.stored;
  }
  unknownKeys(keys, stored);
}

/**
 * Before a key goes on record: compares it with fingerprints that stand. Such fingerprints were
 * made before keys were put on record.
 * @throws StoreError `STORE_KEY_CHANGED`, `STORE_KEY_MISSING`
 */
export function* compareKeys(keys: FingerprintKeys, fresh: readonly KeyCheck[]): Io<void> {
  const { keyChecks = [], retiredKeys = [] } = keys;
  if (fresh.length === 0 || keys.readKeyId === undefined) return;
  const range = { op: "range", table: contactTable, path: "all", on: [], limit: sample } as const;
  const { oldest, newest } = yield* all({ oldest: range, newest: { ...range, desc: true } });
  const live = new Set(keyChecks.map(({ kid }) => kid));
  const right = new Set<string>();
  const wrong = new Set<string>();
  for (const { points } of readable([...oldest, ...newest], decodeContact)) {
    for (const point of points) {
      const own = computeFingerprints(keys, point);
      const kids = new Set<string>();
      for (const fingerprint of point.fingerprints) {
        const kid = keys.readKeyId(fingerprint);
        if (kid === null || retiredKeys.includes(kid)) continue;
        kids.add(kid);
        if (own.has(fingerprint)) right.add(kid);
        else if (own.size > 0) wrong.add(kid);
      }
      const [lost] = kids;
      if (lost !== undefined && ![...kids].some((kid) => live.has(kid))) throw keyMissing(lost);
    }
  }
  // One that agrees is enough: an address may have had another form, or been matched in another
  // way.
  const changed = fresh.find(({ kid }) => wrong.has(kid) && !right.has(kid));
  if (changed !== undefined) throw keyChanged(changed.kid);
}

/** Empty for an address that the gate no longer takes for one. */
function computeFingerprints(
  keys: FingerprintKeys,
  { channel, address }: ContactPointRecord,
): ReadonlySet<string> {
  try {
    return new Set(keys.fingerprints(channel, address));
  } catch (error) {
    if (WellsentError.isInstance(error)) return new Set();
    throw error;
  }
}
