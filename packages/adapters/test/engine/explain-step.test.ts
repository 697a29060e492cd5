import { type ContactId, defineWorkflow } from "@wellsent/core";
import { explainStep } from "@wellsent/core/explain";
import { describe, expect, it } from "vitest";
import { createWorld, schema, tenant } from "./world.js";

const day = 86_400_000;
const run = defineWorkflow(schema, "run", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cart" } })
    .exitOn("order.placed", { outcome: "ordered" })
    .cap({ max: 1, per: "7d" })
    .send({ id: "thanks" }, { purpose: "news", id: "first" })
    .wait("2d", { id: "pause" })
    .send({ id: "reminder" }, { purpose: "news", id: "second" }),
);

async function scene(names: readonly string[]) {
  const world = createWorld({ workflows: [run] });
  const people = new Map<string, ContactId>();
  for (const name of names) {
    const contact = await world.person(name);
    people.set(name, contact);
    await world.subscribe(contact);
    const event = "cart.abandoned";
    await world.engine.track({ tenant, contact, event, data: { cart: "c" }, id: `a-${name}` });
  }
  await world.engine.drain(tenant);
  const explain = (node: string) => explainStep(world.engine, { tenant, workflow: run.id, node });
  return { ...world, people, explain };
}

describe("what is said of a step", () => {
  it("is nothing of a step that nobody has come to", async () => {
    const { explain } = await scene([]);
    expect(await explain("second")).toMatchObject({ passed: 0, waiting: 0, messages: [] });
  });

  it("counts who waits, who was ended there, and who went on", async () => {
    const { engine, clock, people, explain } = await scene(["ann", "bob", "cleo"]);
    expect(await explain("pause")).toMatchObject({ passed: 0, waiting: 3, cutShort: [] });
    const bob = people.get("bob");
    if (bob === undefined) throw new TypeError("No bob.");
    const event = "order.placed";
    await engine.track({ tenant, contact: bob, event, data: { cart: "c", total: 1 }, id: "o" });
    await engine.drain(tenant);
    expect(await explain("pause")).toMatchObject({
      ...{ passed: 0, waiting: 2 },
      cutShort: [{ code: "ordered", rule: "order.placed", count: 1 }],
    });
    clock.advanceBy(2 * day);
    await engine.drain(tenant);
    expect(await explain("pause")).toMatchObject({ passed: 2, waiting: 0 });
  });

  it("counts its messages by what became of them, with the clause and in words", async () => {
    const { engine, clock, explain } = await scene(["ann", "bob"]);
    expect((await explain("first")).messages).toEqual([
      { status: "accepted", stoppedAt: null, code: null, rule: null, count: 2 },
    ]);
    clock.advanceBy(2 * day);
    await engine.drain(tenant);
    const { passed, messages, sentences } = await explain("second");
    expect(passed).toBe(2);
    expect(messages).toEqual([
      {
        ...{ status: "queued", stoppedAt: "caps", code: "FREQUENCY_CAP", count: 2 },
        rule: "workflow policy: caps[0]",
      },
    ]);
    expect(sentences).toContain(
      "Messages queued: 2 messages, FREQUENCY_CAP (there have been as many as the cap allows; " +
        "workflow policy: caps[0]).",
    );
  });

  it("counts sends that were refused before they were messages", async () => {
    const { engine, clock, people, withdraw, explain } = await scene(["ann", "bob"]);
    for (const contact of people.values()) await withdraw(contact);
    clock.advanceBy(2 * day);
    await engine.drain(tenant);
    const { refused, messages } = await explain("second");
    expect(messages).toEqual([]);
    expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
