import type { Instant } from "../instant.js";
import type { CodeOutcome } from "../ports/codes.js";
import type { StoreScope } from "../ports/store/store.js";
import {
  behind,
  type CodeRow,
  codeChange,
  codesRead,
  decodeCode,
  isOver,
  lastsRead,
} from "./code-rows.js";
import { codeClaimTable, codeTable } from "./code-tables.js";
import type { Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { readable } from "./units.js";

type Outcome = CodeOutcome["outcome"];

/** Reads the claims of these messages. */
export function claimsRead(messages: Iterable<string>): RowRequest {
  const keys = [...new Set(messages)].sort().map((message) => [message]);
  return { op: "get", table: codeClaimTable, path: "message", keys };
}

/**
 * Settles codes by what became of their messages. What is given, redeemed or expired stays so: only
 * a code that is held, or of which nobody knew, becomes free. Resolves to how many did.
 */
export function* settleClaims(
  { now }: StoreScope,
  claims: readonly RawRow[],
  outcome: (claim: RawRow) => Outcome | null,
): Io<number> {
  const ends = new Map<string, { readonly claim: RawRow; readonly end: Outcome }>();
  for (const claim of claims) {
    const end = outcome(claim);
    if (end !== null) ends.set(String(claim["code"]), { claim, end });
  }
  if (ends.size === 0) return 0;
  const pools = [...new Set([...ends.values()].map(({ claim }) => String(claim["pool"])))].sort();
  const [rows = [], ...lasts] = yield [codesRead(ends.keys()), ...lastsRead(pools)];
  const lines = new Map(pools.map((pool, index) => [pool, behind(lasts[index]?.[0], now)]));
  const changes: RawRow[] = [];
  const kept: RawRow[] = [];
  const gone: string[] = [];
  for (const code of readable(rows, decodeCode)) {
    const end = settledState(code, ends.get(code.code)?.end);
    if (end === null) continue;
    if (end !== "free") {
      changes.push(codeChange(code.code, isOver(code, now) ? "expired" : end));
      kept.push({ code: code.code, sweepAt: null });
      continue;
    }
    gone.push(code.code);
    const line = lines.get(code.pool) ?? now;
    lines.set(code.pool, line + 1);
    changes.push(freed(code, line, now));
  }
  yield [
    ...patches(codeTable, changes),
    ...patches(codeClaimTable, kept),
    ...(gone.length > 0
      ? [
          {
            ...({ op: "drop", table: codeClaimTable, path: "key" } as const),
            keys: gone.map((code) => [code]),
          },
        ]
      : []),
  ];
  return gone.length;
}

/**
 * At the back of the line, so that anybody who saw the code in a log has long forgotten it when it
 * is given again.
 */
function freed(code: CodeRow, line: number, now: Instant): RawRow {
  if (isOver(code, now)) return codeChange(code.code, "expired");
  return { code: code.code, state: "free", line };
}

function settledState(
  { state }: CodeRow,
  end: Outcome | undefined,
): "free" | "given" | "unknown" | null {
  if (end === undefined || (state !== "held" && state !== "unknown")) return null;
  return end === "notSent" ? "free" : end;
}

/**
 * What the end of a message means for its code; `null`: it has not ended. `doubts`: hand-overs of
 * which nobody knows how they ended. Where there is one, a copy of the code may be out.
 */
export function codeOutcome(status: unknown, doubts: number): Outcome | null {
  if (status === "accepted") return "given";
  if (status === "unknown") return "unknown";
  if (status === "rejected" || status === "failed" || status === "skipped")
    return doubts > 0 ? "unknown" : "notSent";
  return null;
}
