import type { ErasingEngine } from "@wellsent/consent/rights";
import type { ConsentGate, Store } from "@wellsent/core";
import type { Reactions } from "@wellsent/core/ports";

export interface StoreEngine extends ErasingEngine {
  readonly reactions: Reactions;
}

/** As much of an engine as appending and erasing take, over a store and a gate: no workflows. */
export function storeEngine(store: Store, gate: ConsentGate, now: () => number): StoreEngine {
  const reactions: Reactions = {
    needs: { events: {}, messages: 0, consent: false },
    draftsFor: gate.draftsFor,
    append: gate.append,
    createEvent: ({ act }) => ({ name: `consent.${act}`, at: now(), data: {} }),
    wake: () => [],
    route: () => ({ start: [], log: [], dirty: true }),
  };
  return {
    store,
    reactions,
    record: (tenant, drafts, options) =>
      store.appendConsent({ tenant, now: now(), drafts }, reactions, options),
    forget: (tenant, contact, suppress, options) =>
      store.eraseContact({ tenant, now: now(), contact, suppress }, reactions, options),
  };
}
