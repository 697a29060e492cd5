import type { Instant } from "../../../instant.js";
import { shrinkPlan } from "../shrink.js";
import { countFaultyDays, drawPlan } from "./draw-plan.js";
import { type PlanOutcome, runPlan } from "./run-plan.js";
import type { SimulatedPlan, SimulateOptions, StartedEngine } from "./simulate-options.js";

/** A check that failed, with the smallest plan found in which it does. */
export interface SimulatedFailure {
  readonly check: string;
  /** One sentence, as in the first seed that failed. */
  readonly what: string;
  readonly at: Instant;
  /** The first seed that failed, and how many did. */
  readonly seed: number;
  readonly seeds: number;
  /** Run it again with `simulate({ ...options, plans: [plan] })`. It is plain JSON: keep it. */
  readonly plan: SimulatedPlan;
  /** The last things that happened in it. */
  readonly trail: readonly string[];
}

export interface SimulateResult {
  readonly seeds: number;
  readonly days: number;
  readonly steps: number;
  readonly mails: number;
  /**
   * Seeds in which a situation came about, most frequent first. A check that never meets its
   * situation proves nothing: have your test ask for those it is about.
   */
  readonly situations: Readonly<Record<string, number>>;
  /** One a check. Empty: everything held. */
  readonly failures: readonly SimulatedFailure[];
}

/**
 * Runs your engine, workflows and people through weeks of faults in virtual time, seed by seed:
 * processes that die, a store that aborts or loses its answer, a provider that refuses, clocks that
 * disagree. In the end, after quiet days, it checks what every engine promises, and what you add:
 *
 * - `PERMISSION`: no marketing later than a second after a withdrawal was committed
 * - `TWICE`: no second copy without doubt, no fourth at all
 * - `UNSENT`, `PARKED`, `STUCK`: no message and no run waits for nothing
 * - `REASON`: what was not sent says why
 * - `UNANSWERED`, `RAW-ERROR`, `ACT-FAILED`: every call is answered, every error has a code
 *
 * A check that fails comes with the smallest story in which it does. Same options, same result.
 * Never rejects for what the simulated world does.
 *
 * @example
 * const { failures } = await simulate({
 *   engine: (ports) => createEngine({ ...mine, ...ports }),
 *   store: () => memoryStore(),
 *   turn: () => new Promise(setImmediate),
 *   tenant, start: Date.UTC(2026, 2, 16, 8), people: 5,
 *   acts: {
 *     joins: { chance: 1, days: [0, 1], run: ({ engine, id }) => join(engine, id) },
 *     buys: { times: 3, run: ({ engine, id }) => buy(engine, id) },
 *   },
 *   checks: [({ mails, violate }) => {
 *     if (mails.some(({ message }) => message.text.includes("undefined")))
 *       violate("WORDS", "a mail says undefined");
 *   }],
 * });
 * expect(failures).toEqual([]);
 */
export async function simulate<E extends StartedEngine>(
  options: SimulateOptions<E>,
): Promise<SimulateResult> {
  const { seeds = 100, first = 1, plans, quietDays = 14 } = options;
  const situations = new Map<string, number>();
  const failing = new Map<string, { readonly plan: SimulatedPlan; seeds: number }>();
  let [steps, mails, count] = [0, 0, 0];
  const drawn = function* (): Generator<SimulatedPlan> {
    for (let seed = first; seed < first + seeds; seed++) yield drawPlan(seed, options);
  };
  for (const plan of plans ?? drawn()) {
    const outcome = await runPlan(options, plan);
    count += 1;
    steps += outcome.steps;
    mails += outcome.mails;
    for (const name of outcome.reached.keys())
      situations.set(name, (situations.get(name) ?? 0) + 1);
    for (const check of listChecks(outcome)) {
      const known = failing.get(check);
      if (known === undefined) failing.set(check, { plan, seeds: 1 });
      else known.seeds += 1;
    }
  }
  const failures: SimulatedFailure[] = [];
  for (const [check, { plan, seeds: times }] of failing)
    failures.push(await smallest(options, plan, check, times));
  return {
    ...{ seeds: count, days: count * (countFaultyDays(options) + quietDays), steps, mails },
    situations: Object.fromEntries([...situations].sort(([, a], [, b]) => b - a)),
    failures,
  };
}

function listChecks({ violations }: PlanOutcome): ReadonlySet<string> {
  return new Set(violations.map(({ check }) => check));
}

/** Leaves out faults, then acts, as long as the check still fails. */
async function smallest<E extends StartedEngine>(
  options: SimulateOptions<E>,
  plan: SimulatedPlan,
  check: string,
  seeds: number,
): Promise<SimulatedFailure> {
  const fails = async (tried: SimulatedPlan): Promise<boolean> =>
    listChecks(await runPlan(options, tried)).has(check);
  const faults = await shrinkPlan(plan.faults, (some) => fails({ ...plan, faults: some }), 30);
  const operations = await shrinkPlan(plan.operations, (some) =>
    fails({ ...plan, faults, operations: some }),
  );
  const small = { ...plan, faults, operations };
  const { violations, trail } = await runPlan(options, small);
  const violation = violations.find((one) => one.check === check);
  return {
    ...{ check, seed: plan.seed, seeds, plan: small, trail },
    what: violation?.what ?? "",
    at: violation?.at ?? options.start,
  };
}
