import type { SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { HeldCode } from "../ports/codes.js";
import type { CodeWant } from "../ports/store/codes.js";
import type { StoreScope } from "../ports/store/store.js";
import { type CodeRow, codeChange, codesRead, decodeCode, isOver, isValid } from "./code-rows.js";
import { codeClaimTable, codeTable } from "./code-tables.js";
import { all, type Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { readable } from "./units.js";

/** How long a code is held before the outbox is asked about its message. */
export const holdFor = 3_600_000;

/** Codes read for messages that want one. Taking one writes nothing yet. */
export interface CodeStock {
  /** The message's code: the same when asked again. */
  take(message: SendKey): HeldCode;
  /** Gives the code back: the message does not need it, and the next one may have it. */
  putBack(message: SendKey): void;
  /** The writes for the messages that keep their codes. */
  writes(kept: ReadonlySet<string>): readonly RowRequest[];
}

/**
 * Reads what these messages may take: the code that they have, whether their contact has had one,
 * and as many free ones as they could need. Runs after their contacts are locked, so that two
 * messages of one contact cannot both find that it has none.
 */
export function* codeStock(scope: StoreScope, wants: readonly CodeWant[]): Io<CodeStock> {
  const known = yield* all({
    own: get(
      "message",
      [...new Set(wants.map((want) => want.for))].sort().map((key) => [key]),
    ),
    persons: get(
      "person",
      wants.flatMap((want) => {
        const person = personFor(want);
        return person === null ? [] : [[want.pool, person]];
      }),
    ),
  });
  const own = new Map(known.own.map((row) => [placeIn(row["pool"], row["message"]), row]));
  const lacking = wants.filter((want) => !own.has(placeIn(want.pool, want.for)));
  const { held } = yield* all({
    held: codesRead([...own.values()].map(({ code }) => String(code))),
  });
  const free = new Map<string, readonly CodeRow[]>();
  const over: CodeRow[] = [];
  for (const pool of [...new Set(lacking.map((want) => want.pool))].sort()) {
    const line = yield* freeCodes(
      scope,
      pool,
      lacking.filter((want) => want.pool === pool),
    );
    free.set(
      pool,
      line.filter((code) => !isOver(code, scope.now)),
    );
    over.push(...line.filter((code) => isOver(code, scope.now)));
  }
  const codes = new Map(readable(held, decodeCode).map((code) => [code.code, code]));
  const owned = new Map<string, HeldCode>(
    [...own].map(([place, row]) => [place, answer(codes.get(String(row["code"])), scope.now)]),
  );
  const persons = new Set(known.persons.map(({ pool, person }) => placeIn(pool, person)));
  return stock(scope, wants, { free, over, owned, persons });
}

interface Found {
  readonly free: ReadonlyMap<string, readonly CodeRow[]>;
  readonly over: readonly CodeRow[];
  readonly owned: ReadonlyMap<string, HeldCode>;
  readonly persons: ReadonlySet<string>;
}

function stock(scope: StoreScope, wants: readonly CodeWant[], found: Found): CodeStock {
  const lines = new Map([...found.free].map(([pool, codes]) => [pool, [...codes]]));
  const byMessage = new Map<string, CodeWant>(wants.map((want) => [want.for, want]));
  const taken = new Map<string, CodeRow>();
  const hasOne = (want: CodeWant): boolean => {
    const person = personFor(want);
    if (person === null) return false;
    if (found.persons.has(placeIn(want.pool, person))) return true;
    return [...taken].some(([message, { pool }]) => {
      const other = byMessage.get(message);
      return pool === want.pool && other !== undefined && personFor(other) === person;
    });
  };
  return {
    take(message) {
      const want = byMessage.get(message);
      if (want === undefined) return { none: "exhausted" };
      const own = found.owned.get(placeIn(want.pool, message));
      if (own !== undefined) return own;
      const before = taken.get(message);
      if (before !== undefined) return answer(before, scope.now);
      if (hasOne(want)) return { none: "limit" };
      const line = lines.get(want.pool) ?? [];
      const place = line.findIndex((code) => isValid(code, want.until));
      const [code] = place === -1 ? [] : line.splice(place, 1);
      if (code === undefined) return { none: line.length > 0 ? "expired" : "exhausted" };
      taken.set(message, code);
      return answer(code, scope.now);
    },
    putBack(message) {
      const code = taken.get(message);
      if (code === undefined) return;
      taken.delete(message);
      lines.get(code.pool)?.unshift(code);
    },
    writes(kept) {
      const given = [...taken].filter(([message]) => kept.has(message));
      const changes = [
        ...given.map(([, { code }]) => codeChange(code, "held")),
        ...found.over.map(({ code }) => codeChange(code, "expired")),
      ];
      const claims = given.map(([message, { code, pool }]): RawRow => {
        const want = byMessage.get(message);
        const person = want === undefined ? null : personFor(want);
        return {
          ...{ code, pool, message, contact: want?.contact ?? null, person },
          ...{ sweepAt: scope.now + holdFor, purchase: null },
        };
      });
      if (changes.length === 0) return [];
      // No two messages may have the same code, so a claim that conflicts with another ends the
      // call.
      return [
        ...patches(codeTable, changes),
        ...(claims.length > 0 ? [{ op: "put", table: codeClaimTable, rows: claims } as const] : []),
      ];
    },
  };
}

function answer(code: CodeRow | undefined, now: Instant): HeldCode {
  if (code === undefined) return { none: "exhausted" };
  if (isOver(code, now)) return { none: "expired" };
  return { code: code.code, expiresAt: code.expiresAt };
}

const page = 200;

/**
 * The first codes of a line, locked, until enough of them are valid for as long as the longest
 * want. Codes before them that expire earlier are read and locked as well.
 */
function* freeCodes(
  { now }: StoreScope,
  pool: string,
  wants: readonly CodeWant[],
): Io<readonly CodeRow[]> {
  const until = Math.max(now, ...wants.map((want) => want.until));
  const enough = (codes: readonly CodeRow[]): boolean =>
    codes.filter((code) => isValid(code, until)).length >= wants.length;
  const { first } = yield* all({
    first: {
      ...{ op: "due", table: codeTable, path: "free", on: [pool], lock: true },
      ...{ now: Number.MAX_SAFE_INTEGER, limit: wants.length },
    },
  });
  const found = [...readable(first, decodeCode)];
  let last = first.length < wants.length ? undefined : first.at(-1);
  while (last !== undefined && !enough(found)) {
    const after = [last["line"] ?? null, last["code"] ?? null];
    const { next } = yield* all({
      next: { op: "range", table: codeTable, path: "free", on: [pool], after, limit: page },
    });
    const { locked } = yield* all({ locked: codesRead(next.map(({ code }) => String(code))) });
    const free = new Map(readable(locked, decodeCode).map((code) => [code.code, code]));
    for (const { code } of next) {
      const still = free.get(String(code));
      if (still?.line != null) found.push(still);
    }
    last = next.length < page ? undefined : next.at(-1);
  }
  return found;
}

function get(path: string, keys: readonly (readonly string[])[]): RowRequest {
  return { op: "get", table: codeClaimTable, path, keys };
}

function placeIn(pool: unknown, message: unknown): string {
  return JSON.stringify([pool, message]);
}

/** Who gets one code of a pool. `null`: each message gets one. */
function personFor({ contact, occasion }: CodeWant): string | null {
  return occasion === null ? null : JSON.stringify([contact, occasion]);
}
