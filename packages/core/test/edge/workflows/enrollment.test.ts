import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DurationText,
  InputError,
  type ReentryPolicy,
  segmentId,
  type Window,
} from "../../../src/index.js";
import {
  enrollmentFor,
  parseWorkflowInput,
  pendingInputs,
  reentryAllowed,
  startsWith,
  type WorkflowTrigger,
  workflowNeeds,
} from "../../../src/workflows/index.js";
import { arbitraryInput } from "./arbitrary-workflow.js";
import { contact, day, enrolled, send, start, workflow } from "./fixtures.js";

function withReentry(reentry: ReentryPolicy) {
  return workflow(
    { hello: send("a") },
    { entry: { triggers: [{ on: "event", event: "cart.abandoned" }], reentry } },
  );
}
function abandoned(id: string, data = {}): WorkflowTrigger {
  return {
    type: "event",
    event: { id, name: "cart.abandoned", at: start, data },
  };
}
function keyFor(reentry: ReentryPolicy, trigger: WorkflowTrigger) {
  return enrollmentFor(withReentry(reentry), contact(), trigger, start, { next: () => "e" })
    ?.entryKey;
}

describe("a run that begins", () => {
  it("is due at once, remembers what started it, and listens to what ends it", () => {
    const definition = workflow(
      { hello: send("a") },
      { exitOn: [{ on: "event", event: "order.placed", outcome: "bought" }] },
    );
    const trigger = abandoned("ev-1", { cartId: "c" });
    expect(enrollmentFor(definition, contact(), trigger, start, { next: () => "e" })).toEqual({
      tenant: "t",
      id: "e",
      workflow: "win-back",
      version: 1,
      contact: "c-1",
      revision: 0,
      state: { node: "hello", data: { cartId: "c" }, trigger: "ev-1" },
      status: "active",
      wakeAt: start,
      waitingFor: ["order.placed"],
      pending: [],
      entryKey: "once",
      startedAt: start,
      endedAt: null,
      outcome: null,
    });
  });

  it("has the same key for the same cause, by the reentry policy", () => {
    expect(keyFor({ mode: "never" }, abandoned("1"))).toBe("once");
    expect(keyFor({ mode: "always" }, abandoned("1"))).toBe("event:1");
    expect(keyFor({ mode: "afterExit" }, abandoned("2"))).toBe("event:2");
    expect(keyFor({ mode: "keyed", key: "cart.id" }, abandoned("3", { cart: { id: 7 } }))).toBe(
      "key:7",
    );
    expect(keyFor({ mode: "keyed", key: "cart.id" }, abandoned("4", { cart: {} }))).toBe(undefined);
    expect(keyFor({ mode: "always" }, { type: "manual", id: "m" })).toBe("manual:m");
    const entered: WorkflowTrigger = {
      type: "member",
      segment: segmentId("s"),
      entered: true,
      at: 5,
    };
    expect(keyFor({ mode: "always" }, entered)).toBe("segment:s:entered:5");
  });

  it("begins again only as the policy says", () => {
    const over = enrolled(withReentry({ mode: "never" }), { status: "ended", endedAt: start });
    const allowed = (reentry: ReentryPolicy, now = start, previous = [over]) =>
      reentryAllowed(withReentry(reentry), previous, abandoned("9", { k: "c" }), now);
    expect(allowed({ mode: "never" })).toBe(false);
    expect(allowed({ mode: "never" }, start, [])).toBe(true);
    expect(allowed({ mode: "always" })).toBe(true);
    expect(allowed({ mode: "keyed", key: "k" })).toBe(true);
    expect(allowed({ mode: "afterExit" })).toBe(true);
    expect(
      allowed({ mode: "afterExit" }, start, [{ ...over, status: "active", endedAt: null }]),
    ).toBe(false);
    expect(allowed({ mode: "afterExit", cooldown: "2d" }, start + 2 * day - 1)).toBe(false);
    expect(allowed({ mode: "afterExit", cooldown: "2d" }, start + 2 * day)).toBe(true);
  });

  it("may be once at a time for a key, and no other key stands in its way", () => {
    const reentry = { mode: "keyed", key: "cart", again: "afterExit" } as const;
    const definition = withReentry(reentry);
    const run = (entryKey: string, status: "active" | "ended" = "active") =>
      enrolled(withReentry({ mode: "always" }), { entryKey, status });
    const allowed = (cart: string | number, ...previous: readonly ReturnType<typeof run>[]) =>
      reentryAllowed(definition, previous, abandoned("9", { cart }), start);
    const first = keyFor(reentry, abandoned("1", { cart: "c" })) ?? "";
    expect(keyFor(reentry, abandoned("2", { cart: "c" }))).not.toBe(first);
    expect(keyFor(reentry, abandoned("1", { cart: "c" }))).toBe(first);
    expect(keyFor(reentry, abandoned("3", { cart: null }))).toBe(undefined);
    expect(allowed("c", run(first))).toBe(false);
    expect(allowed("c", run(first, "ended"))).toBe(true);
    expect(allowed("d", run(first))).toBe(true);
    // What an earlier version let in for ever is under way as well, and 7 is "7".
    expect(allowed("c", run("key:c"))).toBe(false);
    expect(allowed(7, run(keyFor(reentry, abandoned("1", { cart: "7" })) ?? ""))).toBe(false);
    // No key begins with another one, whatever is in it.
    const tricky = keyFor(reentry, abandoned("1", { cart: 'c":x' })) ?? "";
    expect(allowed("c", run(tricky))).toBe(true);
    expect(allowed("c:x", run(first))).toBe(true);
  });

  it("is started by what the definition names", () => {
    const segment = segmentId("s");
    const definition = workflow(
      { hello: send("a") },
      {
        entry: {
          triggers: [{ on: "segment", segment, when: "leave" }],
          reentry: { mode: "always" },
        },
      },
    );
    expect(startsWith(definition, { type: "member", segment, entered: false, at: 1 })).toBe(true);
    expect(startsWith(definition, { type: "member", segment, entered: true, at: 1 })).toBe(false);
    expect(startsWith(definition, { type: "manual", id: "m" })).toBe(false);
    const where = { op: "attr", path: "total", is: { gte: 10 } } as const;
    const onEvent = workflow(
      { hello: send("a") },
      {
        entry: {
          triggers: [{ on: "event", event: "cart.abandoned", where }],
          reentry: { mode: "always" },
        },
      },
    );
    expect(startsWith(onEvent, abandoned("1", { total: 10 }))).toBe(true);
    expect(startsWith(onEvent, abandoned("1", { total: 9 }))).toBe(false);
    expect(startsWith(onEvent, abandoned("1"))).toBe(false);
  });
});

describe("inputs", () => {
  it("are what their JSON says", () => {
    fc.assert(
      fc.property(fc.array(arbitraryInput), (inputs) => {
        const pending = JSON.parse(JSON.stringify(inputs));
        expect(pendingInputs(enrolled(workflow({ hello: send("a") }), { pending }))).toEqual(
          inputs,
        );
      }),
    );
  });

  it.each([
    [null, ""],
    [{ type: "event", at: 1.5 }, "at"],
    [{ type: "event", at: 1, id: "1", name: "x", data: [] }, "data"],
    [{ type: "event", at: 1, name: "x", data: {} }, "id"],
    [{ type: "delivery", at: 1, event: "lost" }, "event"],
    [{ type: "delivery", at: 1, event: "clicked", template: "a", message: "m" }, "machine"],
    [{ type: "member", at: 1, segment: "s" }, "entered"],
    [{ type: "exit", at: 1 }, "reason"],
    [{ type: "start", at: 1 }, "type"],
  ])("that are none are refused: %j at %j", (json, path) => {
    expect(() => parseWorkflowInput(json)).toThrow(InputError);
    expect(() => parseWorkflowInput(json)).toThrow(
      expect.objectContaining({ code: "INPUT_WORKFLOW_INPUT", path }),
    );
  });
});

describe("workflowNeeds", () => {
  it("asks for no more than the definition reads", () => {
    expect(workflowNeeds(workflow({ pause: { kind: "wait", for: "1d", next: "end" } }))).toEqual({
      events: {},
      messages: 0,
      consent: false,
    });
    const within = (last: DurationText) =>
      ({
        op: "event",
        event: "order.placed",
        agg: "count",
        window: { last },
        is: { gte: 1 },
      }) as const;
    const branch = workflow({
      fork: {
        kind: "branch",
        cases: [
          { where: within("30d"), next: "end" },
          { where: { op: "not", of: within("90d") }, next: "hello" },
        ],
        else: "end",
      },
      hello: send("a"),
    });
    expect(workflowNeeds(branch)).toEqual({
      events: { "order.placed": 90 * day },
      messages: 0,
      consent: true,
    });
    const reports = workflow({
      hello: send("a", "await"),
      await: {
        kind: "waitFor",
        any: [{ op: "delivery", event: "opened", template: "a" }],
        timeout: "1d",
        onMatch: "end",
        onTimeout: "end",
      },
    });
    expect(workflowNeeds(reports).messages).toBe(null);
  });

  it("reads as far back as the widest of its conditions, whatever the event is called", () => {
    const asks = (window: Window) =>
      ({ op: "event", event: "constructor", agg: "count", window, is: { gte: 1 } }) as const;
    const reach = (...windows: readonly Window[]) => {
      const cases = windows.map((window) => ({ where: asks(window), next: "end" }));
      return workflowNeeds(workflow({ fork: { kind: "branch", cases, else: "end" } })).events;
    };
    expect(reach({ last: "30d" }, { last: "2d" })).toEqual({ constructor: 30 * day });
    expect(reach({ last: "30d" }, { ever: true }, { last: "2d" })).toEqual({ constructor: null });
  });
});
