import { calendarDate } from "../../dates/index.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { CodeUse, HeldCode } from "../../ports/codes.js";
import type { CodeWant } from "../../ports/store/codes.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../../ports/store/outbox.js";
import { durationLength } from "../../timing/index.js";
import { localDay, wallTime } from "../../timing/wall-clock.js";
import { waitZone } from "../../workflows/wait.js";

const minute: Milliseconds = 60_000;
/** How long a message waits for a code before it is looked at again. */
const codePause: Milliseconds = 15 * minute;
/** How long it waits for a source that does not answer. */
const sourcePause: Milliseconds = 5 * minute;

/** What a message shows beside its data, or why it does not leave now. */
export type Offered = { readonly brought: JsonObject } | Exclude<Verdict, { verdict: "send" }>;

/** Tests have keys of their own: none of them uses up a code. */
export function isTest({ key }: Pick<OutboxRecord, "key">): boolean {
  return key.startsWith("t-");
}

/** The code that a message wants by its template. */
export function codeWant(
  use: CodeUse,
  message: OutboxRecord,
  facts: ContactFacts,
  context: { readonly now: Instant; readonly workspaceZone: string },
): CodeWant {
  const { key, contact, plannedAt } = message;
  const zone = waitZone("contact", facts.contact, context.workspaceZone);
  const valid = use.validFor === undefined ? 0 : durationLength(use.validFor);
  return {
    ...{ pool: use.pool, for: key, contact },
    occasion: use.occasion === undefined ? null : occasionAt(use.occasion, plannedAt, zone),
    until: Math.max(context.now, plannedAt + valid),
  };
}

/** A birthday mail that waited over New Year is still that of its own year. */
function occasionAt(occasion: string, at: Instant, zone: string): string {
  const { year, month, day } = calendarDate(localDay(wallTime(zone, at)));
  const parts: Readonly<Record<string, number>> = { year, month, day };
  return occasion.replace(/\{(year|month|day)\}/g, (_, part: string) =>
    String(parts[part] ?? "").padStart(2, "0"),
  );
}

/** What becomes of a message with the code that it got, or without one. */
export function codeOffer(
  use: CodeUse,
  held: HeldCode,
  { now, sourceDown }: { readonly now: Instant; readonly sourceDown: boolean },
): Offered {
  if (!("none" in held))
    return { brought: { code: { value: held.code, expiresAt: held.expiresAt } } };
  if (use.whenEmpty === "without") return { brought: { code: null } };
  const rule = `template: codes of pool ${use.pool}`;
  if (held.none === "limit")
    return { verdict: "skip", reasons: [{ code: "CODE_LIMIT", effect: "deny", rule }] };
  const wait = (code: string, length: Milliseconds): Offered => {
    const until = now + length;
    return { verdict: "defer", until, reasons: [{ code, effect: "defer", rule, until }] };
  };
  if (sourceDown) return wait("CODE_SOURCE_DOWN", sourcePause);
  const code = held.none === "expired" ? "CODE_EXPIRED" : "CODE_EXHAUSTED";
  if (use.whenEmpty === "wait") return wait(code, codePause);
  return { verdict: "skip", reasons: [{ code, effect: "deny", rule }] };
}
