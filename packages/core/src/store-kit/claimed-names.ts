import type { ConsentDraft, LedgerEntry } from "../ports/consent-gate.js";
import type { Reactions } from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import { readContactId } from "./quarantine-rows.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { onceTable } from "./tables.js";

/** Beside the names of imports' batches, which a host chooses. */
const prefix = "ledger/";

/** The names that drafts claim, and the drafts that come too late for theirs. */
export interface ClaimedNames {
  readonly late: ReadonlySet<ConsentDraft>;
  /** The names of what was appended. */
  writes(entries: readonly LedgerEntry[]): readonly RowRequest[];
}

const nothing: ClaimedNames = { late: new Set(), writes: () => [] };

/**
 * Who claims a name that the tenant's ledger holds already comes too late, and so does who claims
 * one that somebody else claims in the same call. Runs once the ledger's head is locked, so that
 * nobody else claims one meanwhile. One trip, and none where nothing is claimed.
 */
export function* claimedNames(
  drafts: readonly ConsentDraft[],
  points: ReadonlyMap<string, RawRow>,
  { claimIn }: Pick<Reactions, "claimIn">,
): Io<ClaimedNames> {
  const claims = drafts.flatMap((draft) => {
    const name = claimIn?.(draft);
    return name === undefined ? [] : [{ draft, name: `${prefix}${name}` }];
  });
  if (claims.length === 0) return nothing;
  const { rows } = yield* all({
    rows: {
      ...{ op: "get", table: onceTable, path: "key" },
      keys: sortedKeys(claims.map(({ name }) => name)),
    },
  });
  const taken = new Set(rows.map((row) => row["name"]));
  const owners = new Map<string, string>();
  const late = claims.filter(({ draft: { contactPoint }, name }) => {
    if (taken.has(name)) return true;
    const row = contactPoint === undefined ? undefined : points.get(contactPoint);
    const owner = row === undefined ? null : readContactId(row);
    if (owner === null) return false;
    const first = owners.get(name) ?? owner;
    owners.set(name, first);
    return first !== owner;
  });
  return {
    late: new Set(late.map(({ draft }) => draft)),
    writes: (entries) => {
      const appended = new Set(entries.map(({ id }) => id));
      const names = claims.flatMap(({ draft, name }) => (appended.has(draft.id) ? [name] : []));
      const added = [...new Set(names)].map((name) => ({ name }));
      return added.length === 0 ? [] : [{ op: "add", table: onceTable, rows: added }];
    },
  };
}
