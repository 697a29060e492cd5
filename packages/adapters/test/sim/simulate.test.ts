import { type ConsentGate, defineSchema, defineWorkflow } from "@wellsent/core";
import { createEngine, type Engine, type EngineOptions } from "@wellsent/core/engine";
import { fakeConsentGate, fakeRenderer } from "@wellsent/core/testing";
import {
  type SimulatedActor,
  type SimulatedCheck,
  type SimulatedPorts,
  type SimulateOptions,
  simulate,
} from "@wellsent/core/testing/sim";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { pages, tenant } from "../engine/world.js";

const schema = defineSchema({
  attributes: z.object({}),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { news: {} },
});
type Mine = Engine<typeof schema>;

const thanks = defineWorkflow(schema, "thanks", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .exitOn("delivery:unsubscribed")
    .send({ id: "thanks" }, { purpose: "news" })
    .wait("2d")
    .send({ id: "reminder" }, { purpose: "news" }),
);
const gate = fakeConsentGate();
function mine(ports: SimulatedPorts): EngineOptions<typeof schema> {
  return {
    ...ports,
    schema,
    workflows: [thanks],
    consent: gate,
    pages,
    renderer: fakeRenderer({ thanks: { text: "Thank you" }, reminder: { text: "Still here?" } }),
    senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  };
}

async function meet({ engine, person }: SimulatedActor<Mine>) {
  const known = await engine.identify({ tenant, email: `p${person}@mail.example` });
  return { contact: known.contact, point: known.points[0]?.id };
}

function says(type: "consent.granted" | "consent.withdrawn") {
  return async (actor: SimulatedActor<Mine>): Promise<void> => {
    const { point } = await meet(actor);
    if (point === undefined) return;
    const { id, now } = actor;
    await actor.engine.record(tenant, [
      { id, type, contactPoint: point, effectiveAt: now, fields: {} },
    ]);
  };
}

async function buys(actor: SimulatedActor<Mine>, id = actor.id): Promise<void> {
  const { engine } = actor;
  const { contact } = await meet(actor);
  const order = { tenant, contact, event: "order.placed", data: { total: 1 }, id } as const;
  await engine.track(order);
}

const acts: SimulateOptions<Mine>["acts"] = {
  joins: { chance: 0.9, days: [0, 1], run: says("consent.granted") },
  buys: { times: 2, days: [1, 13], run: buys },
  leaves: { chance: 0.3, days: [3, 14], run: says("consent.withdrawn") },
};

const options = {
  engine: (ports) => createEngine(mine(ports)),
  store: () => memoryStore(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  ...{ tenant, start: Date.UTC(2026, 2, 16, 8), people: 4, seeds: 20, acts },
} satisfies SimulateOptions<Mine>;

/** Nobody is thanked more often than they bought. */
const oneEach: SimulatedCheck<Mine> = ({ mails, plan, violate }) => {
  for (let person = 0; person < options.people; person++) {
    const own = mails.filter(({ message }) => message.to.address === `p${person}@mail.example`);
    const thanked = new Set(
      own
        .filter(({ message }) => message.text.startsWith("Thank"))
        .map(({ message }) => message.ref),
    ).size;
    const bought = plan.operations.filter((one) => one.act === "buys" && one.person === person);
    if (thanked > bought.length) violate("ONE-EACH", `person ${person}: ${thanked} thanks`);
  }
};

describe("simulating a host's own workflows", () => {
  it("finds nothing in a sound one, and has been where it hurts", async () => {
    const result = await simulate({ ...options, checks: [oneEach] });
    expect(result.failures).toEqual([]);
    expect(result).toMatchObject({ seeds: 20, days: 20 * 28 });
    expect(Object.keys(result.situations)).toEqual(
      expect.arrayContaining([
        ...["accepted", "run completed", "killed after settle", "killed at the answer"],
        ...["answer lost", "answer of settle lost", "refused for now", "outage met"],
      ]),
    );
  });

  it("gives the same result for the same options", async () => {
    const some = { ...options, seeds: 3 };
    expect(await simulate(some)).toEqual(await simulate(some));
  });

  it("lets nothing go wrong where no fault is allowed", async () => {
    const { situations, failures } = await simulate({ ...options, seeds: 5, faults: [] });
    expect(failures).toEqual([]);
    expect(
      Object.keys(situations).filter((name) => /killed|lost|outage|for now/.test(name)),
    ).toEqual([]);
  });

  it("finds a caller that takes a new id when it tries again, and tells it in few acts", async () => {
    let tries = 0;
    const careless = {
      ...options,
      seeds: 30,
      acts: {
        ...acts,
        buys: {
          ...acts["buys"],
          run: (actor: SimulatedActor<Mine>) => {
            tries += 1;
            return buys(actor, `${actor.id}-${actor.now}-${tries}`);
          },
        },
      },
      checks: [oneEach],
    };
    const { failures } = await simulate(careless);
    expect(failures).toMatchObject([{ check: "ONE-EACH" }]);
    const plan = failures[0]?.plan;
    expect(new Set(plan?.operations.map(({ act }) => act))).toEqual(new Set(["joins", "buys"]));
    expect(plan?.operations.length).toBeLessThan(6);
    expect(plan?.faults).toHaveLength(1);
    // What was kept of it fails until the caller is mended.
    const kept = JSON.parse(JSON.stringify(plan)) as typeof plan;
    const plans = kept === undefined ? [] : [kept];
    expect((await simulate({ ...careless, plans })).failures).toMatchObject([
      { check: "ONE-EACH", plan: { operations: plan?.operations } },
    ]);
    expect(await simulate({ ...careless, acts, plans })).toMatchObject({ seeds: 1, failures: [] });
  });

  it.each([
    [
      "PERMISSION",
      "a gate that forgets a no",
      (ports: SimulatedPorts) => ({
        ...mine(ports),
        consent: {
          ...gate,
          decide: (question, facts) =>
            gate.decide(question, {
              ...{ ...facts, projection: "granted", elsewhere: [], suppressions: [] },
            }),
        } satisfies ConsentGate,
      }),
    ],
    [
      "UNSENT",
      "a host without a transport",
      (ports: SimulatedPorts) => {
        const { email: _, ...without } = mine(ports);
        return without;
      },
    ],
    [
      "RAW-ERROR",
      "a host whose settings throw",
      (ports: SimulatedPorts) => ({
        ...mine(ports),
        senderFor: () => {
          throw new Error("no settings");
        },
      }),
    ],
  ] as const)("says %s of %s", async (check, _what, made) => {
    const { failures } = await simulate<Mine>({
      ...options,
      ...{ seeds: 6, people: 2 },
      engine: (ports) => createEngine<typeof schema>(made(ports)),
    });
    expect(failures.map((failure) => failure.check)).toContain(check);
  });

  it("names an act that fails by itself, and goes on with the others", async () => {
    const { failures, mails } = await simulate({
      ...options,
      seeds: 3,
      acts: {
        ...acts,
        stumbles: {
          chance: 1,
          run: async () => {
            throw new TypeError("not a function");
          },
        },
      },
    });
    expect(failures).toMatchObject([
      { check: "ACT-FAILED", plan: { faults: [], operations: [{ act: "stumbles" }] } },
    ]);
    expect(mails).toBeGreaterThan(0);
  });
});
