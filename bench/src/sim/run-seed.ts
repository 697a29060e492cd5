import { perform } from "./operations.ts";
import { drawPlan, type Plan } from "./plan.ts";
import type { Medium } from "./poison.ts";
import { checkAtRest } from "./rest-checks.ts";
import { createWorld, endOfTime, faultyUntil, start } from "./world.ts";

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly {
    readonly check: string;
    readonly what: string;
    readonly at: number;
  }[];
  readonly reached: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly mails: number;
  readonly days: number;
  readonly digest: number;
  readonly plan: Plan;
  readonly trail: readonly string[];
}

/** One seed in twenty lies in SQLite, which costs twice as much. */
function pickMedium(seed: number): Medium {
  return seed % 20 === 13 ? "sqlite" : "memory";
}

/**
 * Runs one seed from its first day to the end of its quiet days, and checks every promise on the
 * way.
 */
export async function runSeed(
  seed: number,
  plan: Plan = drawPlan(seed),
  medium: Medium = pickMedium(seed),
): Promise<SeedResult> {
  const world = createWorld(plan, medium);
  const { scheduler, findings } = world;
  for (const operation of plan.operations) {
    scheduler.at(start + operation.at, operation.id, () => perform(world, operation));
  }
  scheduler.at(faultyUntil, "quiet days", () => {
    world.faulty = false;
    world.poisoned.clear();
    world.broken.clear();
    const last = [...plan.operations]
      .sort((a, b) => a.at - b.at)
      .findLast(({ kind }) => kind === "deploy" || kind === "rollback");
    const newest = last?.kind === "deploy" ? world.releases.second : world.releases.first;
    for (const service of world.services) {
      service.process.skew = 0;
      const kept = service.release === world.releases.fork ? service.release : newest;
      if (service.process.alive) world.kill(service);
      service.release = kept;
    }
  });
  world.withdraws = (key) => {
    const contact = key.slice(key.indexOf(":") + 1);
    const person = world.people.find((one) => one.contact === contact);
    if (person === undefined) return;
    const who = world.people.filter(({ tenant }) => tenant === person.tenant).indexOf(person);
    const tenant = person.tenant === "acme" ? 0 : 1;
    const id = `guided-${who}-${scheduler.steps}`;
    const at = scheduler.now() - start;
    perform(world, { kind: "withdraw", at, tenant, who, id });
  };
  try {
    await scheduler.runUntil(endOfTime);
    await checkAtRest(world);
    if (medium === "sqlite") findings.sometimes("rows in SQLite");
    await world.inner.close();
  } catch (error) {
    findings.violate(
      "LIVELOCK",
      error instanceof Error
        ? `${error.name}: ${error.message} ${error.stack ?? ""}`
        : String(error),
    );
  }
  return {
    seed,
    violations: findings.violations,
    reached: Object.fromEntries(findings.reached),
    steps: scheduler.steps,
    mails: world.post.arrivals.length,
    days: (endOfTime - start) / 86_400_000,
    digest: scheduler.digest,
    plan,
    trail: scheduler.trail,
  };
}
