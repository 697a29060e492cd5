import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  defineWorkflow,
  type EnrollmentRecord,
  enrollmentId,
  type WorkflowDefinition,
} from "../../../src/index.js";
import type { ContactFacts } from "../../../src/ports/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import {
  enrollmentFor,
  type Transition,
  transition,
  type WorkflowInput,
  wakes,
  workflowNeeds,
} from "../../../src/workflows/index.js";
import { contact, context, day, facts, hour, start } from "./fixtures.js";
import { lastCall, missYou, schema } from "./schema-fixture.js";

const sends = { purpose: "service.account" } as const;
const same = { own: "cartId", other: "cart.id" } as const;

const reminders = defineWorkflow(schema, "carts", (w) =>
  w
    .onEvent("cart.abandoned", { reentry: { oncePer: "cartId", again: "restart" } })
    .exitOn("order.placed", { same })
    .wait("1d", { id: "pause" })
    .send(missYou, sends)
    .wait("1d", { id: "second" })
    .send(lastCall, sends),
);

function abandoned(cartId: string | number, id: string, at = start) {
  return {
    ...{ type: "event" as const, name: "cart.abandoned", id, at },
    data: { cartId },
  };
}
function ordered(cart: unknown, at = start, id = `order-${at}`): WorkflowInput {
  return {
    ...{ type: "event", name: "order.placed", id, at },
    data: { total: 5, cart: { id: cart as string } },
  };
}

function begin(definition: WorkflowDefinition, cartId: string, now = start): EnrollmentRecord {
  const { type: _, ...event } = abandoned(cartId, `begin-${cartId}`, now);
  const run = enrollmentFor(definition, contact(), { type: "event", event }, now, {
    next: () => cartId,
  });
  if (run === null) throw new Error("The run cannot begin.");
  return { ...run, id: enrollmentId(cartId) };
}
function step(
  definition: WorkflowDefinition,
  run: EnrollmentRecord,
  now: number,
  inputs: readonly WorkflowInput[] = [],
  seen: ContactFacts = facts(),
): Transition {
  return transition(definition, run, inputs, seen, context(now));
}

describe("a run that is about one thing", () => {
  it("ends by the order of its own cart, and by no other", () => {
    const one = step(reminders, begin(reminders, "a"), start).enrollment;
    const other = step(reminders, begin(reminders, "b"), start).enrollment;
    const input = ordered("a", start + hour);
    expect([wakes(one, input), wakes(other, input)]).toEqual([true, true]);
    expect(step(reminders, one, start + hour, [input]).enrollment).toMatchObject({
      status: "ended",
      outcome: "order.placed",
    });
    const after = step(reminders, other, start + hour, [input]);
    expect(after.effects).toEqual([]);
    expect(after.enrollment).toMatchObject({ status: "active", wakeAt: start + day });
  });

  it.each([[undefined], [null], [true], [["a"]], [{ id: "a" }]])(
    "is not ended by an order that has %j for a key",
    (key) => {
      const run = step(reminders, begin(reminders, "a"), start).enrollment;
      expect(step(reminders, run, start + hour, [ordered(key)]).enrollment.status).toBe("active");
    },
  );

  it("begins anew with the new event's data, and its timers with it", () => {
    const run = step(reminders, begin(reminders, "a"), start).enrollment;
    const again = { ...abandoned("a", "again", start + 20 * hour) };
    const { enrollment, effects, log } = step(reminders, run, start + 20 * hour, [again]);
    expect(effects).toEqual([]);
    expect(enrollment).toMatchObject({ status: "active", wakeAt: start + 20 * hour + day });
    expect(enrollment.state).toMatchObject({ node: "pause", trigger: "again" });
    expect(log[0]?.detail).toMatchObject({
      ...{ left: "pause", waitIn: "pause", restarted: start + 20 * hour },
    });
    const elsewhere = step(reminders, run, start + 20 * hour, [abandoned("b", "x")]);
    expect(elsewhere.enrollment.wakeAt).toBe(start + day);
  });

  it("is ended rather than begun anew where both came", () => {
    const run = step(reminders, begin(reminders, "a"), start).enrollment;
    const inputs = [abandoned("a", "again", start + hour), ordered("a", start + hour)];
    expect(step(reminders, run, start + hour, inputs).enrollment.outcome).toBe("order.placed");
  });

  it("waits for the event with its key", () => {
    const waits = defineWorkflow(schema, "waits", (w) =>
      w
        .onEvent("cart.abandoned", { reentry: { oncePer: "cartId" } })
        .waitFor({ event: "order.placed", same, timeout: "2d" }, { yes: (y) => y.exit("bought") })
        .exit("not bought"),
    );
    const run = step(waits, begin(waits, "a"), start).enrollment;
    expect(step(waits, run, start + hour, [ordered("b", start + hour)]).enrollment.status).toBe(
      "active",
    );
    expect(step(waits, run, start + hour, [ordered("a", start + hour)]).enrollment.outcome).toBe(
      "bought",
    );
    expect(step(waits, run, start + 2 * day).enrollment.outcome).toBe("not bought");
  });

  it("knows at a branch whether something with its key has happened", () => {
    const asks = defineWorkflow(schema, "asks", (w) =>
      w
        .onEvent("cart.abandoned", { reentry: { oncePer: "cartId" } })
        .branch(
          {
            happened: "order.placed",
            same,
            window: { last: "7d" },
            where: (d) => d.data("total").atLeast(5),
          },
          { yes: (y) => y.exit("bought") },
        )
        .exit("not bought"),
    );
    expect(workflowNeeds(asks).events).toEqual({ "order.placed": 7 * day });
    const outcome = (events: readonly WorkflowInput[]) => {
      const seen = events.flatMap((input) => {
        if (input.type !== "event") return [];
        const { type: _, ...event } = input;
        return [event];
      });
      const run = begin(asks, "a");
      return step(asks, run, start, [], facts({ events: seen })).enrollment.outcome;
    };
    expect(outcome([ordered("a", start - hour)])).toBe("bought");
    expect(outcome([ordered("b", start - hour)])).toBe("not bought");
    expect(outcome([ordered("a", start - 7 * day)])).toBe("not bought");
    expect(outcome([])).toBe("not bought");
  });

  it("is data: its JSON is the same value, and the drawing says what is the same", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(reminders)))).toEqual(reminders);
    expect(reminders.entry.reentry).toEqual({ mode: "keyed", key: "cartId", again: "restart" });
    expect(reminders.exitOn).toEqual([
      { on: "event", event: "order.placed", same, outcome: "order.placed" },
    ]);
    const drawing = workflowMermaid(reminders);
    expect(drawing).toContain("whose cart.id is its cartId");
    expect(drawing).toContain("begins anew");
  });

  it.each([
    ["a key without its other half", { own: "cartId" }],
    ["a path that is none", { own: "", other: "cart" }],
    ["a path beyond all", { own: "x".repeat(300), other: "cart" }],
    ["members it does not know", { own: "a", other: "b", third: "c" }],
  ])("refuses JSON with %s", (_, wrong) => {
    const [rule] = reminders.exitOn;
    const json = { ...reminders, exitOn: [{ ...rule, same: wrong }] };
    expect(() => parseWorkflow(JSON.parse(JSON.stringify(json)))).toThrow(
      expect.objectContaining({ code: "DEFINITION_WORKFLOW" }),
    );
  });

  it.each(["", ".", "cart..id", "x".repeat(300)])(
    "refuses JSON whose runs have the key %o",
    (key) => {
      const json = { ...reminders, entry: { ...reminders.entry, reentry: { mode: "keyed", key } } };
      expect(() => parseWorkflow(JSON.parse(JSON.stringify(json)))).toThrow(
        expect.objectContaining({ code: "DEFINITION_WORKFLOW", path: "entry.reentry.key" }),
      );
    },
  );
});

/** What one cart's run sees if it is the only one: an oracle for many at once. */
describe("many runs of one contact", () => {
  const happening = fc.record({
    after: fc.integer({ min: 0, max: 30 }),
    cart: fc.constantFrom("a", "b", "c"),
    what: fc.constantFrom("abandoned", "ordered"),
  });

  it("go as each would alone", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 15 }), (happenings) => {
        const live = (carts: readonly string[]) => {
          const runs = new Map(carts.map((cart) => [cart, begin(reminders, cart)]));
          const told: Record<string, unknown[]> = {};
          let now = start;
          const move = (cart: string, run: EnrollmentRecord, inputs: readonly WorkflowInput[]) => {
            const { enrollment, effects } = step(reminders, run, now, inputs);
            runs.set(cart, enrollment);
            for (const effect of effects) {
              const what = effect.kind === "send" ? effect.template : effect.kind;
              told[cart] = [...(told[cart] ?? []), [now, what]];
            }
          };
          for (const [index, { after, cart, what }] of happenings.entries()) {
            now += after * hour;
            const id = `i-${index}`;
            const input = what === "ordered" ? ordered(cart, now, id) : abandoned(cart, id, now);
            for (const [name, run] of runs) {
              const due = run.wakeAt !== null && run.wakeAt <= now;
              if (due || wakes(run, input)) move(name, run, wakes(run, input) ? [input] : []);
            }
          }
          return told;
        };
        const together = live(["a", "b", "c"]);
        for (const cart of ["a", "b", "c"]) {
          // Alone it takes the same steps, since it is woken by the same events.
          expect(live([cart])[cart]).toEqual(together[cart]);
        }
        for (const cart of ["a", "b", "c"]) {
          const bought = happenings.findIndex((one) => one.cart === cart && one.what === "ordered");
          const ended = (together[cart] ?? []).some((one) =>
            JSON.stringify(one).includes("exited"),
          );
          if (bought >= 0) expect(ended).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
