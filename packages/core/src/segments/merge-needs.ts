import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";

/** The smallest set of facts that satisfies all the needs. */
export function mergeNeeds(needs: readonly FactsNeeded[]): FactsNeeded {
  // A plain object would fail for an event with a name such as `constructor`.
  const events = new Map<string, Milliseconds | null>();
  for (const need of needs) {
    for (const [name, reach] of Object.entries(need.events)) {
      const known = events.get(name);
      events.set(name, known === undefined ? reach : longer(known, reach));
    }
  }
  return {
    events: Object.fromEntries(events),
    messages: needs.reduce<Milliseconds | null>(
      (reach, { messages }) => longer(reach, messages),
      0,
    ),
    consent: needs.some(({ consent }) => consent),
    ...(nobody(needs, "memberships") ? { memberships: false } : {}),
    ...(nobody(needs, "enrolled") ? { enrolled: false } : {}),
    ...(needs.some(({ hours }) => hours === true) ? { hours: true } : {}),
  };
}

function nobody(needs: readonly FactsNeeded[], part: "memberships" | "enrolled"): boolean {
  return needs.length > 0 && needs.every((need) => need[part] === false);
}

/** `null` means without limit, so it exceeds every number. */
function longer(a: Milliseconds | null, b: Milliseconds | null): Milliseconds | null {
  return a === null || b === null ? null : Math.max(a, b);
}
