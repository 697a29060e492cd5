import type { ContactId } from "../identifiers.js";
import { all, type Io } from "./io.js";
import type { RawRow } from "./row-request.js";
import { contactTable } from "./tables.js";

/** Whether contacts of a zone are wanted; `null`: of none that is known. */
export type MeetsZone = (zone: string | null) => boolean;

/** Rows of one zone that were read and not passed on yet. */
interface Lane {
  readonly zone: string;
  rows: readonly RawRow[];
  /** The last one read. */
  last: number | null;
  /** How many are read next. */
  share: number;
  isOver: boolean;
}

/** Rows read of each zone at first, at least. */
const fewest = 16;

/**
 * Contacts of the zones that are wanted, in the order in which they were added: the same as if all
 * were read and the others left out, so that who moves between two of the zones meanwhile is met.
 * Fewer than `limit` only where there are no more. Zones with many people are read in ever larger
 * steps, so that no more than twice the limit is read.
 */
export function* contactsInZones(
  meets: MeetsZone,
  after: number | null,
  limit: number,
): Io<readonly RawRow[]> {
  const { heads } = yield* all({ heads: { op: "heads", table: contactTable, path: "zone" } });
  const zones = heads.map((row) => String(row["zone"])).filter((zone) => meets(zoneName(zone)));
  const share = Math.max(fewest, Math.ceil(limit / zones.length));
  const lanes = zones.map((zone): Lane => {
    return { zone, rows: [], last: after, share: Math.min(share, limit), isOver: false };
  });
  let found: readonly RawRow[] = [];
  while (found.length < limit) {
    yield* refill(
      lanes.filter(({ rows, isOver }) => rows.length === 0 && !isOver),
      limit,
    );
    // Up to here every zone has been read.
    const open = lanes.filter(({ isOver }) => !isOver);
    const end = Math.min(...open.map(({ last }) => last ?? 0));
    const read = lanes.flatMap(({ rows }) => rows.filter((row) => place(row) <= end));
    for (const lane of lanes) lane.rows = lane.rows.filter((row) => place(row) > end);
    found = [...found, ...read.sort((a, b) => place(a) - place(b))];
    if (open.length === 0) break;
  }
  return found.slice(0, limit);
}

function* refill(lanes: readonly Lane[], limit: number): Io<void> {
  if (lanes.length === 0) return;
  const answers = yield lanes.map(({ zone, last, share }) => ({
    ...({ op: "range", table: contactTable, path: "zone", on: [zone], limit: share } as const),
    ...(last === null ? {} : { after: [last] }),
  }));
  for (const [index, lane] of lanes.entries()) {
    const rows = answers[index] ?? [];
    const final = rows.at(-1);
    lane.isOver = rows.length < lane.share;
    lane.rows = rows;
    lane.last = final === undefined ? lane.last : place(final);
    lane.share = Math.min(limit, lane.share * 2);
  }
}

/** Those of these contacts whose zone is wanted. Their bodies are left where they are. */
export function* inZones(
  contacts: readonly ContactId[],
  meets: MeetsZone,
): Io<readonly ContactId[]> {
  const keys = [...new Set(contacts)].sort().map((id) => [id]);
  const { rows } = yield* all({
    rows: { op: "get", table: contactTable, path: "key", keys, columns: ["id", "zone"] },
  });
  const zones = new Map(rows.map((row) => [row["id"], String(row["zone"])]));
  const known = new Map<string, boolean>();
  return contacts.filter((id) => {
    const zone = zones.get(id);
    if (zone === undefined) return false;
    const answer = known.get(zone) ?? meets(zoneName(zone));
    known.set(zone, answer);
    return answer;
  });
}

function zoneName(zone: string): string | null {
  return zone === "" ? null : zone;
}

function place(row: RawRow): number {
  return Number(row["seq"]);
}
