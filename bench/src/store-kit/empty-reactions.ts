import type { FactsNeeded, Reactions } from "@wellsent/core/ports";
import { gate } from "../engine/shop.ts";

export const noFacts: FactsNeeded = { events: {}, messages: 0, consent: false };

/** Appends with the real gate and concerns nobody's runs. */
export const emptyReactions: Reactions = {
  needs: noFacts,
  draftsFor: () => [],
  append: (state, drafts) => gate.append(state, drafts),
  createEvent: ({ act }) => ({ name: `consent.${act}`, at: 0, data: {} }),
  wake: () => [],
  route: () => ({ start: [], log: [], dirty: false }),
};
