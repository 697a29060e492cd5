import { expectTypeOf, test } from "vitest";
import { defineWorkflow, keptEvent, runEnd, type WorkflowDefinition } from "../../src/index.js";
import type { WorkflowStart } from "../../src/workflows/index.js";
import { lapsed, missYou, type schema } from "../edge/workflows/schema-fixture.js";

declare const declared: typeof schema;
declare const w: WorkflowStart<typeof schema>;
function started() {
  return w.onEnter(lapsed);
}

test("a definition is plain data", () => {
  expectTypeOf(defineWorkflow<typeof schema, unknown>).returns.toExtend<WorkflowDefinition>();
});

test("events are those of the schema", () => {
  w.onEvent("cart.abandoned", { reentry: { oncePer: "cartId" } });
  // @ts-expect-error no such event
  w.onEvent("cart.abandonned");
  started().exitOn("order.placed").exitOn("delivery:unsubscribed");
  // @ts-expect-error no such event
  started().exitOn("order.plcaed");
  // @ts-expect-error no such event
  started().waitFor({ event: "order", timeout: "1d" });
});

test("conditions name fields the event has, and say what their kind allows", () => {
  started().exitOn("order.placed", { where: (d) => d.data("cart.id").is("1") });
  // @ts-expect-error no such field
  started().exitOn("order.placed", { where: (d) => d.data("totl").atLeast(1) });
  // @ts-expect-error no such field
  started().waitFor({ event: "order.placed", where: (d) => d.data("cartId").isKnown(), timeout: "1d" });
  // @ts-expect-error a text is not more than another
  w.onEvent("cart.abandoned", { where: (d) => d.data("cartId").moreThan("1") });
});

test("branches ask about the contact, a segment, and the data of the event that started the run", () => {
  started().branch((c) => c.attribute("plan").is("pro"), {});
  started().branch({ in: lapsed }, {});
  // @ts-expect-error no such attribute
  started().branch((c) => c.attribute("plann").is("pro"), {});
  w.onEvent("order.placed").branch({ trigger: (d) => d.data("total").atLeast(50) }, {});
  // @ts-expect-error no such field
  w.onEvent("cart.abandoned").branch({ trigger: (d) => d.data("total").atLeast(50) }, {});
  // @ts-expect-error a segment brings no data along
  started().branch({ trigger: (d) => d.data("total").isKnown() }, {});
});

test("a send names a purpose of the schema and one of its topics", () => {
  started().send(missYou, { purpose: "marketing.newsletter", topic: "offers" });
  started().send(missYou, { purpose: "service.account" });
  // @ts-expect-error no purpose
  started().send(missYou, {});
  // @ts-expect-error no such purpose
  started().send(missYou, { purpose: "marketing.newslettr" });
  // @ts-expect-error a topic of no purpose
  started().send(missYou, { purpose: "marketing.newsletter", topic: "offer" });
  // @ts-expect-error a purpose without topics
  started().send(missYou, { purpose: "service.account", topic: "offers" });
  // @ts-expect-error no template
  started().send("miss-you", { purpose: "service.account" });
});

test("attributes are those of the schema", () => {
  started().set({ plan: "pro" }).unset("points");
  // @ts-expect-error no such attribute
  started().set({ plann: "pro" });
  // @ts-expect-error no such value
  started().set({ plan: "gold" });
  // @ts-expect-error no such attribute
  started().unset("point");
});

test("what starts a run comes first, and nothing comes after an exit", () => {
  // @ts-expect-error a run must be started by something
  w.send(missYou, { purpose: "service.account" });
  // @ts-expect-error the run is over
  started().exit("done").send(missYou, { purpose: "service.account" });
  // @ts-expect-error exits hold for the whole workflow, not for a way
  started().branch({ clicked: missYou }, { yes: (way) => way.exitOn("order.placed") });
});

test("a key is a field that the start and the other event have, of one kind", () => {
  const carts = w.onEvent("cart.abandoned", { reentry: { oncePer: "cartId", again: "restart" } });
  // @ts-expect-error no such field
  w.onEvent("cart.abandoned", { reentry: { oncePer: "cart" } });
  // @ts-expect-error a list is no key
  w.onEvent("order.placed", { reentry: { oncePer: "sku" } });
  // @ts-expect-error nothing comes along that could be a key
  w.onEnter(lapsed, { reentry: { oncePer: "cartId" } });
  w.onEvent("order.placed", { reentry: { oncePer: "cart.id", again: "afterExit" } });
  w.onRequest({ reentry: { oncePer: "anything" } });

  carts.exitOn("order.placed", { same: { own: "cartId", other: "cart.id" } });
  carts.exitOn("cart.abandoned", { same: "cartId" });
  // @ts-expect-error the other event has no such field
  carts.exitOn("order.placed", { same: "cartId" });
  // @ts-expect-error a text is never the same as a number
  carts.exitOn("order.placed", { same: { own: "cartId", other: "total" } });
  // @ts-expect-error a list is no key
  carts.exitOn("order.placed", { same: { own: "cartId", other: "sku" } });
  // @ts-expect-error a report about a message has no key
  carts.exitOn("delivery:clicked", { same: "cartId" });
  // @ts-expect-error a segment brings no key along
  started().exitOn("order.placed", { same: "cart.id" });

  carts.waitFor({ event: "order.placed", same: { own: "cartId", other: "cart.id" }, timeout: "1d" });
  // @ts-expect-error the other event has no such field
  carts.waitFor({ event: "order.placed", same: "cartId", timeout: "1d" });
  w.onEvent("order.placed").waitFor({ event: "order.placed", same: "cart.id", timeout: "1d" });

  carts.branch(
    { happened: "order.placed", same: { own: "cartId", other: "cart.id" }, where: (d) => d.data("total").atLeast(5) },
    {},
  );
  // @ts-expect-error the other event has no such field
  carts.branch({ happened: "order.placed", same: "cartId" }, {});
  // @ts-expect-error a happening needs its key
  carts.branch({ happened: "order.placed" }, {});
});

test("dates are named by paths to text or numbers", () => {
  started().waitUntilDate({ attribute: "firstName", before: "7d" });
  w.onEvent("order.placed").waitUntilDate({ trigger: "cart.id" });
  // @ts-expect-error no such attribute
  started().waitUntilDate({ attribute: "firstNam" });
  // @ts-expect-error a segment brings no data along
  started().waitUntilDate({ trigger: "cart.id" });
  // @ts-expect-error a list is no date
  w.onEvent("order.placed").waitUntilDate({ trigger: "sku" });
  // @ts-expect-error before or after, not both
  started().waitUntilDate({ attribute: "firstName", before: "7d", after: "1d" });
});

test("a goal is worth a number, of the trigger or of the event", () => {
  started().goal("a", { value: 5 }).goal("b");
  w.onEvent("order.placed").goal("order", { value: "total" });
  // @ts-expect-error a text is no number
  w.onEvent("order.placed").goal("order", { value: "cart.id" });
  // @ts-expect-error a segment brings no data along
  started().goal("order", { value: "total" });
  w.onEvent("cart.abandoned").goalOn("order.placed", { value: "total", same: { own: "cartId", other: "cart.id" } });
  // @ts-expect-error no such event
  started().goalOn("order.plcaed");
  // @ts-expect-error no such field
  started().goalOn("order.placed", { value: "totl" });
  // @ts-expect-error goals of events hold for the whole workflow, not for a way
  started().branch({ clicked: missYou }, { yes: (way) => way.goalOn("order.placed") });
});

test("a wait is counted from one report", () => {
  started().waitSince({ delivered: missYou, for: "3d", timeout: "7d" });
  // @ts-expect-error from which?
  started().waitSince({ for: "3d", timeout: "7d" });
  // @ts-expect-error from one of them
  started().waitSince({ sent: missYou, opened: missYou, for: "3d", timeout: "7d" });
  // @ts-expect-error for how long?
  started().waitSince({ sent: missYou, for: "3d" });
  started().unless({ event: "order.placed", within: "1d" }, (way) => way.exit("cold"));
  // @ts-expect-error no such event
  started().unless({ event: "order", within: "1d" }, (way) => way.exit("cold"));
});

test("experiments and branches are paths of steps", () => {
  started()
    .goal("a")
    .experiment("e", { metric: "a", arms: { one: { weight: 1 }, two: { weight: 1, do: (way) => way.exit("x") } } });
  // @ts-expect-error compared by which goal?
  started().experiment("e", { arms: { one: { weight: 1 } } });
  started().parallel({ a: (way) => way.wait("1d"), b: (way) => way.exit("x") }, { join: "any" });
  // @ts-expect-error all or any
  started().parallel({ a: (way) => way.wait("1d") }, { join: "first" });
});

test("a workflow that others run says what it is handed, and what comes back", () => {
  const child = defineWorkflow({} as typeof schema, "child", (c) =>
    c.onRequest({ data: "order.placed" }).branch({ trigger: (d) => d.data("total").atLeast(5) }, {}),
  );
  w.onRequest({ data: "cart.abandoned", reentry: { oncePer: "cartId" } });
  // @ts-expect-error no such event
  w.onRequest({ data: "cart.abandonned" });
  // @ts-expect-error no such field
  w.onRequest({ data: "cart.abandoned" }).branch({ trigger: (d) => d.data("total").atLeast(5) }, {});
  const order = { total: 3, sku: [], cart: { id: "1" } };
  started().run(child, { data: { ...order, room: 12 } });
  w.onEvent("order.placed").run(child);
  w.onEvent("order.placed").run(child, { data: { total: 3 } });
  // @ts-expect-error the total is a number
  started().run(child, { data: { ...order, total: "3" } });
  // @ts-expect-error a segment brings no order along
  started().run(child);
  // @ts-expect-error nor all of one
  started().run(child, { data: { total: 3 } });
  // @ts-expect-error not every start brings it
  w.onEvent("order.placed").onEnter(lapsed).run(child);
  started().run({ id: "elsewhere" }, { data: { total: "3" } });
  const ended = runEnd("course", { level: "number", note: "text?" });
  started()
    .run(child, { data: order, within: "5d", as: ended })
    .branch(
      ended.when((d) => d.data("course.outcome").is("done")),
      {},
    )
    .branch(
      ended.when((d) => d.data("course.goals").has("bought")),
      {},
    )
    .branch(
      ended.when((d) => d.data("course.data.level").atLeast(2)),
      {},
    );
  // @ts-expect-error nothing of this name comes back
  ended.when((d) => d.data("course.data.room").isKnown());
  // @ts-expect-error an outcome is a text
  ended.when((d) => d.data("course.outcome").atLeast(2));
});

test("a template that reads an event's data is sent where every start brings it, or the step", () => {
  const base = { id: "cart", purpose: "service.account" } as const;
  const cart = { ...base, events: ["cart.abandoned"] } as const;
  const either = { ...base, events: ["cart.abandoned", "order.placed"] } as const;
  const untold: { readonly id: string; readonly purpose: "service.account"; readonly events: readonly string[] } = {
    ...cart,
  };
  w.onEvent("cart.abandoned").wait("1d").send(cart).send(either).send(untold);
  w.onEvent("order.placed").onEvent("cart.abandoned").send(either);
  w.onRequest({ data: "cart.abandoned" }).send(cart, { fallbacks: [cart, base] });
  started()
    .send(base)
    .send(untold)
    .send(cart, { data: { cartId: "7" } });
  // @ts-expect-error a segment brings no data along
  started().send(cart);
  // @ts-expect-error nor does a request that says nothing of it
  w.onRequest().send(cart);
  // @ts-expect-error one of the starts brings none
  w.onEvent("order.placed").onEvent("cart.abandoned").send(cart);
  // @ts-expect-error consent brings its own
  w.onEvent("cart.abandoned").onConsent("granted").send(cart);
  // @ts-expect-error data of another kind
  started().send(cart, { data: { cartId: 7 } });
  // @ts-expect-error a fallback reads it, too
  started().send(base, { fallbacks: [base, cart] });
  started().send(base, { fallbacks: [base, cart], data: { cartId: "7" } });
  // @ts-expect-error what is waited for is no data of the run
  started().waitFor({ event: "cart.abandoned", timeout: "1d" }, { yes: (way) => way.send(cart) });
  // @ts-expect-error no such event
  w.onEvent("cart.abandoned").send({ ...base, events: ["cart.abandonned"] });
});

test("a step's data take the place of the run's, and have to be of their kind", () => {
  const cart = { id: "cart", purpose: "service.account", events: ["cart.abandoned"] } as const;
  w.onEvent("cart.abandoned").send(cart, { data: { cartId: "8", more: 1 } });
  // @ts-expect-error the cart's own id is a text, and the step makes it a number
  w.onEvent("cart.abandoned").send(cart, { data: { cartId: 8 } });
  // @ts-expect-error the same for a fallback
  w.onEvent("cart.abandoned").send({ id: "c", purpose: "service.account" }, { fallbacks: [cart], data: { cartId: 8 } });
  const child = defineWorkflow(declared, "child", (c) => c.onRequest({ data: "cart.abandoned" }).exit("done"));
  w.onEvent("cart.abandoned").run(child, { data: { cartId: "8" } });
  // @ts-expect-error the workflow reads a text
  w.onEvent("cart.abandoned").run(child, { data: { cartId: 8 } });
});

test("an event that a wait keeps is read by conditions and by templates", () => {
  const base = { id: "cart", purpose: "service.account" } as const;
  const receipt = { ...base, events: ["order.placed"] } as const;
  const either = { ...base, events: ["cart.abandoned", "order.placed"] } as const;
  const order = keptEvent(declared, "order", "order.placed");
  // @ts-expect-error no such event
  keptEvent(declared, "order", "order.plcaed");
  started()
    .waitFor({ event: "order.placed", keep: order, timeout: "1d" }, { no: (way) => way.exit("none") })
    .branch(
      order.when((d) => d.data("order.total").atLeast(5)),
      {},
    )
    .send(receipt, { kept: order })
    .send(either, { kept: order, fallbacks: [receipt] })
    .send(receipt, { kept: order, data: { total: 5 } });
  w.onEvent("cart.abandoned")
    .unless({ event: "order.placed", keep: order, within: "1d" }, (way) => way.exit("none"))
    .send(receipt, { kept: order });
  // @ts-expect-error another event
  started().waitFor({ event: "cart.abandoned", keep: order, timeout: "1d" });
  // @ts-expect-error a report is no event
  started().waitFor({ clicked: missYou, keep: order, timeout: "1d" });
  // @ts-expect-error no such field
  order.when((d) => d.data("order.cartId").isKnown());
  // @ts-expect-error no such name
  order.when((d) => d.data("total").isKnown());
  // @ts-expect-error the template reads another event
  started().send({ ...base, events: ["cart.abandoned"] }, { kept: order });
  // @ts-expect-error the step makes a number a text
  started().send(receipt, { kept: order, data: { total: "5" } });
});

test("lists in the data of an event are given as literals and as constants", () => {
  const letter = { id: "letter", purpose: "service.account", events: ["order.placed"] } as const;
  const fixed = { total: 1, sku: ["tea"], cart: { id: "7" } } as const;
  const next = w.onRequest({ data: "order.placed" }).send(letter);
  const child = { ...next, id: "next" };
  started()
    .send(letter, { data: { total: 1, sku: ["tea"], cart: { id: "7" } } })
    .send(letter, { data: fixed })
    .run(child, { data: { total: 1, sku: [], cart: { id: "7" } } })
    .run(child, { data: fixed });
  // @ts-expect-error a number is no text, in a list as well
  started().send(letter, { data: { ...fixed, sku: [1] } });
  // @ts-expect-error nor is it when it is handed over
  started().run(child, { data: { ...fixed, sku: [1] } });
  // @ts-expect-error this run has none of it
  started().run(child);
});
