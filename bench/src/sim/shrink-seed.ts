import { shrinkPlan } from "@wellsent/core/testing/sim";
import type { Plan } from "./plan.ts";
import { runSeed, type SeedResult } from "./run-seed.ts";

export function listChecks(result: SeedResult): readonly string[] {
  return [...new Set(result.violations.map(({ check }) => check))];
}

/**
 * The smallest plan found in which a check still fails: fewer operations first, then fewer
 * features.
 */
export async function shrinkSeed(plan: Plan, check: string): Promise<Plan> {
  const still = async (tried: Plan): Promise<boolean> =>
    listChecks(await runSeed(tried.seed, tried)).includes(check);
  const operations = await shrinkPlan(plan.operations, (some) =>
    still({ ...plan, operations: some }),
  );
  const features = await shrinkPlan(plan.features, (some) =>
    still({ ...plan, operations, features: some }),
  );
  return { ...plan, operations, features };
}
