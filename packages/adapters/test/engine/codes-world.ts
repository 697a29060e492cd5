import type { CodeUse, SendKey } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import { deliveryWorld, tenant, type WorldOptions } from "./delivery-world.js";

const pool = "spring";
const none = { free: 0, held: 0, given: 0, redeemed: 0, expired: 0 };

function coded(over: Partial<CodeUse>) {
  return {
    text: "Your code",
    subject: "{code.value}",
    codes: { pool, whenEmpty: "skip", ...over } as const,
  };
}

export const codeRenderer = fakeRenderer({
  news: coded({}),
  waiting: coded({ whenEmpty: "wait" }),
  without: coded({ whenEmpty: "without" }),
  lasting: coded({ validFor: "14d" }),
  birthday: coded({ occasion: "birthday:{year}" }),
  receipt: { ...coded({}), messageClass: "transactional" },
  text: { ...coded({}), text: "Code {code.value}", channel: "sms" },
});

/** People, a queue and engines as in a delivery world, with a pool of codes. */
export function codesWorld(options: WorldOptions = {}) {
  const world = deliveryWorld(options);
  const { store, clock, transport } = world;
  return {
    ...world,
    engine: (more: Parameters<typeof world.engine>[0] = {}) =>
      world.engine({ renderer: codeRenderer, ...more }),
    load: (codes: readonly string[], expiresAt?: number) =>
      store.loadCodes({
        ...{ tenant, now: clock.now(), pool, codes },
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }),
    count: async () => ({ ...none, ...(await store.countCodes({ tenant, pool })) }),
    /** The codes that left, by the person they went to. */
    sent: () => new Map(transport.tries.map(({ to, subject }) => [to, subject])),
    reasons: async (key: SendKey | undefined) =>
      (await world.message(key)).reasons.map(({ code }) => code),
  };
}

export { none, tenant };
