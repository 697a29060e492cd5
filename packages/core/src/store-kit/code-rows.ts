import type { Instant } from "../instant.js";
import { codeTable } from "./code-tables.js";
import { corrupt, decoded } from "./decode-row.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { RowOf } from "./table.js";

const states = ["free", "held", "given", "unknown", "redeemed", "expired"] as const;

export type CodeState = (typeof states)[number];

export type CodeRow = Omit<RowOf<typeof codeTable>, "state"> & { readonly state: CodeState };

/** @throws StoreError `STORE_CORRUPT` */
export function decodeCode(raw: RawRow): CodeRow {
  const row = decoded(codeTable, raw);
  const state = states.find((one) => one === row.state);
  if (state === undefined) throw corrupt(codeTable, raw, "state");
  return { ...row, state };
}

/** Whether the code is valid until then, and now. */
export function isValid({ expiresAt }: Pick<CodeRow, "expiresAt">, until: Instant): boolean {
  return expiresAt === null || expiresAt >= until;
}

/** Whether the code's time is over. Its last instant is `expiresAt`. */
export function isOver({ expiresAt }: Pick<CodeRow, "expiresAt">, now: Instant): boolean {
  return expiresAt !== null && expiresAt < now;
}

/** Takes a code out of the line. It still expires unless it is redeemed before. */
export function codeChange(code: string, state: Exclude<CodeState, "free">): RawRow {
  const ended = state === "redeemed" || state === "expired";
  return { code, state, line: null, ...(ended ? { endsAt: null } : {}) };
}

/** Reads these codes and locks them, in one order. */
export function codesRead(codes: Iterable<string>): RowRequest {
  const keys = [...new Set(codes)].sort().map((code) => [code]);
  return { op: "get", table: codeTable, path: "key", keys, lock: true };
}

/** Reads the last of the free codes of each of these pools. */
export function lastsRead(pools: readonly string[]): readonly RowRequest[] {
  return pools.map((pool) => ({
    ...{ op: "range", table: codeTable, path: "free", on: [pool], limit: 1, desc: true },
  }));
}

/** The next free place at the end of the line. */
export function behind(last: RawRow | undefined, now: Instant): number {
  const line = last?.["line"];
  return typeof line === "number" ? Math.max(now, line + 1) : now;
}
