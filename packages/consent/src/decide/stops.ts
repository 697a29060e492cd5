import type { Instant } from "@wellsent/core";
import { purposeCovers } from "../events/index.js";
import type { Plan } from "../rules/index.js";
import type { AddressProjection, DenialMark, Projection } from "../state/index.js";

/**
 * The projection of an address as a message is to see it. STOPs about other programs are left out
 * as long as the law of every place lets a STOP end only the program it answers. The same object is
 * returned if there are none, which is nearly always.
 */
export function heedingStops(
  projection: AddressProjection,
  plan: Plan,
  at: Instant,
): AddressProjection {
  if (plan.stopsAllFrom === undefined || at >= plan.stopsAllFrom) return projection;
  const { elsewhere } = projection;
  const own = heeding(projection, plan);
  const others = elsewhere?.map((other) => heeding(other, plan));
  const same = own === projection && !others?.some((other, index) => other !== elsewhere?.[index]);
  return same ? projection : { ...own, ...(others === undefined ? {} : { elsewhere: others }) };
}

function heeding<P extends Projection>(projection: P, plan: Plan): P {
  const denials = Object.entries(projection.denials);
  const heeded = denials.filter(([, denial]) => concerns(denial, plan));
  return heeded.length === denials.length
    ? projection
    : { ...projection, denials: Object.fromEntries(heeded) };
}

/** An opt-out that names a program covers all of it. One that names none covers advertising. */
function concerns(
  { kind, answered, scope }: DenialMark,
  { cell, messageClass }: Pick<Plan, "cell" | "messageClass">,
): boolean {
  if (kind !== "stopped") return true;
  const programme = answered ?? scope.purpose;
  return programme === undefined
    ? messageClass !== "service" && messageClass !== "transactional"
    : purposeCovers(programme, cell.purpose);
}
