import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import { isSolicited } from "../message-class.js";
import { type WarmUpPlan, warmUpStep } from "../pacing/index.js";
import type { EmailAddress } from "../ports/email-transport.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { BudgetWant, DayBudget } from "../ports/store/rates.js";
import { dateText } from "../timing/date-text.js";
import { calendarDay, dayLength, startOfDay } from "../timing/wall-clock.js";

/**
 * How a new sender domain is warmed up: how much mail leaves on a day, until receivers know it. The
 * day is one of the sender's zone. What is over waits for the next day (`WARM_UP`); mail that
 * people asked for never waits, but is counted.
 */
export interface WarmUp extends WarmUpPlan {
  /**
   * Whose day it is: the sender's as a whole (default), or that of each receiving domain, which
   * sees only its own share.
   */
  readonly per?: "sender" | "receiver";
}

/** What of a sender's settings a warm-up depends on. */
interface WarmingSender {
  readonly from: EmailAddress;
  readonly timeZone: string;
  readonly warmUp?: WarmUp;
}

/** Who was silent for so many days begins again: receivers forget. */
const forgottenAfter = 30;

/** The name of a budget in the store: `Store.readBudgets` takes it. */
export function warmUpKey({ from, warmUp }: WarmingSender, receiver: string | null): string {
  const { address } = from;
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return warmUp?.per === "receiver" ? `warm-up:${domain}:${receiver ?? ""}` : `warm-up:${domain}`;
}

/** The place of a day that a message takes; `null`: nothing limits it. */
export function warmUpWant(
  sender: WarmingSender,
  { channel, messageClass }: Pick<OutboxRecord, "channel" | "messageClass">,
  receiver: string | null,
  now: Instant,
): BudgetWant | null {
  const { warmUp, timeZone } = sender;
  if (warmUp === undefined || channel !== "email") return null;
  const today = calendarDay(timeZone, now);
  return {
    ...{ key: warmUpKey(sender, receiver), day: dateText(today) },
    most: (before) => mostOn(warmUp, today, before),
    ...(isSolicited(messageClass) ? { isFree: true } : {}),
  };
}

/** What a day allows; `null`: the domain is warm. */
export function mostOn(plan: WarmUpPlan, day: number, before: DayBudget | null): number | null {
  if (before === null) return warmUpStep(plan, null).most;
  if (before.most >= plan.target) return null;
  const silent = day - Math.floor(Date.parse(before.day) / dayLength);
  const seen = { ...before, complaints: 0, hardBounces: 0, deferrals: 0 };
  return warmUpStep(plan, silent > forgottenAfter ? null : seen).most;
}

/**
 * Why a message has to wait for the next day. It keeps the milliseconds of its plan, in which a
 * campaign writes whom it is written to first.
 */
export function warmUpDeferral(
  { timeZone }: Pick<WarmingSender, "timeZone">,
  { plannedAt }: Pick<OutboxRecord, "plannedAt">,
  now: Instant,
): Verdict {
  const tomorrow = startOfDay(timeZone, calendarDay(timeZone, now) + 1);
  const until = tomorrow + (((plannedAt % 1_000) + 1_000) % 1_000);
  const rule = "sender settings: warmUp";
  return { verdict: "defer", until, reasons: [{ code: "WARM_UP", effect: "defer", rule, until }] };
}

/** @throws InputError `INPUT_SENDER` */
export function checkWarmUp(warmUp: WarmUp, path: string): void {
  const refuse = (name: string, remedy: string): never => {
    const at = name === "" ? path : `${path}.${name}`;
    throw new InputError("INPUT_SENDER", "No mail can be warmed up by this.", { path: at, remedy });
  };
  if (!isObject(warmUp)) refuse("", "Give a plan: { start, factor, until, laterFactor, target }.");
  const { start, factor, until, laterFactor, target, per = "sender" } = warmUp;
  for (const [name, count] of Object.entries({ start, target }))
    if (!(Number.isSafeInteger(count) && count > 0))
      refuse(name, "Give a whole number of mails a day above 0.");
  if (!(Number.isFinite(until) && until >= 0)) refuse("until", "Give a number of mails a day.");
  for (const [name, by] of Object.entries({ factor, laterFactor }))
    if (!(by > 1 && by <= 10)) refuse(name, "Give a factor above 1, at most 10.");
  // Rounding must not hold the plan where it is.
  if (Math.floor(start * Math.min(factor, laterFactor)) <= start && start < target)
    refuse("start", "Begin with so many that the factor makes it at least one more.");
  if (per !== "sender" && per !== "receiver") refuse("per", "Give sender or receiver.");
}
