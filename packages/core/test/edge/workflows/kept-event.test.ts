import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  defineWorkflow,
  type EnrollmentRecord,
  type Instant,
  keptEvent,
  type WorkflowDefinition,
} from "../../../src/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import {
  checkMigration,
  migrateRun,
  transition,
  type WorkflowInput,
} from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import { contact, context, day, enrolled, facts, hour, start } from "./fixtures.js";
import { missYou, schema } from "./schema-fixture.js";

const sends = { purpose: "service.account" } as const;
const receipt = { id: "receipt", events: ["order.placed"] } as const;
const order = keptEvent(schema, "order", "order.placed");
const carts = defineWorkflow(schema, "carts", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: "always" })
    .waitFor(
      { event: "order.placed", keep: order, timeout: "7d", id: "buys" },
      { no: (way) => way.exit("none") },
    )
    .wait("1h", { id: "later" })
    .branch(
      order.when((d) => d.data("order.total").atLeast(50)),
      { no: (way) => way.exit("small"), id: "large" },
    )
    .send(receipt, { ...sends, kept: order, data: { sku: ["step"] } }),
);

function placed(at: Instant, total: number): WorkflowInput {
  const data = { total, sku: ["a"], cart: { id: "7" } };
  return { type: "event", id: `o-${total}`, name: "order.placed", at, data };
}

function step(
  run: EnrollmentRecord,
  now: Instant,
  inputs: readonly WorkflowInput[] = [],
  definition: WorkflowDefinition = carts,
) {
  return transition(definition, run, inputs, facts({}), context(now));
}

const data = { cartId: "7", total: 1 };
const event = { id: "c-1", contact: contact().id, name: "cart.abandoned", at: start, data };
const trigger = { type: "event", event } as const;
const waits = step(enrolled(carts, {}, trigger), start).enrollment;

/** What `check` says, with the path. */
function found(definition: WorkflowDefinition, more: Parameters<typeof checkWorkflow>[1] = {}) {
  return checkWorkflow(definition, more).map(({ code, path }) => [code, path]);
}

describe("an event that a wait keeps", () => {
  it("stands in the run's data, for branches and for what is sent later", () => {
    const met = step(waits, start + hour, [placed(start + hour, 80)]);
    expect(met.enrollment.state["data"]).toEqual({
      ...data,
      order: { total: 80, sku: ["a"], cart: { id: "7" } },
    });
    const sent = step(met.enrollment, start + 2 * hour);
    expect(sent.effects[0]).toMatchObject({
      ...{ kind: "send", template: "receipt" },
      data: {
        ...{ cartId: "7", total: 80, sku: ["step"], cart: { id: "7" } },
        order: { total: 80, sku: ["a"], cart: { id: "7" } },
      },
    });
    const small = step(waits, start + hour, [placed(start + hour, 20)]).enrollment;
    expect(step(small, start + 2 * hour).enrollment.outcome).toBe("small");
  });

  it("is gone with the end of the run, and absent where it never happened", () => {
    const late = step(waits, start + 7 * day);
    expect(late.enrollment).toMatchObject({ outcome: "none" });
    expect(JSON.stringify(late.enrollment.state)).not.toContain("order");
    const met = step(waits, start + hour, [placed(start + hour, 80)]).enrollment;
    const done = step(met, start + 2 * hour).enrollment;
    expect([done.status, JSON.stringify(done.state)]).toEqual([
      "ended",
      expect.not.stringContaining("80"),
    ]);
  });

  it("is the one that met the wait first, and not one that came later", () => {
    const inputs = [placed(start + 2 * hour, 90), placed(start + hour, 60)];
    const met = step(waits, start + 3 * hour, inputs);
    expect(met.enrollment.state["data"]).toMatchObject({ order: { total: 60 } });
  });

  it("is the same as data, in JSON, in a drawing and in a simulation", () => {
    const text = JSON.stringify(carts);
    expect(parseWorkflow(JSON.parse(text))).toEqual(carts);
    expect(carts.nodes["buys"]).toMatchObject({ kind: "waitFor", as: "order" });
    expect(carts.nodes["receipt"]).toMatchObject({ kind: "send", kept: "order" });
    expect(workflowMermaid(carts)).toContain("order.placed, kept as order");
    const outcomes = (total: number) =>
      simulateWorkflow(carts, {
        ...{ contacts: [{ contact: contact() }], from: start, until: start + 9 * day },
        ...{ zone: "UTC", random: () => 0.5 },
        behavior: { events: [{ name: "order.placed", perDay: 1, data: { total } }] },
      }).counts.outcomes;
    expect(outcomes(70)).toEqual({ completed: 1 });
    expect(outcomes(20)).toEqual({ small: 1 });
  });

  it("goes along to another version", () => {
    const met = step(waits, start + hour, [placed(start + hour, 80)]).enrollment;
    const next = { ...carts, version: 2 };
    const rules = {};
    const at = { now: start + hour, zone: "UTC", facts: facts({}) };
    const moved = migrateRun(carts, next, met, rules, at).enrollment;
    expect(step(moved, start + 2 * hour, [], next).effects[0]).toMatchObject({
      ...{ kind: "send" },
      data: { total: 80 },
    });
  });
});

describe("the check of what waits keep", () => {
  const built = (build: Parameters<typeof defineWorkflow<typeof schema, unknown>>[2]) => () =>
    defineWorkflow(schema, "w", build);

  it("refuses a step that a run reaches by the timeout", () => {
    expect(
      built((w) =>
        w
          .onRequest()
          .waitFor({ event: "order.placed", keep: order, timeout: "1d" })
          .send(receipt, { ...sends, kept: order }),
      ),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_KEPT", path: "nodes.receipt.kept" }));
    expect(
      built((w) =>
        w
          .onRequest()
          .waitFor(
            { event: "order.placed", keep: order, timeout: "1d" },
            { no: (way) => way.send(receipt, { ...sends, kept: order }) },
          ),
      ),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_KEPT" }));
    expect(
      built((w) =>
        w
          .onRequest()
          .waitFor(
            { event: "order.placed", keep: order, timeout: "1d" },
            { yes: (way) => way.send(receipt, { ...sends, kept: order }) },
          )
          .branch(
            order.when((d) => d.data("order.total").atLeast(50)),
            { id: "large" },
          ),
      ),
    ).toThrow(
      expect.objectContaining({ code: "DEFINITION_KEPT", path: "nodes.large.cases[0].where" }),
    );
  });

  it("refuses to read before the wait, and round a loop that skips it", () => {
    expect(
      built((w) =>
        w
          .onRequest()
          .send(receipt, { ...sends, kept: order })
          .waitFor(
            { event: "order.placed", keep: order, timeout: "1d" },
            { no: (way) => way.exit("none") },
          ),
      ),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_KEPT" }));
    const round = (to: string): WorkflowDefinition => ({
      ...carts,
      nodes: {
        ...carts.nodes,
        pause: { kind: "wait", for: "1d", next: to },
        buys: { ...nodeOf(carts, "buys", "waitFor"), onTimeout: "pause" },
      },
    });
    expect(found(round("buys"))).toEqual([["UNREACHABLE", "nodes.exit-none"]]);
    expect(found(round("later"))).toEqual([
      ["UNREACHABLE", "nodes.exit-none"],
      ["KEPT", "nodes.large.cases[0].where"],
      ["KEPT", "nodes.receipt.kept"],
    ]);
  });

  it("knows what stands behind branches that meet, whichever is longer", () => {
    const met = (join: "all" | "any", news: "1d" | null) =>
      built((w) =>
        w
          .onRequest()
          .parallel(
            {
              news: (way) => (news === null ? way : way.wait(news)).send(missYou, sends),
              buys: (way) =>
                way
                  .waitFor(
                    { event: "order.placed", keep: order, timeout: "1d" },
                    { no: (no) => no.exit("none") },
                  )
                  .wait("1h"),
            },
            { join },
          )
          .wait("1h")
          .wait("2h")
          .send(receipt, { ...sends, kept: order }),
      );
    for (const news of ["1d", null] as const) {
      expect(met("all", news)).not.toThrow();
      expect(met("any", news)).toThrow(expect.objectContaining({ code: "DEFINITION_KEPT" }));
    }
  });

  it("refuses a name that nothing keeps, that the start has, or that is none, and reports", () => {
    const buys = nodeOf(carts, "buys", "waitFor");
    const as = (name: string): WorkflowDefinition => ({
      ...carts,
      nodes: { ...carts.nodes, buys: { ...buys, as: name } },
    });
    expect(found(as("other"))).toEqual([["KEPT", "nodes.receipt.kept"]]);
    expect(found(as("a.b"))).toContainEqual(["KEPT", "nodes.buys.as"]);
    const eventFields = () => ["order"];
    expect(found(carts, { eventFields })).toEqual([["KEPT", "nodes.buys.as"]]);
    expect(
      built((w) =>
        w
          .onRequest()
          .send(missYou, sends)
          .waitFor({ event: "order.placed", clicked: missYou, keep: order, timeout: "1d" }),
      ),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_KEPT" }));
  });

  it("advises on fields that neither the start nor the kept event has", () => {
    const fields = (names: readonly string[]) => ({
      contactFields: [],
      eventFields: (event: string) => (event === "order.placed" ? names : ["cartId"]),
      template: () => ({
        id: "receipt",
        channel: "email" as const,
        messageClass: "marketing" as const,
        eventData: ["total", "cartId"],
        locales: [],
        links: [],
      }),
    });
    expect(found(carts, fields(["total"]))).toEqual([]);
    expect(found(carts, fields(["sku"]))).toEqual([["FIELDS_MISSING", "nodes.receipt.data"]]);
  });

  it("refuses a migration past the wait to where its event is read", () => {
    const old: WorkflowDefinition = {
      ...carts,
      nodes: {
        ...carts.nodes,
        buys: { kind: "wait", for: "7d", next: "later" },
      },
    };
    const next = { ...carts, version: 2 };
    const live = [{ node: "later", runs: 3 }];
    expect(checkMigration(old, next, {}, live)).toMatchObject([
      { code: "MIGRATION_KEPT", node: "later", runs: 3 },
    ]);
    expect(checkMigration(carts, next, {}, live)).toEqual([]);
    expect(checkMigration(old, next, { nodes: { later: { enter: "buys" } } }, live)).toEqual([]);
  });
});

function nodeOf<K extends WorkflowDefinition["nodes"][string]["kind"]>(
  { nodes }: WorkflowDefinition,
  id: string,
  kind: K,
) {
  const node = nodes[id];
  if (node?.kind !== kind) throw new Error("The fixture has no such node.");
  return node as Extract<typeof node, { readonly kind: K }>;
}
