import { defineWorkflow } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { createWorld, schema, tenant, thanks } from "./world.js";

const receipts = defineWorkflow(schema, "receipts", (w) =>
  w
    .onEvent("order.placed")
    .send({ id: "receipt", messageClass: "transactional" }, { purpose: "orders" })
    .wait("1d")
    .send({ id: "thanks" }, { purpose: "news" }),
);

describe("the report of an event", () => {
  it("counts the runs that began, and none that was refused at its entry", async () => {
    const { engine, store, person, subscribe } = createWorld({
      workflows: [thanks, { ...receipts, entry: { ...receipts.entry, admit: "anyone" } }],
    });
    const contact = await person("ann");
    const buy = (id: string) =>
      engine.track({ tenant, contact, event: "order.placed", data: { total: 1 }, id });
    expect(await buy("1")).toMatchObject({ accepted: 1, started: 1 });
    const runs = (await store.readEnrollments({ tenant })).items;
    expect(runs.map(({ workflow, status }) => [workflow, status]).sort()).toEqual([
      ["receipts", "active"],
      ["thanks", "ended"],
    ]);
    await subscribe(contact);
    expect(await buy("2")).toMatchObject({ accepted: 1, started: 1 });
  });
});
