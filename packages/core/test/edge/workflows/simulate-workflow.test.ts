import { describe, expect, it } from "vitest";
import { contactId, defineWorkflow, type StepLogEntry } from "../../../src/index.js";
import type { SendPolicy } from "../../../src/messages/send-policy.js";
import type { WorkflowPolicy } from "../../../src/workflows/definition.js";
import { countSteps } from "../../../src/workflows/diagram/index.js";
import { transition } from "../../../src/workflows/index.js";
import {
  type SimulationOptions,
  simulateWorkflow,
} from "../../../src/workflows/simulation/index.js";
import { contact, context, day, enrolled, facts, hour, send, start, workflow } from "./fixtures.js";
import { lapsed, lastCall, missYou, schema } from "./schema-fixture.js";

/** mulberry32, by Tommy Ettinger: small, seeded, good enough to deal with. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function people(count: number, zone = "Europe/Berlin") {
  return Array.from({ length: count }, (_, index) => ({
    contact: contact({ id: contactId(`c-${index}`), timeZone: { name: zone, source: "stated" } }),
  }));
}

const winBack = defineWorkflow(schema, "win-back", (w) =>
  w
    .onEnter(lapsed)
    .exitOn("order.placed")
    .exitOn("delivery:unsubscribed")
    .send(missYou, { purpose: "marketing.newsletter" })
    .waitFor(
      { clicked: missYou, timeout: "3d" },
      {
        yes: (way) => way.exit("back"),
        no: (way) =>
          way
            .waitUntil({ time: "09:00", days: ["tue"] })
            .send(lastCall, { purpose: "marketing.newsletter" }),
      },
    ),
);

function options(rest: Partial<SimulationOptions> = {}): SimulationOptions {
  return {
    contacts: people(2000),
    from: start,
    until: start + 30 * day,
    zone: "UTC",
    random: seeded(7),
    ...rest,
  };
}

describe("simulateWorkflow", () => {
  it("forecasts what behaviour makes of a workflow, the same for the same seed", () => {
    const behavior = { open: 0.4, click: 0.25, machineClick: 0.5, unsubscribe: 0.02 };
    const forecast = simulateWorkflow(winBack, options({ behavior }));
    expect(forecast).toEqual(simulateWorkflow(winBack, options({ behavior })));
    const { counts, sendsPerDay, contacts, active } = forecast;
    expect(contacts).toBe(2000);
    expect(active).toBe(0);
    expect(counts.sent["miss-you"]).toBe(2000);
    const { back = 0, completed = 0, "delivery:unsubscribed": left = 0 } = counts.outcomes;
    expect(back + completed + left).toBe(2000);
    expect(back / 2000).toBeGreaterThan(0.21);
    expect(back / 2000).toBeLessThan(0.29);
    expect(counts.took["wait-for-clicked-miss-you"]).toEqual({ match: back, timeout: completed });
    expect(counts.sent["last-call"]).toBe(completed);
    // Monday 2 March, then Tuesday the 10th at 09:00 in Berlin: within the eighth day.
    expect(
      sendsPerDay.flatMap((sends, index) =>
        Object.keys(sends).length > 0 ? [[index, sends]] : [],
      ),
    ).toEqual([
      [0, { "miss-you": 2000 }],
      [7, { "last-call": completed }],
    ]);
  });

  it("gives what transition gives", () => {
    const definition = workflow({
      hello: send("a", "pause"),
      pause: { kind: "wait", for: "2d", next: "again" },
      again: send("b"),
    });
    const log: StepLogEntry[] = [];
    let enrollment = enrolled(definition);
    for (let now: number | null = start; now !== null; now = enrollment.wakeAt) {
      const step = transition(definition, enrollment, [], facts(), context(now));
      enrollment = step.enrollment;
      log.push(...step.log);
    }
    const { counts } = simulateWorkflow(definition, options({ contacts: people(1) }));
    expect(counts).toMatchObject(countSteps(log));
  });

  it("leaves those who withdrew alone, and asks the given gate", () => {
    const definition = workflow({
      hello: send("a", "pause"),
      pause: { kind: "wait", for: "5d", next: "again" },
      again: send("b"),
    });
    const all = simulateWorkflow(
      definition,
      options({ contacts: people(50), behavior: { complain: 1 } }),
    );
    expect(all.counts).toMatchObject({
      sent: { hello: 50 },
      skipped: { again: 50 },
      outcomes: { completed: 50 },
    });
    expect(all.counts.sent["again"]).toBe(undefined);
  });

  it("keeps quiet hours and caps as the outbox does", () => {
    const quiet = workflow(
      { hello: send("a", "again"), again: send("b") },
      { policy: { quiet: [{ from: "08:00", to: "20:00" }], caps: [{ max: 1, per: "2d" }] } },
    );
    const forecast = simulateWorkflow(quiet, options({ contacts: people(10) }));
    expect(forecast.deferred).toBe(20);
    expect(forecast.sendsPerDay).toEqual([{ a: 10 }, {}, { b: 10 }]);
    const late = workflow(
      { hello: send("a") },
      { policy: { quiet: [{ from: "08:00", to: "20:00" }], lateAfter: "1h" } },
    );
    expect(simulateWorkflow(late, options({ contacts: people(10) }))).toMatchObject({
      dropped: 10,
      sendsPerDay: [],
    });
  });

  it.each<[string, WorkflowPolicy, SendPolicy]>([
    ["quiet hours", { quiet: [{ from: "08:00", to: "20:00" }] }, {}],
    ["a cap", { caps: [{ max: 0, per: "2d" }] }, {}],
    ["a holdout", { holdout: { share: 1, salt: "h" } }, {}],
    ["the tenant's quiet hours", {}, { quietHours: [{ from: "08:00", to: "20:00" }] }],
    ["the tenant's blackout", {}, { blackout: ["2026-03-02"] }],
    ["the tenant's cap", {}, { caps: [{ max: 0, per: "2d" }] }],
    ["the tenant's control group", {}, { controlGroup: { share: 1, salt: "c" } }],
  ])("heeds %s where that is the only rule", (_, own, policy) => {
    const definition = workflow({ hello: send("a") }, { policy: own });
    const forecast = simulateWorkflow(definition, options({ contacts: people(3), policy }));
    expect(forecast.deferred + forecast.dropped).toBe(3);
    expect(forecast.sendsPerHour[0] ?? 0).toBe(0);
  });

  it("lets events happen, tells its progress, and shows who still waits", () => {
    const definition = workflow(
      { pause: { kind: "wait", for: "40d", next: "end" } },
      { exitOn: [{ on: "event", event: "order.placed", outcome: "bought" }] },
    );
    const done: number[] = [];
    const forecast = simulateWorkflow(
      definition,
      options({
        behavior: { events: [{ name: "order.placed", perDay: 1 / 30 }] },
        onProgress: (count) => done.push(count),
      }),
    );
    expect(done).toEqual([1000, 2000, 2000]);
    const { bought = 0 } = forecast.counts.outcomes;
    expect(bought / 2000).toBeGreaterThan(0.58); // 1 − 1/e
    expect(bought / 2000).toBeLessThan(0.68);
    expect(forecast.counts.waiting).toEqual({ pause: 2000 - bought });
    expect(forecast.active).toBe(2000 - bought);
  });

  it("enters people whenever dates and schedules say", () => {
    const definition = workflow(
      { hello: send("a") },
      {
        entry: {
          triggers: [
            {
              on: "schedule",
              recurrence: {
                v: 1,
                start: "2020-01-01",
                every: "day",
                time: "12:00",
                zone: "contact",
              },
            },
          ],
          reentry: { mode: "always" },
        },
      },
    );
    const forecast = simulateWorkflow(
      definition,
      options({ contacts: [...people(2), ...people(1, "Asia/Tokyo")], until: start + 2 * day - 1 }),
    );
    expect(forecast).toMatchObject({ contacts: 3, counts: { started: 6 } });
    expect(forecast.sendsPerDay).toEqual([{ a: 3 }, { a: 3 }]);
  });

  it("enters people when and how they are said to", () => {
    const definition = workflow(
      { hello: send("a") },
      { entry: { triggers: [{ on: "manual" }], reentry: { mode: "keyed", key: "cart" } } },
    );
    const [one, two] = people(2);
    if (one === undefined || two === undefined) throw new Error("two people");
    const forecast = simulateWorkflow(
      definition,
      options({
        contacts: [
          {
            ...one,
            entersAt: start + 3 * day + hour,
            trigger: { type: "manual", id: "1", data: { cart: "x" } },
          },
          { ...two, trigger: { type: "manual", id: "2" } },
        ],
      }),
    );
    expect(forecast).toMatchObject({
      contacts: 2,
      counts: { started: 1 },
      sendsPerDay: [{}, {}, {}, { a: 1 }],
    });
  });
});
