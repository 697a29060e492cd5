import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";

/** `null` is for ever, so it beats any number. */
const longer = (a: Milliseconds | null, b: Milliseconds | null): Milliseconds | null =>
  a === null || b === null ? null : Math.max(a, b);

/** The least that satisfies all of them. */
export const mergeNeeds = (needs: readonly FactsNeeded[]): FactsNeeded => {
  const events: Record<string, Milliseconds | null> = {};
  let messages: Milliseconds | null = 0;
  let consent = false;
  for (const need of needs) {
    for (const [name, back] of Object.entries(need.events)) {
      const known = events[name];
      events[name] = known === undefined ? back : longer(known, back);
    }
    messages = longer(messages, need.messages);
    consent ||= need.consent;
  }
  return { events, messages, consent };
};
