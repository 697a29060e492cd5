import type { Store, WorkflowDefinition } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, recordingTransport, start, tenant } from "./world.js";

export const hour = 3_600_000;
export const day = 24 * hour;

export const stores = [
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][];

/** A shop whose customers enter its workflows one after the other. */
export function workflowWorld(createStore: () => Store, workflows?: readonly WorkflowDefinition[]) {
  const clock = simulatedClock(start);
  const shared = { store: createStore(), clock, transport: recordingTransport(clock) };
  const { transport } = shared;
  const made = createWorld({ ...shared, ...(workflows === undefined ? {} : { workflows }) });
  return {
    ...made,
    ...shared,
    workflows: made.engine.workflows,
    /** Another process over the same store: its memory and its randomness are its own. */
    beside: (others: readonly WorkflowDefinition[], seed = 8) =>
      createWorld({ ...shared, workflows: others, seed }),
    /** Whom each mail went to, and how many days after the beginning. */
    days: () => transport.sent.map(({ to, at }) => [to.split("@")[0], (at - start) / day]),
    pass: async (ms: number) => {
      clock.advanceBy(ms);
      await made.engine.drain(tenant);
    },
    enter: async (name: string) => {
      const contact = await made.person(name);
      await made.subscribe(contact);
      await made.buys(contact, `order-${name}`);
      await made.engine.drain(tenant);
      return contact;
    },
  };
}

/** A store that migrates one run a chunk, and fails from the second chunk on. */
export function failingSecondChunk(store: Store): Store {
  let calls = 0;
  return {
    ...store,
    migrateRuns: async (call, migrator, options) => {
      calls += 1;
      if (calls > 1) throw new Error("power cut");
      return store.migrateRuns({ ...call, limit: 1 }, migrator, options);
    },
  };
}
