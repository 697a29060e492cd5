import { StoreError } from "../errors/index.js";
import type {
  CodeCount,
  CodeHold,
  CodeLoad,
  CodeOutcome,
  CodeRedemption,
  HeldCode,
} from "../ports/codes.js";
import type { StoreScope } from "../ports/store/store.js";
import { behind, codeChange, codesRead, decodeCode, lastsRead } from "./code-rows.js";
import { codeStock, holdFor } from "./code-stock.js";
import { codeClaimTable, codeTable } from "./code-tables.js";
import { all, type Io } from "./io.js";
import { atLeastOne } from "./page.js";
import type { RawRow } from "./row-request.js";
import { patches } from "./row-writes.js";
import { claimsRead, codeOutcome, settleClaims } from "./settle-codes.js";
import { contactTable, messageTable } from "./tables.js";
import { readable } from "./units.js";

/** See `StoreCodes.holdCode`. */
export function* holdCode(call: CodeHold & StoreScope): Io<HeldCode> {
  const { pool, contact, until, occasion = null } = call;
  checkName(pool, "pool");
  const { known } = yield* all({
    known: { op: "get", table: contactTable, path: "key", keys: [[contact]], lock: true },
  });
  if (known.length === 0) throw invalid("The tenant has no such contact.", "contact");
  const stock = yield* codeStock(call, [{ pool, for: call.for, contact, occasion, until }]);
  const held = stock.take(call.for);
  const writes = stock.writes(new Set([call.for]));
  if (writes.length > 0) yield writes;
  return held;
}

/** See `StoreCodes.settleCodes`. */
export function* settleCodes(
  call: StoreScope & { readonly results: readonly CodeOutcome[] },
): Io<void> {
  const outcomes = new Map<unknown, CodeOutcome["outcome"]>(
    call.results.map((result) => [result.for, result.outcome]),
  );
  const { claims } = yield* all({ claims: claimsRead(call.results.map((one) => one.for)) });
  yield* settleClaims(call, claims, ({ message }) => outcomes.get(message) ?? null);
}

/** See `StoreCodes.redeemCode`. */
export function* redeemCode({
  code,
  order,
}: CodeRedemption): Io<"first" | "again" | "unknownCode"> {
  const { rows, claims } = yield* all({
    rows: codesRead([code]),
    claims: { op: "get", table: codeClaimTable, path: "key", keys: [[code]] },
  });
  const [row] = rows.map(decodeCode);
  const [claim] = claims;
  if (row === undefined) return "unknownCode";
  if (row.state === "redeemed")
    return order !== undefined && claim?.["purchase"] === order ? "first" : "again";
  const nobodys = { pool: row.pool, message: null, contact: null, person: null };
  const told = { code, purchase: order ?? null, sweepAt: null };
  yield [
    ...patches(codeTable, [codeChange(code, "redeemed")]),
    claim === undefined
      ? { op: "put", table: codeClaimTable, rows: [{ ...nobodys, ...told }] }
      : { op: "patch", table: codeClaimTable, rows: [told] },
  ];
  return "first";
}

/** See `StoreCodes.loadCodes`. */
export function* loadCodes(
  call: CodeLoad & StoreScope,
): Io<{ readonly added: number; readonly duplicate: number }> {
  const { pool, codes, expiresAt = null, now } = call;
  checkName(pool, "pool");
  for (const [index, code] of codes.entries()) checkName(code, `codes[${index}]`);
  if (expiresAt !== null && !(Number.isSafeInteger(expiresAt) && expiresAt > now))
    throw invalid("Codes expire at an instant that has not come yet.", "expiresAt");
  const distinct = [...new Set(codes)].sort();
  if (distinct.length === 0) return { added: 0, duplicate: 0 };
  const [last = []] = yield lastsRead([pool]);
  const line = behind(last[0], now);
  const rows = distinct.map(
    (code): RawRow => ({ code, pool, state: "free", line, expiresAt, endsAt: expiresAt }),
  );
  const { made } = yield* all({ made: { op: "add", table: codeTable, rows } });
  const added = made.filter((row) => row["added"] === true).length;
  return { added, duplicate: codes.length - added };
}

/** See `StoreCodes.countCodes`. */
export function* countCodes(call: { readonly pool: string }): Io<CodeCount> {
  const { rows } = yield* all({
    rows: { op: "tally", table: codeTable, columns: ["pool", "state"] },
  });
  const of = (state: string): number =>
    rows.reduce(
      (sum, row) =>
        row["pool"] === call.pool && row["state"] === state ? sum + Number(row["count"]) : sum,
      0,
    );
  return {
    free: of("free"),
    held: of("held"),
    given: of("given") + of("unknown"),
    redeemed: of("redeemed"),
    expired: of("expired"),
  };
}

/** See `StoreCodes.countFreeCodes`. */
export function* countFreeCodes(call: {
  readonly pool: string;
  readonly limit: number;
}): Io<number> {
  const limit = atLeastOne(call.limit, "limit");
  const { rows } = yield* all({
    rows: { op: "range", table: codeTable, path: "free", on: [call.pool], limit },
  });
  return rows.length;
}

/** See `StoreCodes.sweepCodes`. */
export function* sweepCodes(
  call: StoreScope & { readonly limit: number },
): Io<{ readonly freed: number; readonly more: boolean }> {
  const { now } = call;
  const limit = atLeastOne(call.limit, "limit");
  const { claims, ending } = yield* all({
    claims: {
      ...{ op: "due", table: codeClaimTable, path: "sweep", on: [], now, limit, lock: true },
    },
    // At its last instant a code is still valid.
    ending: {
      ...{ op: "due", table: codeTable, path: "ends", on: [], now: now - 1, limit, lock: true },
    },
  });
  const more = claims.length === limit || ending.length === limit;
  if (claims.length === 0 && ending.length === 0) return { freed: 0, more };
  const { messages } = yield* all({
    messages: {
      ...{ op: "get", table: messageTable, path: "key", columns: ["key", "status", "lost"] },
      keys: claims.flatMap(({ message = null }) => (message === null ? [] : [[message]])),
    },
  });
  const byKey = new Map(messages.map((row) => [row["key"], row]));
  const freed = yield* settleClaims(call, claims, ({ message = null }) => {
    // Erasure removed the contact, and with it whether the code was sent.
    if (message === null) return "given";
    const row = byKey.get(message);
    return row === undefined ? "notSent" : codeOutcome(row["status"], Number(row["lost"]));
  });
  const waiting = claims.filter(({ message = null }) => {
    const row = message === null ? undefined : byKey.get(message);
    return row !== undefined && codeOutcome(row["status"], 0) === null;
  });
  const later = waiting.map(
    (row): RawRow => ({
      code: row["code"] ?? null,
      sweepAt: now + holdFor,
    }),
  );
  const over = readable(ending, decodeCode).map((code) =>
    // The claim of a held code ends when its message does.
    code.state === "held" ? { code: code.code, endsAt: null } : codeChange(code.code, "expired"),
  );
  yield [...patches(codeClaimTable, later), ...patches(codeTable, over)];
  return { freed, more };
}

function checkName(name: unknown, path: string): void {
  if (typeof name === "string" && /^[^\s\p{Cc}\p{Cf}]{1,128}$/u.test(name)) return;
  throw invalid("Pools and codes have 1 to 128 characters, and no white space.", path);
}

function invalid(message: string, path: string): StoreError {
  return new StoreError("STORE_CODE_INVALID", message, {
    path,
    remedy: "Correct the value at the path. Nothing was loaded.",
  });
}
