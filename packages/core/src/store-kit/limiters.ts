import { StoreError } from "../errors/index.js";
import { leaseRun, slotSpacing } from "../pacing/index.js";
import type { RateLimit, SlotLease, SlotQuery } from "../ports/store/rates.js";
import { decoded } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { atLeastOne } from "./page.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { limiterTable } from "./tables.js";

/** Slots count in microseconds, callers in milliseconds. */
const micro = 1_000;
/** Far from where microseconds are no longer whole, so that lengths may be added to it. */
const latest = Date.UTC(2200) * micro;

/** See `Store.leaseSlots`. */
export function* leaseSlots(call: SlotQuery): Io<SlotLease> {
  const want = atLeastOne(call.want, "want");
  for (const [index, { perSecond }] of call.rates.entries())
    checkRate(perSecond, `rates[${index}].perSecond`);
  const asked = instant(call.clock ?? call.now, call.clock === undefined ? "now" : "clock");
  if (!(call.maxAhead >= 0)) throw invalid("A length of time must not be negative.", "maxAhead");
  const spacings = new Map(call.rates.map(({ key, perSecond }) => [key, slotSpacing(perSecond)]));
  const rows = yield* limiters([...spacings.keys()]);
  const keys = rows.map((row) => decoded(limiterTable, row));
  const clock = Math.max(asked, ...keys.map((one) => one.clock ?? 0));
  const { run, tats } = leaseRun(
    keys.map(({ key, tat, every }) => ({ tat, every: every ?? spacings.get(key) ?? 0 })),
    clock,
    want,
    Math.floor(call.maxAhead * micro),
  );
  if (run.count > 0 && keys.length > 0) {
    const moved = keys.map(({ key }, index): RawRow => ({ key, tat: tats[index] ?? 0, clock }));
    yield [{ op: "patch", table: limiterTable, rows: moved }];
  }
  return {
    clock: clock / micro,
    startsIn: run.startsIn / micro,
    every: run.every / micro,
    count: run.count,
    epoch: keys.reduce((sum, { epoch }) => sum + epoch, 0),
  };
}

/** See `Store.limitRate`. */
export function* limitRate({ key, now, perSecond, notBefore, ...call }: RateLimit): Io<void> {
  if (perSecond !== undefined && perSecond !== null) checkRate(perSecond, "perSecond");
  const stop = notBefore === undefined ? 0 : instant(notBefore, "notBefore");
  const from = now === undefined ? undefined : instant(now, "now");
  const asked = call.clock === undefined ? 0 : instant(call.clock, "clock");
  for (const row of yield* limiters([key])) {
    const { tat, epoch, every: known, clock } = decoded(limiterTable, row);
    const said = perSecond === null ? null : slotSpacing(perSecond ?? 1);
    const every = perSecond === undefined ? known : said;
    const ahead = from === undefined || clock === null ? 0 : Math.max(clock, asked) - from;
    const later = Math.max(tat, notBefore === undefined ? 0 : stop + ahead);
    const limited = { key, tat: later, every, epoch: epoch + 1, clock };
    yield [{ op: "put", table: limiterTable, rows: [limited] }];
  }
}

/** The rows of these keys, locked; those that are not there yet are made first. */
function* limiters(keys: readonly string[]): Io<readonly RawRow[]> {
  if (keys.length === 0) return [];
  const read: RowRequest = {
    ...{ op: "get", table: limiterTable, path: "key", keys: sortedKeys(keys), lock: true },
  };
  const { known } = yield* all({ known: read });
  if (known.length === keys.length) return known;
  const rows = sortedKeys(keys).map(
    ([key = ""]): RawRow => ({ key, tat: 0, every: null, epoch: 0, clock: null }),
  );
  const { made } = yield* all({ added: { op: "add", table: limiterTable, rows }, made: read });
  return made;
}

/**
 * In microseconds. One that is none, or that these cannot count, would make the line unreadable to
 * everybody.
 */
function instant(at: number, path: string): number {
  const counted = Math.floor(at * micro);
  if (Math.abs(counted) <= latest) return counted;
  throw invalid("An instant must be a number of milliseconds before the year 2200.", path);
}

function checkRate(perSecond: number, path: string): void {
  // Whole microseconds hold a million slots a second, and whole numbers one slot in 285 years.
  if (perSecond <= 1_000_000 && perSecond >= 1e-9) return;
  throw invalid("A rate must be above 0 and at most a million a second.", path);
}

export function invalid(message: string, path: string): StoreError {
  return new StoreError("STORE_RATE_INVALID", message, {
    path,
    remedy: "Correct the value at the path. Nothing was leased or spent.",
  });
}
