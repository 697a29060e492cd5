/**
 * How a new sender domain builds its reputation: a number of mails on the first day, and more after
 * each day without trouble.
 */
export interface WarmUpPlan {
  /** Mails of the first day. */
  readonly start: number;
  /** From day to day, below `until`. */
  readonly factor: number;
  readonly until: number;
  /** From day to day, from `until` on. */
  readonly laterFactor: number;
  /** Mails of a day from which on the domain counts as warm. */
  readonly target: number;
}

/** What became of a day's mail. */
export interface WarmUpDay {
  /** What the day allowed. */
  readonly most: number;
  readonly used: number;
  readonly complaints: number;
  readonly hardBounces: number;
  readonly deferrals: number;
}

/**
 * Shares of a day's mail. Google names 0.1 and 0.3 % for complaints; the others are judgment, and
 * parameters.
 */
export interface WarmUpLimits {
  /** The budget rises only if this part of it was used: otherwise the day proves nothing. */
  readonly used: number;
  /** From these shares on, the budget does not rise. */
  readonly complaints: number;
  readonly hardBounces: number;
  readonly deferrals: number;
  /** From these shares on, the budget falls by a step, and a person should look. */
  readonly worstComplaints: number;
  readonly worstHardBounces: number;
}

export const defaultWarmUpLimits: WarmUpLimits = {
  ...{ used: 0.8, complaints: 0.001, hardBounces: 0.02, deferrals: 0.05 },
  ...{ worstComplaints: 0.003, worstHardBounces: 0.05 },
};

export interface WarmUpStep {
  /** Mails that the next day allows. */
  readonly most: number;
  readonly step: "first" | "up" | "stay" | "back" | "warm";
  /** Something is wrong with the mail or the list: a person should look before more leaves. */
  readonly held: boolean;
}

/**
 * What a day allows, by the day before it; `null`: there was none.
 * @example
 * const plan = { start: 500, factor: 2, until: 8_000, laterFactor: 1.3, target: 100_000 };
 * warmUpStep(plan, null); // { most: 500, step: "first", held: false }
 */
export function warmUpStep(
  plan: WarmUpPlan,
  before: WarmUpDay | null,
  limits: WarmUpLimits = defaultWarmUpLimits,
): WarmUpStep {
  if (before === null)
    return { most: Math.min(plan.start, plan.target), step: "first", held: false };
  const { most, used } = before;
  const isAbove = (count: number, limit: number): boolean => used > 0 && count >= limit * used;
  if (
    isAbove(before.complaints, limits.worstComplaints) ||
    isAbove(before.hardBounces, limits.worstHardBounces)
  )
    return { most: stepBack(plan, most), step: "back", held: true };
  const isFine =
    !isAbove(before.complaints, limits.complaints) &&
    !isAbove(before.hardBounces, limits.hardBounces) &&
    !isAbove(before.deferrals, limits.deferrals);
  if (!isFine || used < limits.used * most) return { most, step: "stay", held: false };
  const next = stepUp(plan, most);
  return { most: next, step: next >= plan.target ? "warm" : "up", held: false };
}

function stepUp({ factor, until, laterFactor, target }: WarmUpPlan, most: number): number {
  const wanted = Math.floor(most * (most < until ? factor : laterFactor));
  return Math.min(target, Math.max(most, wanted));
}

/** The budget before its last step; never below the start. */
function stepBack({ start, factor, until, laterFactor }: WarmUpPlan, most: number): number {
  const before = most / laterFactor >= until ? most / laterFactor : most / factor;
  return Math.min(most, Math.max(start, Math.floor(before)));
}

/** How many days it takes to send so many mails where every day goes well. */
export function warmUpDays(plan: WarmUpPlan, mails: number): number {
  let day = 0;
  let most = 0;
  for (let left = mails; left > 0; left -= most) {
    day += 1;
    most = day === 1 ? plan.start : stepUp(plan, most);
    if (!(most > 0)) return Number.POSITIVE_INFINITY;
    // From here on every day has the same budget.
    if (most === stepUp(plan, most)) return day - 1 + Math.ceil(left / most);
  }
  return day;
}
