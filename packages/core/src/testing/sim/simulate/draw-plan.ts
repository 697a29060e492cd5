import { createDraws } from "../draws.js";
import {
  type SimulatedAct,
  type SimulatedOperation,
  type SimulatedPlan,
  type SimulateOptions,
  type StartedEngine,
  simulatedFaults,
} from "./simulate-options.js";

export const dayMs = 86_400_000;

/** One seed in ten has no faults, so that its failures cannot be blamed on them. */
const soundOnes = 10;

export function countFaultyDays({ days = 14 }: { readonly days?: number }): number {
  return days;
}

/** The plan of one seed: who does what and when, and which faults occur. */
export function drawPlan<E extends StartedEngine>(
  seed: number,
  options: SimulateOptions<E>,
): SimulatedPlan {
  const draws = createDraws(seed);
  const allowed = options.faults ?? simulatedFaults;
  const faults =
    seed % soundOnes === 0 ? [] : allowed.filter((fault) => draws.happens(`fault.${fault}`, 0.5));
  const operations: SimulatedOperation[] = [];
  for (const [act, { times = 1, chance = 0.5, days }] of Object.entries(options.acts)) {
    const [from, to] = days ?? [0, countFaultyDays(options)];
    for (let person = 0; person < options.people; person++) {
      for (let time = 0; time < times; time++) {
        const id = `${act}-${person}-${time}`.toLowerCase();
        if (!draws.happens(`${id}.happens`, chance)) continue;
        const at = Math.round((from + draws.at(`${id}.at`) * (to - from)) * dayMs);
        operations.push({ at, act, person, id });
      }
    }
  }
  return { seed, faults, operations: operations.sort((a, b) => a.at - b.at) };
}

/** Whether an act of this name exists. */
export function findAct<E>(
  acts: Readonly<Record<string, SimulatedAct<E>>>,
  name: string,
): SimulatedAct<E> | null {
  return Object.hasOwn(acts, name) ? (acts[name] ?? null) : null;
}
