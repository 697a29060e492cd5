import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createActor } from "xstate";
import { checkWorkflow, type WorkflowDefinition } from "../../src/index.js";
import type { MessageFact } from "../../src/ports/index.js";
import { transition, type WorkflowInput, wakes } from "../../src/workflows/index.js";
import { chooseArm } from "../../src/workflows/split.js";
import { plainWorkflow } from "../edge/workflows/arbitrary-workflow.js";
import {
  contact,
  context,
  enrolled,
  facts,
  hour,
  message,
  no,
  start,
  yes,
} from "../edge/workflows/fixtures.js";
import {
  type Deed,
  type Happening,
  type Memory,
  machineFor,
  type World,
} from "./xstate-machine.js";

interface Life {
  readonly at: number;
  readonly happening: Happening;
}
interface Told {
  readonly deeds: readonly Deed[];
  readonly place: string;
  readonly ended: boolean;
}

/** A purpose without permission. */
const refused = "service";
const horizon = start + 60 * 24 * hour;
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ type: fc.constantFrom("order.placed", "seen", "cancelled") }),
  fc.record({ type: fc.constant("delivery:unsubscribed"), template: fc.constant("t-a") }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom("delivery:delivered", "delivery:bounced"),
      template: fc.constantFrom("t-a", "t-b", "t-c"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom("delivery:opened", "delivery:clicked"),
      template: fc.constantFrom("t-a", "t-b", "t-c"),
      machine: fc.boolean(),
    }),
  },
);
const life: fc.Arbitrary<readonly Life[]> = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 59 * 24 * 60 }), happening }), { maxLength: 12 })
  .map((all) =>
    all
      .map(({ at, ...rest }) => ({ at: start + at * 60_000 + 1, ...rest }))
      .sort((a, b) => a.at - b.at),
  );

/** Runs timers at their own instants, in order, as XState's own clock in tests does not. */
function orderedClock() {
  let now = start;
  let last = 0;
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    setTimeout: (run: () => void, delay: number) => {
      timers.set(++last, { at: now + delay, run });
      return last;
    },
    clearTimeout: (id: unknown) => void timers.delete(Number(id)),
    advanceTo: (until: number) => {
      for (;;) {
        const [next] = [...timers].sort(([, a], [, b]) => a.at - b.at);
        if (next === undefined || next[1].at > until) break;
        timers.delete(next[0]);
        now = next[1].at;
        next[1].run();
      }
      now = until;
    },
  };
}

function byXState(definition: WorkflowDefinition, lives: readonly Life[]): Told {
  const clock = orderedClock();
  const world: World = {
    now: clock.now,
    // The contact has no phone.
    refuses: ({ channel, purpose }) => channel === "sms" || purpose === refused,
    armFor: (node) => chooseArm(node, contact().id).id,
  };
  const actor = createActor(machineFor(definition, world), { clock });
  actor.start();
  for (const one of lives) {
    clock.advanceTo(one.at);
    if (actor.getSnapshot().status === "active") actor.send(one.happening);
  }
  clock.advanceTo(horizon);
  const { value, status, context: memory } = actor.getSnapshot();
  const { deeds }: Memory = memory;
  actor.stop();
  return { deeds, place: String(value), ended: status === "done" };
}

function byEngine(definition: WorkflowDefinition, lives: readonly Life[]): Told {
  const deeds: Deed[] = [];
  let run = enrolled(definition);
  let messages: readonly MessageFact[] = [];
  let place = definition.start;
  const step = (now: number, inputs: readonly WorkflowInput[]): void => {
    const result = transition(
      definition,
      run,
      inputs,
      facts({ messages: [...messages] }),
      context(now, { decide: ({ purpose }) => (purpose === refused ? no("WITHDRAWN") : yes) }),
    );
    run = result.enrollment;
    place = String(run.state["node"]);
    for (const effect of result.effects) {
      if (effect.kind === "exited") {
        const rule = definition.exitOn.findIndex(({ outcome }) => outcome === effect.outcome);
        if (effect.by === "event") place = `exit-${rule}`;
        continue;
      }
      if (effect.kind === "defer") continue;
      // Of kinds that are not drawn here.
      if (effect.kind === "goal" || effect.kind === "exposure") continue;
      if (effect.kind === "notify" || effect.kind === "run") continue;
      if (effect.kind === "endRun" || effect.kind === "told") continue;
      if (effect.kind === "webhook" || effect.kind === "answer" || effect.kind === "turn") continue;
      deeds.push({ at: now, kind: effect.kind, node: effect.node });
      if (effect.kind === "send") messages = [message(effect.key, effect.template), ...messages];
    }
  };
  const advanceTo = (until: number): void => {
    while (run.status === "active" && run.wakeAt !== null && run.wakeAt <= until)
      step(run.wakeAt, []);
  };
  for (const { at, happening: one } of lives) {
    advanceTo(at);
    const input = createInput(one, at, messages);
    const newest = messages.find(({ template }) => template === one.template);
    messages = messages.map((fact) => (fact === newest ? noted(fact, one, at) : fact));
    if (input !== null && wakes(run, input)) step(at, [input]);
  }
  advanceTo(horizon);
  return { deeds, place, ended: run.status === "ended" };
}

function createInput(
  { type, template = "", machine = false }: Happening,
  at: number,
  messages: readonly MessageFact[],
): WorkflowInput | null {
  if (!type.startsWith("delivery:"))
    return { type: "event", id: `${at}`, name: type, at, data: {} };
  const found = messages.find((one) => one.template === template);
  const event = type.slice("delivery:".length);
  if (event === "unsubscribed") {
    const { key } = found ?? message("other", template);
    return { type: "delivery", event, template, message: key, at, machine };
  }
  if (event !== "opened" && event !== "clicked" && event !== "delivered" && event !== "bounced")
    return null;
  return found === undefined
    ? null
    : { type: "delivery", event, template, message: found.key, at, machine };
}

function noted(fact: MessageFact, { type, machine = false }: Happening, at: number): MessageFact {
  if (type === "delivery:delivered") return { ...fact, deliveredAt: fact.deliveredAt ?? at };
  if (type === "delivery:bounced") return { ...fact, bouncedAt: fact.bouncedAt ?? at };
  if (type === "delivery:opened")
    return machine
      ? { ...fact, machineOpenedAt: fact.machineOpenedAt ?? at }
      : { ...fact, openedAt: fact.openedAt ?? at };
  if (type === "delivery:clicked")
    return machine
      ? { ...fact, machineClickedAt: fact.machineClickedAt ?? at }
      : { ...fact, clickedAt: fact.clickedAt ?? at };
  return fact;
}

describe("transition against XState", () => {
  it("does the same at the same instants, and stands where the other stands", () => {
    const seen = { sends: 0, ended: 0, waiting: 0 };
    fc.assert(
      fc.property(
        plainWorkflow.filter((definition) => checkWorkflow(definition).length === 0),
        life,
        (definition, lives) => {
          const ours = byEngine(definition, lives);
          expect(ours).toEqual(byXState(definition, lives));
          seen.sends += ours.deeds.length;
          if (ours.ended) seen.ended++;
          else seen.waiting++;
        },
      ),
      { numRuns: 400 },
    );
    // The draws reach what they are to compare.
    expect(seen.sends).toBeGreaterThan(100);
    expect(seen.ended).toBeGreaterThan(20);
    expect(seen.waiting).toBeGreaterThan(0);
  });
});
