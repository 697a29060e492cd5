import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import { isSolicited } from "../message-class.js";
import {
  defaultWarmUpLimits,
  type WarmUpLimits,
  type WarmUpPlan,
  type WarmUpStep,
  warmUpStep,
} from "../pacing/index.js";
import type { EmailAddress } from "../ports/email-transport.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { BudgetDay, BudgetReports, BudgetWant, DayBudget } from "../ports/store/rates.js";
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
  /** From which shares of reports on the budget stays or falls. Absent: the defaults. */
  readonly limits?: Partial<WarmUpLimits>;
}

/** What of a sender's settings its warm-up goes by. */
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
export function mostOn(plan: WarmUp, day: number, before: DayBudget | null): number | null {
  return stepOn(plan, day, before)?.most ?? null;
}

function stepOn(plan: WarmUp, day: number, before: DayBudget | null): WarmUpStep | null {
  if (before === null) return warmUpStep(plan, null);
  const isLast = before.most >= plan.target;
  const silent = day - Math.floor(Date.parse(before.day) / dayLength);
  if (!isLast && silent > forgottenAfter) return warmUpStep(plan, null);
  // From the day after the last one on, no day has a budget: what is heard then is not its own.
  const reports = isLast ? before.reported : sum(before.reported, before.reportedAfter);
  const limits = { ...defaultWarmUpLimits, ...plan.limits };
  const step = warmUpStep(plan, { most: before.most, used: before.used, ...reports }, limits);
  return isLast && !step.held ? null : step;
}

function sum(a: BudgetReports, b: BudgetReports): BudgetReports {
  return {
    complaints: a.complaints + b.complaints,
    hardBounces: a.hardBounces + b.hardBounces,
    deferrals: a.deferrals + b.deferrals,
  };
}

/**
 * What today allows of a sender's mail, and why: whether the budget rose, stayed or fell since the
 * day before, and whether it is held. `null`: the sender is warm, or is not warmed up.
 * @param budgets The latest two of `Store.readBudgets`, by `warmUpKey`.
 * @example
 * const sender = engine.options.senderFor(tenant);
 * const budgets = await store.readBudgets({ tenant, key: warmUpKey(sender, null), limit: 2 });
 * if (warmUpToday(sender, budgets, Date.now())?.held) console.warn("Receivers complain.");
 */
export function warmUpToday(
  { warmUp, timeZone }: Pick<WarmingSender, "timeZone" | "warmUp">,
  budgets: readonly DayBudget[],
  now: Instant,
): WarmUpStep | null {
  if (warmUp === undefined) return null;
  const today = calendarDay(timeZone, now);
  return stepOn(warmUp, today, budgets.find(({ day }) => day < dateText(today)) ?? null);
}

/** The budget and the day that a report about a message counts for. */
export function warmUpReport(
  sender: WarmingSender,
  { channel, contactPoint }: Pick<OutboxRecord, "channel" | "contactPoint">,
  { points }: Pick<ContactRecord, "points">,
  now: Instant,
): BudgetDay | null {
  if (sender.warmUp === undefined || channel !== "email") return null;
  const address = points.find(({ id }) => id === contactPoint)?.address;
  if (address === undefined) return null;
  const receiver = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const day = dateText(calendarDay(sender.timeZone, now));
  return { key: warmUpKey(sender, receiver), day };
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
  if (warmUp.limits !== undefined) checkLimits(warmUp.limits, refuse);
}

function checkLimits(
  limits: Partial<WarmUpLimits>,
  refuse: (name: string, remedy: string) => never,
): void {
  if (!isObject(limits)) refuse("limits", "Give shares by name.");
  for (const [name, share] of Object.entries(limits)) {
    if (!Object.hasOwn(defaultWarmUpLimits, name))
      refuse(`limits.${name}`, `Give some of: ${Object.keys(defaultWarmUpLimits).join(", ")}.`);
    if (!(share > 0 && share <= 1)) refuse(`limits.${name}`, "Give a share above 0, at most 1.");
  }
  const { complaints, worstComplaints, hardBounces, worstHardBounces } = {
    ...defaultWarmUpLimits,
    ...limits,
  };
  const remedy = "Give no less than the share from which on the budget stays.";
  if (worstComplaints < complaints) refuse("limits.worstComplaints", remedy);
  if (worstHardBounces < hardBounces) refuse("limits.worstHardBounces", remedy);
}
