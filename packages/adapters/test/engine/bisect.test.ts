import { defineWorkflow, sendKey, type WorkflowDefinition } from "@wellsent/core";
import { bisectMessage, bisectVersions } from "@wellsent/core/explain/bisect";
import { localHour } from "@wellsent/core/timing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorld, schema, start, tenant } from "./world.js";

const day = 86_400_000;
const purpose = "news";
const thanks = { id: "thanks" };
const reminder = { id: "reminder" };

interface Change {
  readonly days?: number;
  readonly from?: number;
  readonly exit?: boolean;
}

/** Thanks at once, and a reminder after some days to those who spent enough. */
function course(version: number, { days = 2, from = 50, exit = false }: Change = {}) {
  return defineWorkflow(schema, "course", (w) => {
    const begun = w.onEvent("order.placed", { reentry: "always" }).version(version);
    const ends = exit ? begun.exitOn("cart.abandoned", { outcome: "back" }) : begun;
    return ends
      .send(thanks, { purpose, id: "thanks" })
      .wait(`${days}d`, { id: "pause" })
      .branch(
        { trigger: (d) => d.data("total").atLeast(from) },
        { id: "spender", yes: (way) => way.send(reminder, { purpose, id: "remind" }) },
      )
      .exit("done");
  });
}

async function bought(total: number, workflow: WorkflowDefinition = course(1)) {
  const world = createWorld({ workflows: [workflow] });
  const { engine, clock } = world;
  const contact = await world.person("ann", { attributes: { plan: "pro" } });
  await world.subscribe(contact);
  await engine.track({ tenant, contact, event: "order.placed", data: { total }, id: "order-1" });
  await engine.drain(tenant);
  clock.advanceBy(day);
  const event = "cart.abandoned";
  await engine.track({ tenant, contact, event, data: { cart: "c" }, id: "cart-1" });
  await engine.drain(tenant);
  clock.advanceBy(2 * day);
  await engine.drain(tenant);
  const way = async (template: string) => {
    const { items } = await engine.store.readOutbox({ tenant, contact });
    const key = items.find((one) => one.template === template)?.key ?? sendKey("none");
    return bisectMessage(engine, { tenant, key });
  };
  const compare = (after: WorkflowDefinition, before = workflow) =>
    bisectVersions(engine, { tenant, contact, template: "reminder", before, after });
  return { ...world, contact, way, compare };
}

describe("the transition that sent a message", () => {
  it("is named with its event, its step, and the condition with what it compared", async () => {
    const { way } = await bought(80);
    const first = await way("thanks");
    expect(first).toMatchObject({
      ...{ node: "thanks", at: start, decision: null, replayed: true },
      event: { name: "order.placed", id: "order-1", at: start },
    });
    const second = await way("reminder");
    expect(second).toMatchObject({ node: "remind", event: null, replayed: true });
    expect(second?.at).toBe(start + 3 * day);
    expect(second?.way.map(({ node, took }) => [node, took])).toEqual([
      ["thanks", null],
      ["pause", null],
      ["spender", "yes"],
      ["remind", null],
    ]);
    expect(second?.decision?.asked).toEqual([
      {
        ...{ case: "yes", holds: true },
        operands: [
          { words: "the trigger's total is at least 50", truth: "yes", actual: { total: 80 } },
        ],
      },
    ]);
    expect(second?.sentence).toContain('having gone the way "yes" out of spender (the trigger');
  });

  it("is the event that a wait heard", async () => {
    const answered = defineWorkflow(schema, "course", (w) =>
      w
        .onEvent("order.placed", { reentry: "always" })
        .send(thanks, { purpose })
        .waitFor(
          { event: "cart.abandoned", timeout: "9d" },
          { id: "cart", yes: (way) => way.send(reminder, { purpose, id: "remind" }) },
        ),
    );
    const { way } = await bought(1, answered);
    expect(await way("reminder")).toMatchObject({
      event: { name: "cart.abandoned", id: "cart-1", at: start + day },
      decision: { node: "cart", took: "match" },
    });
  });

  it("is told not to be replayed where what is known has changed since", async () => {
    const byPlan = defineWorkflow(schema, "course", (w) =>
      w
        .onEvent("order.placed", { reentry: "always" })
        .branch((c) => c.attribute("plan").is("pro"), {
          id: "plan",
          yes: (way) => way.send(reminder, { purpose, id: "remind" }),
        }),
    );
    const { way, engine, contact } = await bought(1, byPlan);
    expect(await way("reminder")).toMatchObject({ replayed: true });
    const at = { tenant, now: start + 3 * day, lookups: [{ id: contact }] };
    await engine.store.changeContacts(at, ([found]) =>
      found && !("unreadable" in found)
        ? [{ contact: { ...found, attributes: { ...found.attributes, plan: "free" } } }]
        : [],
    );
    const told = await way("reminder");
    expect(told).toMatchObject({ replayed: false, decision: { took: "yes" } });
    expect(told?.decision?.asked[0]).toMatchObject({ operands: [{ actual: "free" }] });
  });

  it("is replayed by the best hour that was chosen then, whatever is counted since", async () => {
    const best = defineWorkflow(schema, "course", (w) =>
      w
        .onEvent("order.placed", { reentry: "always" })
        .waitUntil({ time: "best", between: ["08:00", "21:00"], id: "best" })
        .send(reminder, { purpose, id: "remind" }),
    );
    const choose = () => ({ hour: 19, why: "own" }) as const;
    const world = createWorld({ workflows: [best], more: { bestHours: { choose } } });
    const { engine, clock } = world;
    const contact = await world.person("ann");
    await world.subscribe(contact);
    await world.buys(contact, "order-1");
    for (let part = 0; part < 24; part += 1) {
      await engine.drain(tenant);
      clock.advanceBy(day / 24);
    }
    const { items } = await engine.store.readOutbox({ tenant, contact });
    const key = items.find(({ template }) => template === "reminder")?.key ?? sendKey("none");
    const told = await bisectMessage(engine, { tenant, key });
    expect(told).toMatchObject({ replayed: true, node: "remind" });
    expect(localHour("Europe/Berlin", told?.at ?? 0)).toBe(19);
    const asked = { tenant, contact, template: "reminder", before: best, after: best };
    const { before } = await bisectVersions(engine, asked);
    expect(before && localHour("Europe/Berlin", before.at)).toBe(19);
  });

  it("is none of a message that is not there or that no workflow sent", async () => {
    const { way, engine, contact } = await bought(1);
    expect(await way("reminder")).toBeNull();
    await engine.send({ tenant, contact, template: reminder, purpose, id: "own" });
    await expect(way("reminder")).rejects.toMatchObject({ code: "INPUT_BISECT", path: "key" });
  });
});

describe("a replay", () => {
  it("does not know of a click that is still to come when a branch asks for it", async () => {
    const clicked = (days: number) =>
      defineWorkflow(schema, "course", (w) =>
        w
          .onEvent("order.placed", { reentry: "always" })
          .send(thanks, { purpose })
          .wait(`${days}d`, { id: "pause" })
          .branch(
            { clicked: thanks },
            { id: "clicked", no: (way) => way.send(reminder, { purpose, id: "remind" }) },
          ),
      );
    const { engine, contact } = await bought(1, clicked(2));
    const [sent] = (await engine.store.readOutbox({ tenant, contact })).items;
    const at = start + 2.5 * day;
    await engine.report(tenant, [
      {
        ...{ type: "clicked", dedupeKey: "click-1", at, message: sent?.key ?? sendKey("") },
        engagement: { machine: false },
      },
    ]);
    const told = await bisectVersions(engine, {
      ...{ tenant, contact, template: "reminder" },
      ...{ before: clicked(2), after: clicked(3) },
    });
    expect(told).toMatchObject({ sentBy: "before", causes: [{ part: "nodes.pause" }] });
  });
});

describe("what makes a person get a message in one version and not in the other", () => {
  it("is the changed condition, and not what changed beside it", async () => {
    const { compare } = await bought(80);
    const told = await compare(course(2, { from: 100, days: 5 }));
    expect(told.sentBy).toBe("before");
    expect(told.causes.map(({ part }) => part)).toEqual(["nodes.spender"]);
    expect(told.causes[0]?.before).toMatchObject({ cases: [{ where: { op: "trigger" } }] });
    expect(told.after).toBeNull();
    expect(told.before).toMatchObject({ version: 1, node: "remind", decision: { took: "yes" } });
  });

  it("is a rule that ends runs, by an event that the person did", async () => {
    const { compare } = await bought(80);
    const told = await compare(course(2, { exit: true, days: 3 }));
    expect(told.causes.map(({ part }) => part)).toEqual(["exitOn"]);
  });

  it("is every change that it takes together, where one alone does not do", async () => {
    const { compare } = await bought(80, course(1, { exit: true, from: 100 }));
    const told = await compare(course(2, { exit: false, from: 50 }));
    expect(told.sentBy).toBe("after");
    expect(told.causes.map(({ part }) => part).toSorted()).toEqual(["exitOn", "nodes.spender"]);
  });

  it("is nothing where both send it, or neither", async () => {
    const { compare } = await bought(80);
    expect(await compare(course(2, { days: 7 }))).toMatchObject({ sentBy: "both", causes: [] });
    const neither = await compare(course(2, { from: 300 }), course(1, { from: 200 }));
    expect(neither).toMatchObject({ sentBy: "neither", causes: [], before: null, after: null });
  });

  it("agrees with the condition for every start that is made up", async () => {
    const { engine, contact } = await bought(1);
    const amount = fc.integer({ min: 0, max: 9 });
    await fc.assert(
      fc.asyncProperty(amount, amount, amount, async (total, from, later) => {
        const told = await bisectVersions(engine, {
          ...{ tenant, contact, template: "reminder", start: { at: start + day, data: { total } } },
          ...{ before: course(1, { from }), after: course(2, { from: later, days: 1 }) },
        });
        const [one, other] = [total >= from, total >= later];
        expect(told.sentBy).toBe(one ? (other ? "both" : "before") : other ? "after" : "neither");
        expect(told.causes.map(({ part }) => part)).toEqual(one === other ? [] : ["nodes.spender"]);
      }),
      { numRuns: 30 },
    );
  });

  it("is refused for nobody, for a person without a run, and for a length that is none", async () => {
    const { engine, person, contact } = await bought(1);
    const versions = { tenant, template: "reminder", before: course(1), after: course(2) };
    const stranger = await person("eve");
    const path = (more: Partial<Parameters<typeof bisectVersions>[1]>) =>
      bisectVersions(engine, { ...versions, contact, ...more }).catch((error) => error.path);
    expect(await path({ contact: stranger })).toBe("contact");
    expect(await path({ days: 0 })).toBe("days");
  });
});
