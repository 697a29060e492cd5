import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  checkWorkflow,
  DefinitionError,
  defineWorkflow,
  type WorkflowPath,
} from "../../../src/index.js";
import type { WorkflowStart } from "../../../src/workflows/index.js";
import { lapsed, lastCall, missYou, schema } from "./schema-fixture.js";

function define(build: (w: WorkflowStart<typeof schema>) => WorkflowPath) {
  return defineWorkflow(schema, "win-back", build);
}

const winBack = define((w) =>
  w
    .onEnter(lapsed, { reentry: { after: "180d" } })
    .exitOn("order.placed", { where: (d) => d.data("total").moreThan(0), outcome: "bought" })
    .exitOn("delivery:unsubscribed")
    .exitWhen({ out: lapsed })
    .quietHours({ from: "21:00", to: "08:00" })
    .cap({ max: 3, per: "7d" })
    .lateAfter("2d")
    .send(missYou, { purpose: "marketing.newsletter", topic: "offers" })
    .waitFor(
      { clicked: missYou, timeout: "3d" },
      {
        yes: (way) => way.exit("back"),
        no: (way) =>
          way
            .waitUntil({ time: "09:00", days: ["tue"], zone: "contact" })
            .send(lastCall, { purpose: "marketing.newsletter" }),
      },
    )
    .moveTo("dormant", { from: ["active"] }),
);

describe("defineWorkflow", () => {
  it("gives readable ids, lays ways together behind a fork, and ends what is left open", () => {
    expect(winBack).toEqual({
      v: 1,
      id: "win-back",
      version: 1,
      zone: "contact",
      entry: {
        triggers: [{ on: "segment", segment: "lapsed", when: "enter" }],
        reentry: { mode: "afterExit", cooldown: "180d" },
      },
      exitOn: [
        {
          on: "event",
          event: "order.placed",
          where: { op: "attr", path: "total", is: { gt: 0 } },
          outcome: "bought",
        },
        { on: "event", event: "delivery:unsubscribed", outcome: "delivery:unsubscribed" },
        { on: "segment", segment: "lapsed", is: "out", outcome: "lapsed" },
      ],
      policy: {
        quiet: [{ from: "21:00", to: "08:00" }],
        caps: [{ max: 3, per: "7d" }],
        lateAfter: "2d",
      },
      start: "miss-you",
      nodes: {
        "miss-you": {
          kind: "send",
          channel: "email",
          template: "miss-you",
          purpose: "marketing.newsletter",
          topic: "offers",
          messageClass: "marketing",
          next: "wait-for-clicked-miss-you",
        },
        "wait-for-clicked-miss-you": {
          kind: "waitFor",
          any: [{ op: "delivery", event: "clicked", template: "miss-you" }],
          timeout: "3d",
          onMatch: "exit-back",
          onTimeout: "until-tue-09:00",
        },
        "exit-back": { kind: "exit", outcome: "back" },
        "until-tue-09:00": {
          kind: "waitUntil",
          time: "09:00",
          days: ["tue"],
          zone: "contact",
          next: "last-call",
        },
        "last-call": {
          kind: "send",
          channel: "email",
          template: "last-call",
          purpose: "marketing.newsletter",
          next: "move-to-dormant",
        },
        "move-to-dormant": { kind: "list", add: ["dormant"], remove: ["active"], next: "end" },
        end: { kind: "exit", outcome: "completed" },
      },
    });
  });

  it("is the value its JSON gives", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(winBack)))).toEqual(winBack);
    expect(
      checkWorkflow(winBack, { templates: ["miss-you", "last-call"], segments: ["lapsed"] }),
    ).toEqual([]);
  });

  it("takes purpose and topic from a template that names them, and lets everybody in if told to", () => {
    const monthly = { ...missYou, purpose: "marketing.newsletter", topic: "offers" } as const;
    const definition = define((w) => w.onRequest().admitAnyone().send(monthly));
    expect(definition.entry).toMatchObject({ admit: "anyone" });
    expect(Object.values(definition.nodes)).toContainEqual(
      expect.objectContaining({ purpose: "marketing.newsletter", topic: "offers" }),
    );
    expect(winBack.entry).not.toHaveProperty("admit");
  });

  it("numbers steps that do the same, and the same code gives the same ids", () => {
    const build = (w: WorkflowStart<typeof schema>) =>
      w.onRequest().wait("1d").wait("1d").addTo("a").wait("1d");
    expect(Object.keys(define(build).nodes)).toEqual([
      "wait-1d",
      "wait-1d-2",
      "add-to-a",
      "wait-1d-3",
      "end",
    ]);
    expect(define(build)).toEqual(define(build));
  });

  it("takes several cases, weighted arms, updates and loops", () => {
    const definition = define((w) =>
      w
        .onEvent("cart.abandoned", {
          reentry: { oncePer: "cartId" },
          where: (d) => d.data("cartId").isKnown(),
        })
        .version(3)
        .zone("workspace")
        .send(missYou, { purpose: "service.account", id: "ask" })
        .waitFor({
          event: "order.placed",
          opened: missYou,
          where: (d) => d.data("total").atLeast(10),
          timeout: "2d",
        })
        .choose(
          {
            clicked: { when: { clicked: missYou }, do: (way) => way.set({ plan: "pro" }) },
            big: {
              when: { trigger: (d) => d.data("cartId").is("x") },
              do: (way) => way.unset("points"),
            },
          },
          (way) => way.wait("1d").goTo("ask"),
        )
        .split({
          keep: { weight: 9 },
          drop: { weight: 1, do: (way) => way.removeFrom("a", "b").exit("dropped") },
        })
        .branch({ clicked: missYou, humanOnly: false }, { no: (way) => way.exit("cold") }),
    );
    expect(definition).toMatchObject({
      version: 3,
      zone: "workspace",
      entry: { reentry: { mode: "keyed", key: "cartId" } },
      nodes: {
        "wait-for-order.placed": {
          any: [
            {
              op: "event",
              event: "order.placed",
              where: { op: "attr", path: "total", is: { gte: 10 } },
            },
            { op: "delivery", event: "opened" },
          ],
          onMatch: "choose",
          onTimeout: "choose",
        },
        choose: {
          cases: [
            { name: "clicked", next: "set-plan" },
            { name: "big", next: "unset-points" },
          ],
          else: "wait-1d",
        },
        "wait-1d": { next: "ask" },
        "set-plan": { set: { plan: "pro" }, next: "split" },
        split: {
          salt: "win-back/split",
          arms: [{ id: "keep", weight: 9, next: "if-clicked-miss-you" }, { id: "drop" }],
        },
        "remove-from-a-b": { remove: ["a", "b"], next: "exit-dropped" },
        "if-clicked-miss-you": {
          cases: [{ where: { humanOnly: false }, next: "end" }],
          else: "exit-cold",
        },
      },
    });
  });

  it.each([
    ["DEFINITION_ENTRY", () => define(() => ({ nodeIds: [] }))],
    [
      "DEFINITION_NODE_TWICE",
      () => define((w) => w.onRequest().wait("1d", { id: "a" }).wait("1d", { id: "a" })),
    ],
    ["DEFINITION_BRANCH", () => define((w) => w.onRequest().branch({}, {}))],
    // @ts-expect-error no duration
    ["DEFINITION_DURATION", () => define((w) => w.onRequest().wait("soon"))],
    ["DEFINITION_DURATION", () => define((w) => w.onRequest().wait("0d"))],
    [
      "DEFINITION_UNSENT_TEMPLATE",
      () => define((w) => w.onRequest().waitFor({ clicked: missYou, timeout: "1d" })),
    ],
    [
      "DEFINITION_LOOP_WITHOUT_WAIT",
      () =>
        define((w) =>
          w
            .onRequest()
            .addTo("a")
            .branch({ clicked: missYou }, { yes: (way) => way.goTo("add-to-a") })
            .send(missYou, { purpose: "service.account" }),
        ),
    ],
    ["DEFINITION_NOT_JSON", () => define((w) => w.onRequest().set({ points: Number.NaN }))],
  ])("refuses with %s", (code, attempt) => {
    expect(attempt).toThrow(DefinitionError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });
});
