import type { ConsentGate, GateFinding } from "../ports/consent-gate.js";
import type { Clock } from "../ports/sources.js";
import type { Telemetry } from "./telemetry.js";

export interface FindingDependencies {
  readonly gate: ConsentGate;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

const day = 86_400_000;

export function gateFindings({ gate, clock }: FindingDependencies): readonly GateFinding[] {
  return gate.findings?.(clock.now()) ?? [];
}

/** Informs the operator of outdated rules once a day, by the engine's own clock. */
export function dailyFindings(deps: FindingDependencies): () => void {
  let told = Number.NEGATIVE_INFINITY;
  return () => {
    const today = Math.floor(deps.clock.now() / day);
    if (today <= told) return;
    told = today;
    const codes = new Map<string, number>();
    for (const { code } of gateFindings(deps)) codes.set(code, (codes.get(code) ?? 0) + 1);
    for (const [code, count] of codes)
      deps.telemetry.log("warn", "The consent gate has findings about itself.", { code, count });
  };
}
