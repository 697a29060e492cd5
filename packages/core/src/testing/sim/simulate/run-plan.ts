import { WellsentError } from "../../../errors/index.js";
import type { Instant } from "../../../instant.js";
import type { AppendResult } from "../../../ports/consent-gate.js";
import { seededRandom } from "../../fakes/seeded-random.js";
import { createDraws } from "../draws.js";
import { faultyStore, type StoreFaults } from "../faulty-store.js";
import { faultyTransport } from "../faulty-transport.js";
import { createFindings, type Violation } from "../findings.js";
import { createProcess, createScheduler, type SimProcess } from "../scheduler.js";
import { type SimDispatcher, simDispatcher } from "../sim-dispatcher.js";
import { countFaultyDays, dayMs, findAct } from "./draw-plan.js";
import { checkPromises } from "./promises.js";
import type {
  SimulatedFault,
  SimulatedOperation,
  SimulatedPlan,
  SimulateOptions,
  StartedEngine,
} from "./simulate-options.js";
import { longestWaitMs, simulatedProvider, transportId } from "./simulated-provider.js";

/** The result of one plan. */
export interface PlanOutcome {
  readonly violations: readonly Violation[];
  readonly reached: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly mails: number;
  readonly digest: number;
  readonly trail: readonly string[];
}

/** A process and what it runs. Calls to it reject when it dies. */
interface Running<E> {
  readonly actor: SimProcess;
  engine: E;
  dispatcher: SimDispatcher | null;
  readonly callers: Set<(reason: Error) => void>;
}

const [minute, hour] = [60_000, 3_600_000];
/** Calls after which a sleeping worker may have work. The loop of a tick sees its own new work. */
const makesWork: ReadonlySet<string> = new Set([
  ...["changeContacts", "ingest", "enqueue", "appendConsent", "eraseContact", "resolveQuarantine"],
]);
/** The number of attempts: with growing pauses, about two weeks. */
const tries = 60;
const died = new Error("The process that was asked has died.");

/** Runs one plan from its first day to the end of its quiet days. */
export async function runPlan<E extends StartedEngine>(
  options: SimulateOptions<E>,
  plan: SimulatedPlan,
): Promise<PlanOutcome> {
  const { tenant, start } = options;
  const days = countFaultyDays(options);
  const loop = `wellsent:${tenant}`;
  const faultyUntil = start + days * dayMs;
  const draws = createDraws(plan.seed);
  const scheduler = createScheduler(start, options.turn);
  const findings = createFindings(scheduler.now);
  const { violate, sometimes } = findings;
  const inner = options.store();
  const committed = new Map<string, Instant>();
  const done = new Map<string, Instant>();
  const on = (fault: SimulatedFault): boolean =>
    scheduler.now() < faultyUntil && plan.faults.includes(fault);
  const kill = (actor: SimProcess): void => {
    const service = running.find((one) => one.actor === actor);
    if (service === undefined || !actor.alive) return;
    actor.alive = false;
    actor.epoch += 1;
    for (const reject of service.callers) reject(died);
    service.callers.clear();
    const back = scheduler.now() + minute + draws.at(`${actor.name}.restart`) * hour;
    scheduler.at(back, `${actor.name}.restart`, () => {
      actor.alive = true;
      service.engine = engineFor(actor);
      work(service);
    });
  };
  const { provider, mails } = simulatedProvider({
    ...{ scheduler, draws, findings, start, days, on, kill },
  });

  const faultsNow = (isHost: boolean): StoreFaults => ({
    abort: on("abort") ? 0.02 : 0,
    ambiguous: on("ambiguous") ? 0.02 : 0,
    slow: { probability: on("slow") ? 0.005 : 0, ms: 20 * minute },
    killAfter: !on("kill")
      ? {}
      : isHost
        ? { appendConsent: 0.1, enqueue: 0.1, ingest: 0.1 }
        : { claimOutbox: 0.02, reviewClaims: 0.02, settle: 0.02, advance: 0.02 },
    locked: () => false,
  });

  const engineFor = (actor: SimProcess): E =>
    options.engine({
      store: faultyStore({
        ...{ inner, scheduler, draws, actor },
        faults: () => faultsNow(actor.name === "host"),
        kill: () => kill(actor),
        watch: {
          committed: (method, _args, result) => {
            if (method === "appendConsent") note(result as AppendResult);
            if (makesWork.has(method)) for (const { dispatcher } of running) dispatcher?.wake(loop);
          },
          killed: (method) => sometimes(`killed after ${method}`),
          lost: (method) => sometimes(`answer of ${method} lost`),
        },
      }),
      email: faultyTransport({
        ...{ id: transportId, actor, scheduler, draws, provider, longestWaitMs },
      }),
      clock: { now: () => scheduler.now() + actor.skew },
      random: seededRandom(Math.floor(draws.at(`${actor.name}.random.${actor.epoch}`) * 2 ** 32)),
    });

  const note = ({ entries }: AppendResult): void => {
    for (const { id } of entries) if (!committed.has(id)) committed.set(id, scheduler.now());
  };

  const work = (service: Running<E>): void => {
    const { actor } = service;
    if (actor.name === "host") return;
    service.dispatcher = simDispatcher({
      ...{ actor, scheduler, longest: dayMs / 2 },
      nextWork: async (name) => {
        const next = name === loop ? await inner.nextWork(tenant) : null;
        return next === null ? null : next - actor.skew;
      },
      failed: (error) => {
        if (!WellsentError.isInstance(error)) violate("RAW-ERROR", `a tick: ${told(error)}`);
      },
    });
    service.engine.start(service.dispatcher, async () => [tenant], minute);
  };

  const running: Running<E>[] = [];
  const names = ["host"];
  for (let n = 1; n <= (options.workers ?? 2); n++) names.push(`worker-${n}`);
  for (const name of names) {
    const actor = createProcess(name);
    actor.skew = on("clock") ? draws.integer(`${name}.skew`, 20 * minute) - 10 * minute : 0;
    const service = {
      actor,
      engine: engineFor(actor),
      dispatcher: null,
      callers: new Set<never>(),
    };
    running.push(service);
    work(service);
  }
  scheduler.at(faultyUntil, "quiet days", () => {
    for (const { actor } of running) {
      actor.skew = 0;
      kill(actor);
    }
  });

  /** Calls the host's engine; rejects if its process dies. */
  const ask = async (run: (engine: E) => Promise<unknown>): Promise<void> => {
    const [host] = running;
    if (host === undefined || !host.actor.alive) throw died;
    await new Promise<unknown>((resolve, reject) => {
      host.callers.add(reject);
      run(host.engine)
        .finally(() => host.callers.delete(reject))
        .then(resolve, reject);
    });
  };

  const perform = async ({ act: name, person, id }: SimulatedOperation): Promise<void> => {
    const act = findAct(options.acts, name);
    if (act === null) return violate("ACT-UNKNOWN", `nobody knows how to do ${name}`);
    const actor = createProcess(`act-${id}`);
    const now = scheduler.now();
    for (let attempt = 0; attempt < tries; attempt++) {
      try {
        await ask((engine) => act.run({ engine, tenant, person, id, now }));
        done.set(id, scheduler.now());
        return;
      } catch (error) {
        if (error !== died && !WellsentError.isInstance(error))
          return violate("ACT-FAILED", `${name} of person ${person}: ${told(error)}`);
        if (WellsentError.isInstance(error) && !again.test(error.code))
          return sometimes(`${name} refused: ${error.code}`);
      }
      await scheduler.wait(actor, `${actor.name}.again`, minute * 1.5 ** Math.min(attempt, 12));
    }
    violate("UNANSWERED", `${id} is never answered`);
  };

  for (const operation of plan.operations)
    scheduler.at(start + operation.at, operation.id, () => void perform(operation));
  try {
    await scheduler.runUntil(faultyUntil + (options.quietDays ?? 14) * dayMs);
    const clock = { now: scheduler.now };
    const engine = options.engine({
      ...{ store: inner, clock, random: seededRandom(plan.seed) },
      email: faultyTransport({
        ...{ id: transportId, actor: createProcess("check"), scheduler, draws, provider },
        longestWaitMs,
      }),
    });
    const end = { violate, sometimes, store: inner, engine, tenant, now: scheduler.now() };
    const seen = { ...end, mails, done, committed, plan };
    await checkPromises(seen);
    for (const check of options.checks ?? []) await check(seen);
  } catch (error) {
    // An error of a check or of the scheduler is reported for this seed only.
    violate("THREW", told(error));
  }
  return {
    violations: findings.violations,
    reached: findings.reached,
    steps: scheduler.steps,
    mails: mails.length,
    digest: scheduler.digest,
    trail: scheduler.trail,
  };
}

/** Errors after which a careful caller retries. */
const again = /^STORE_(LOCKED|LOST|BUSY|FULL)$/;

function told(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
