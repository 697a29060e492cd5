import { describe, expect, it } from "vitest";
import {
  assertWorkflow,
  checkWorkflow,
  DefinitionError,
  type DurationText,
  segmentId,
  type WorkflowCatalog,
  type WorkflowDefinition,
} from "../../../src/index.js";
import type { WorkflowNode } from "../../../src/workflows/index.js";
import { send, workflow } from "./fixtures.js";

function wait(next: string, length: DurationText = "1d"): WorkflowNode {
  return {
    kind: "wait",
    for: length,
    next,
  };
}
function fork(yes: string, no: string): WorkflowNode {
  return {
    kind: "branch",
    cases: [{ where: { op: "attr", path: "plan", is: { eq: "pro" } }, next: yes }],
    else: no,
  };
}
function waitFor(
  any: (WorkflowNode & { kind: "waitFor" })["any"],
  onMatch: string,
  onTimeout: string,
): WorkflowNode {
  return {
    kind: "waitFor",
    any,
    timeout: "1d",
    onMatch,
    onTimeout,
  };
}
const clicked = { op: "delivery", event: "clicked", template: "a" } as const;

function found(definition: WorkflowDefinition, catalog?: WorkflowCatalog) {
  return checkWorkflow(definition, catalog).map(({ code, path }) => `${code} ${path}`);
}

describe("checkWorkflow", () => {
  it("finds nothing in a sound workflow, loops over waits included", () => {
    const definition = workflow({
      a: send("a", "b"),
      b: waitFor([{ op: "event", event: "seen" }], "a", "c"),
      c: wait("d"),
      d: fork("a", "end"),
    });
    expect(checkWorkflow(definition)).toEqual([]);
    expect(() => assertWorkflow(definition)).not.toThrow();
  });

  it("takes whatever ends a run anywhere for a way out of a loop", () => {
    const loop = { a: send("a", "b"), b: wait("c"), c: wait("a") };
    const entry = {
      triggers: [{ on: "segment", segment: segmentId("lapsed"), when: "enter" }],
      reentry: { mode: "never" },
    } as const;
    const out = {
      on: "segment",
      segment: segmentId("lapsed"),
      is: "out",
      outcome: "back",
    } as const;
    expect(checkWorkflow({ ...workflow(loop), entry, exitOn: [out] })).toEqual([
      expect.objectContaining({ code: "UNREACHABLE", path: "nodes.end" }),
    ]);
  });

  it("names each loop that nothing ends by its nodes, once", () => {
    const definition = workflow({
      a: fork("b", "d"),
      b: wait("c"),
      c: wait("b"),
      d: wait("e"),
      e: send("a", "d"),
    });
    const loops = checkWorkflow(definition).filter(({ code }) => code === "NO_WAY_OUT");
    expect(loops.map(({ path, message }) => [path, message.slice(0, 12)])).toEqual([
      ["nodes.b", "b → c → b is"],
      ["nodes.d", "d → e → d is"],
    ]);
    const alone = { ...workflow({}), start: "d", nodes: { d: wait("e"), e: send("a", "d") } };
    expect(() => assertWorkflow(alone)).toThrow("d → e → d is an endless loop");
  });

  it.each<[string, WorkflowDefinition]>([
    ["START start", workflow({ a: send("a") }, { start: "b" })],
    ["START start", workflow({ a: send("a") }, { start: "constructor" })],
    ["DANGLING nodes.a.cases[0].next", workflow({ a: fork("b", "end") })],
    [
      "DANGLING nodes.a.onTimeout",
      workflow({ a: waitFor([{ op: "event", event: "x" }], "end", "toString") }),
    ],
    ["UNREACHABLE nodes.b", workflow({ a: send("a"), b: send("b") })],
    ["NO_WAY_OUT nodes.a", workflow({ a: wait("b"), b: wait("a") })],
    [
      "KEY exitOn[0].same",
      workflow(
        { a: send("a") },
        {
          entry: {
            triggers: [{ on: "segment", segment: segmentId("s"), when: "enter" }],
            reentry: { mode: "always" },
          },
          exitOn: [{ on: "event", event: "x", same: { own: "a", other: "a" }, outcome: "x" }],
        },
      ),
    ],
    [
      "KEY exitOn[0].same",
      workflow(
        { a: send("a") },
        {
          exitOn: [
            {
              ...{ on: "event", event: "delivery:clicked", outcome: "x" },
              same: { own: "a", other: "a" },
            },
          ],
        },
      ),
    ],
    [
      "KEY entry.reentry.again",
      workflow(
        { a: send("a") },
        {
          entry: {
            triggers: [{ on: "manual" }],
            reentry: { mode: "keyed", key: "a", again: "restart" },
          },
        },
      ),
    ],
    [
      "KEY entry.reentry.key",
      workflow(
        { a: send("a") },
        {
          entry: {
            triggers: [{ on: "segment", segment: segmentId("s"), when: "leave" }],
            reentry: { mode: "keyed", key: "a" },
          },
        },
      ),
    ],
    [
      "UNKNOWN_EVENT nodes.a.cases[0].where.event",
      workflow({
        a: {
          kind: "branch",
          cases: [
            {
              where: { op: "happened", event: "segment:x", same: { own: "a", other: "a" } },
              next: "end",
            },
          ],
          else: "end",
        },
      }),
    ],
    [
      "CONDITION nodes.a.cases[0].where",
      workflow({
        a: {
          kind: "branch",
          cases: [
            {
              where: {
                ...{ op: "happened", event: "x", same: { own: "a", other: "a" } },
                window: { last: "0d" },
              },
              next: "end",
            },
          ],
          else: "end",
        },
      }),
    ],
    ["LOOP_WITHOUT_WAIT nodes.a", workflow({ a: send("a", "b"), b: fork("a", "end") })],
    [
      "LOOP_WITHOUT_WAIT nodes.a",
      workflow({ a: send("a", "b"), b: waitFor([clicked], "a", "end") }),
    ],
    [
      "SPLIT_WEIGHTS nodes.a.arms",
      workflow({ a: { kind: "split", salt: "s", arms: [{ id: "a", weight: 0, next: "end" }] } }),
    ],
    [
      "SPLIT_WEIGHTS nodes.a.arms",
      workflow({ a: { kind: "split", salt: "s", arms: [{ id: "a", weight: 0.5, next: "end" }] } }),
    ],
    [
      "SPLIT_ARM_TWICE nodes.a.arms",
      workflow({
        a: {
          kind: "split",
          salt: "s",
          arms: [
            { id: "a", weight: 1, next: "end" },
            { id: "a", weight: 1, next: "end" },
          ],
        },
      }),
    ],
    ["WAITS_FOR_NOTHING nodes.a.any", workflow({ a: waitFor([], "end", "end") })],
    ["DOES_NOTHING nodes.a.cases", workflow({ a: { kind: "branch", cases: [], else: "end" } })],
    ["DOES_NOTHING nodes.a", workflow({ a: { kind: "update", next: "end" } })],
    ["DOES_NOTHING nodes.a", workflow({ a: { kind: "list", next: "end" } })],
    [
      "PURPOSE_MISSING nodes.a.purpose",
      workflow({ a: { kind: "send", channel: "email", template: "a", purpose: "", next: "end" } }),
    ],
    [
      "UNKNOWN_EVENT nodes.a.any[0].event",
      workflow({ a: waitFor([{ op: "event", event: "delivery:clicked" }], "end", "end") }),
    ],
    [
      "UNKNOWN_EVENT exitOn[0].event",
      workflow(
        { a: send("a") },
        { exitOn: [{ on: "event", event: "delivery:lost", outcome: "x" }] },
      ),
    ],
    ["UNSENT_TEMPLATE nodes.a.any[0].template", workflow({ a: waitFor([clicked], "end", "end") })],
    [
      "UNSENT_TEMPLATE nodes.a.cases[0].where.template",
      workflow({ a: { kind: "branch", cases: [{ where: clicked, next: "end" }], else: "end" } }),
    ],
    [
      "CONDITION nodes.a.cases[0].where",
      workflow({
        a: { kind: "branch", cases: [{ where: { op: "and", of: [] }, next: "end" }], else: "end" },
      }),
    ],
    [
      "CONDITION entry.triggers[0].where",
      workflow(
        { a: send("a") },
        {
          entry: {
            triggers: [{ on: "event", event: "x", where: { op: "or", of: [] } }],
            reentry: { mode: "always" },
          },
        },
      ),
    ],
    // @ts-expect-error no duration
    ["DURATION nodes.a.for", workflow({ a: wait("end", "soon") })],
    ["DURATION nodes.a.for", workflow({ a: wait("end", "0d") })],
    ["DURATION nodes.a.for", workflow({ a: wait("end", "73050d") })],
    [
      "TRIGGER_TWICE entry.triggers[1]",
      workflow(
        { a: send("a") },
        {
          entry: {
            triggers: ["09:00", "18:00"].map((time) => {
              return { on: "date", attribute: "birthday", time, every: "year" };
            }),
            reentry: { mode: "always" },
          },
        },
      ),
    ],
    // @ts-expect-error no duration
    ["DURATION policy.lateAfter", workflow({ a: send("a") }, { policy: { lateAfter: "1 month" } })],
    ["TIME nodes.a.time", workflow({ a: { kind: "waitUntil", time: "25:00", next: "end" } })],
    [
      "TIME nodes.a.days",
      workflow({ a: { kind: "waitUntil", time: "09:00", days: [], next: "end" } }),
    ],
    [
      "TIME_ZONE nodes.a.zone",
      workflow({
        a: { kind: "waitUntil", time: "09:00", zone: "fixed:Mars/Olympus", next: "end" },
      }),
    ],
    ["TIME_ZONE zone", workflow({ a: send("a") }, { zone: "fixed:" })],
    [
      "QUIET_HOURS policy.quiet",
      workflow({ a: send("a") }, { policy: { quiet: [{ from: "00:00", to: "24:00" }] } }),
    ],
    [
      "CAP policy.caps[0].max",
      workflow({ a: send("a") }, { policy: { caps: [{ max: -1, per: "1d" }] } }),
    ],
    ["VERSION version", workflow({ a: send("a") }, { version: 0 })],
  ])("finds %s", (finding, definition) => {
    expect(found(definition)).toContain(finding);
  });

  it("checks names against a catalogue", () => {
    const definition = workflow(
      {
        a: { kind: "send", channel: "email", template: "a", purpose: "p", topic: "t", next: "b" },
        b: fork("c", "end"),
        c: {
          kind: "branch",
          cases: [{ where: { op: "member", segment: segmentId("s") }, next: "end" }],
          else: "end",
        },
      },
      {
        entry: {
          triggers: [{ on: "segment", segment: segmentId("s"), when: "enter" }],
          reentry: { mode: "never" },
        },
        exitOn: [{ on: "event", event: "gone", outcome: "gone" }],
      },
    );
    expect(
      found(definition, {
        templates: [],
        segments: [],
        events: [],
        purposes: { p: { topics: [] } },
      }),
    ).toEqual([
      "UNKNOWN_SEGMENT entry.triggers[0].segment",
      "UNKNOWN_EVENT exitOn[0].event",
      "UNKNOWN_TOPIC nodes.a.topic",
      "UNKNOWN_TEMPLATE nodes.a.template",
      "UNKNOWN_SEGMENT nodes.c.cases[0].where",
    ]);
    expect(found(definition, { purposes: {} })).toEqual(["UNKNOWN_PURPOSE nodes.a.purpose"]);
    const whole = {
      templates: ["a"],
      segments: ["s"],
      events: ["gone"],
      purposes: { p: { topics: ["t"] } },
    };
    expect(found(definition, whole)).toEqual([]);
  });

  it("names the way round of a loop, and throws the first finding with its path", () => {
    const definition = workflow({
      a: send("a", "b"),
      b: { kind: "update", set: { n: 1 }, next: "c" },
      c: fork("b", "end"),
    });
    expect(checkWorkflow(definition)).toMatchObject([
      { message: "b → c → b is a loop without a wait: add a wait step." },
    ]);
    const attempt = () => assertWorkflow(definition);
    expect(attempt).toThrow(DefinitionError);
    expect(attempt).toThrow(
      expect.objectContaining({ code: "DEFINITION_LOOP_WITHOUT_WAIT", path: "nodes.b" }),
    );
  });

  it("takes a thousand nodes in its stride", () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `n${index}`,
        send("a", index === 999 ? "end" : `n${index + 1}`),
      ]),
    );
    expect(checkWorkflow(workflow(nodes))).toEqual([]);
  });
});
