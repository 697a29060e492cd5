import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkWorkflow,
  type Decision,
  type EnrollmentRecord,
  type Instant,
  type JsonValue,
  type WorkflowDefinition,
} from "../../../src/index.js";
import type { ContactFacts } from "../../../src/ports/index.js";
import {
  type ChildStart,
  parseWorkflowInput,
  type Transition,
  transition,
  type WorkflowInput,
} from "../../../src/workflows/index.js";
import { arbitraryInput, arbitraryWorkflow } from "./arbitrary-workflow.js";
import {
  contact,
  context,
  createMemberships,
  enrolled,
  facts,
  held,
  hour,
  message,
  no,
  start,
  yes,
} from "./fixtures.js";

interface Moment {
  readonly after: number;
  readonly inputs: readonly WorkflowInput[];
  readonly answer: "yes" | "no" | "held";
  readonly zone: string;
  readonly out: boolean;
  readonly renewsAt: string | number | null;
}

const moment: fc.Arbitrary<Moment> = fc.record({
  after: fc.integer({ min: 0, max: 200 }),
  inputs: fc.array(arbitraryInput, { maxLength: 3 }),
  answer: fc.constantFrom("yes", "yes", "no", "held"),
  zone: fc.constantFrom("Europe/Berlin", "Europe/Berlin", "America/New_York", "Asia/Tokyo"),
  out: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  renewsAt: fc.constantFrom(
    "2026-03-09",
    "2026-03-09",
    "2026-03-29T02:30",
    start + 50 * hour,
    null,
  ),
});
const life = fc.array(moment, { minLength: 1, maxLength: 14 });

function answers(answer: Moment["answer"], now: Instant): Decision {
  return answer === "yes" ? yes : answer === "no" ? no("WITHDRAWN") : held(now + 5 * hour);
}

function personAt({ zone, renewsAt }: Moment) {
  const attributes = { ...(renewsAt === null ? {} : { renewsAt }) };
  return contact({ timeZone: { name: zone, source: "stated" }, attributes });
}

const refused: ChildStart = { version: null, reasons: no("WORKFLOW_PAUSED").reasons };

/** Lives a life, and tells every step with what was asked during it. */
function live(
  definition: WorkflowDefinition,
  moments: readonly Moment[],
  through = (x: EnrollmentRecord) => x,
) {
  let enrollment = enrolled(definition);
  let now = start;
  const sent: ContactFacts["messages"][number][] = [];
  const steps: {
    before: EnrollmentRecord;
    now: Instant;
    asked: number;
    result: Transition;
    moment: Moment;
  }[] = [];
  for (const one of moments) {
    now += one.after * hour;
    let asked = 0;
    const seen = facts({
      contact: personAt(one),
      memberships: one.out ? createMemberships("out") : [],
      messages: [...sent],
    });
    const at = now;
    const decide = () => {
      asked++;
      return answers(one.answer, at);
    };
    const pending: readonly JsonValue[] = one.inputs.map((input) => ({ ...input }));
    const before = through(pending.length === 0 ? enrollment : { ...enrollment, pending });
    const begins: ChildStart = one.answer === "no" ? refused : { version: 1, reasons: [] };
    const told = context(now, { decide, start: () => begins });
    const result = transition(definition, before, one.inputs, seen, told);
    steps.push({ before, now, asked, result, moment: one });
    for (const effect of result.effects) {
      if (effect.kind === "send") {
        sent.push(
          message(effect.key, effect.template, {
            sentAt: now,
            clickedAt: one.after % 3 === 0 ? now : null,
          }),
        );
      }
    }
    enrollment = result.enrollment;
  }
  return steps;
}

function law(
  check: (
    steps: ReturnType<typeof live>,
    definition: WorkflowDefinition,
    moments: readonly Moment[],
  ) => void,
  seed?: number,
) {
  return fc.assert(
    fc.property(arbitraryWorkflow, life, (definition, moments) => {
      check(live(definition, moments), definition, moments);
    }),
    { numRuns: 400, ...(seed === undefined ? {} : { seed }) },
  );
}

function listEffects(steps: ReturnType<typeof live>) {
  return steps.flatMap(({ result }) => result.effects);
}

/** What came of each step, but for the inputs that it used up. */
function outcomes(steps: ReturnType<typeof live>) {
  return steps.map(({ result: { enrollment, effects } }) => ({
    enrollment: { ...enrollment, pending: [] },
    effects,
  }));
}

describe("transition", () => {
  it("is put to the test with sound workflows, all kinds of effects and long lives", () => {
    const kinds = new Set<string>();
    const passed = new Set<string>();
    law((steps, definition) => {
      expect(
        checkWorkflow(definition)
          .map(({ code }) => code)
          .filter((code) => !["UNREACHABLE", "UNSENT_TEMPLATE", "IMPOSSIBLE"].includes(code)),
      ).toEqual([]);
      for (const { kind } of listEffects(steps)) kinds.add(kind);
      for (const { result } of steps)
        for (const { path } of result.log)
          for (const id of path) passed.add(definition.nodes[id]?.kind ?? "none");
      // About the generator, not the law: a fixed seed, or chance decides whether every kind came
      // up.
    }, 20_260_304);
    expect([...passed].sort()).toEqual([
      ...["branch", "exit", "experiment", "goal", "join", "list", "notify"],
      ...["parallel", "run", "send", "split", "throttle"],
      ...["update", "wait", "waitFor", "waitSince", "waitUntil", "waitUntilDate", "webhook"],
    ]);
    expect([...kinds].sort()).toEqual([
      ...["answer", "defer", "endRun", "exited", "exposure", "goal", "list", "notify", "run"],
      ...["send", "skip"],
      ...["turn", "update", "webhook"],
    ]);
  });

  it("sends nothing without having asked and been allowed", () => {
    law((steps) => {
      for (const { asked, result, moment } of steps) {
        const sends = result.effects.filter(({ kind }) => kind === "send");
        expect(sends.length).toBeLessThanOrEqual(asked);
        if (moment.answer !== "yes") expect(sends).toEqual([]);
        for (const send of sends) expect(send).toMatchObject({ decision: { allowed: true } });
      }
    });
  });

  it("never gives the same key to two effects", () => {
    law((steps) => {
      const keys = listEffects(steps).flatMap((effect) => ("key" in effect ? [effect.key] : []));
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it("raises the revision by one when something happened, and returns the very same record when nothing did", () => {
    law((steps) => {
      for (const { before, result } of steps) {
        if (result.enrollment === before) expect(result).toMatchObject({ effects: [], log: [] });
        else expect(result.enrollment.revision).toBe(before.revision + 1);
      }
    });
  });

  it("does nothing when it is woken before its time", () => {
    law((steps, definition) => {
      for (const { result, now, moment } of steps) {
        const { enrollment } = result;
        if (enrollment.wakeAt === null || enrollment.wakeAt <= now || moment.out) continue;
        const seen = facts({
          contact: personAt(moment),
        });
        for (const early of [now, enrollment.wakeAt - 1]) {
          const again = transition(definition, enrollment, [], seen, context(early));
          // A message known by now may have met the wait: without messages nothing can.
          expect(again.enrollment).toBe(enrollment);
        }
      }
    });
  });

  it("gives the same through JSON, for the definition, the record and the inputs", () => {
    fc.assert(
      fc.property(arbitraryWorkflow, life, (definition, moments) => {
        const direct = live(definition, moments).map(({ result }) => result);
        const copy: WorkflowDefinition = JSON.parse(JSON.stringify(definition));
        const read = (value: JsonValue) => parseWorkflowInput(JSON.parse(JSON.stringify(value)));
        const carried = moments.map((one) => ({
          ...one,
          inputs: one.inputs.map((input) => read({ ...input })),
        }));
        const stored = live(copy, carried, (record) => JSON.parse(JSON.stringify(record))).map(
          ({ result }) => result,
        );
        expect(stored).toEqual(direct);
      }),
      { numRuns: 300 },
    );
  });

  it("replays: the same inputs give the same lives", () => {
    law((steps, definition, moments) => expect(live(definition, moments)).toEqual(steps));
  });

  it("lets an exit win over everything, and an ended run rest", () => {
    law((steps, definition) => {
      for (const { before, result, moment } of steps) {
        if (before.status === "ended") {
          expect(result).toEqual({ enrollment: before, effects: [], log: [] });
          continue;
        }
        const leaves =
          moment.inputs.some((input) => input.type === "exit") ||
          (definition.exitOn.length > 0 &&
            (moment.out ||
              moment.inputs.some(
                (input) =>
                  (input.type === "event" && input.name === "cancelled") ||
                  (input.type === "delivery" && input.event === "unsubscribed"),
              )));
        // Goals are recorded even so, and runs that it waits for end with it.
        const others = result.effects.filter(({ kind }) => kind !== "goal" && kind !== "endRun");
        if (leaves) expect(others).toMatchObject([{ kind: "exited", node: null }]);
        if (leaves)
          expect(result.enrollment).toMatchObject({
            status: "ended",
            wakeAt: null,
            waitingFor: [],
          });
      }
    });
  });

  it("always leaves an active run with an instant to wake at, and no input unread", () => {
    law((steps) => {
      for (const { result, before } of steps) {
        if (result.enrollment === before) continue;
        const { status, wakeAt, pending } = result.enrollment;
        expect(pending).toEqual([]);
        expect(status === "active").toBe(wakeAt !== null);
      }
    });
  });

  it("is moved by no event that nothing of it waits for, wherever that stands among others", () => {
    fc.assert(
      fc.property(arbitraryWorkflow, life, fc.array(fc.nat(3)), (definition, moments, places) => {
        const noise = (at: Instant): WorkflowInput => ({
          ...{ type: "event", id: "noise", name: "unrelated", at, data: { total: 1 } },
        });
        const noisy = (shift: number) =>
          moments.map((one, index) => {
            const inputs = [...one.inputs];
            inputs.splice((places[index] ?? 0) + shift, 0, noise(start + index));
            return { ...one, inputs };
          });
        expect(outcomes(live(definition, noisy(0)))).toEqual(outcomes(live(definition, noisy(2))));
        const told = (steps: ReturnType<typeof live>) =>
          steps.flatMap(({ result }) => result.log.map(({ path }) => path)).flat();
        expect(told(live(definition, noisy(0)))).toEqual(told(live(definition, moments)));
      }),
      { numRuns: 200 },
    );
  });

  it("takes the inputs of one step in any order, where none happened at the same time", () => {
    fc.assert(
      fc.property(arbitraryWorkflow, life, (definition, moments) => {
        const apart = moments.map((one) => ({
          ...one,
          inputs: one.inputs.filter(
            ({ at }, index) => one.inputs.findIndex((other) => other.at === at) === index,
          ),
        }));
        const turned = apart.map((one) => ({ ...one, inputs: one.inputs.toReversed() }));
        const paths = (steps: ReturnType<typeof live>) =>
          steps.map(({ result }) => result.log.map(({ path }) => path));
        expect(paths(live(definition, turned))).toEqual(paths(live(definition, apart)));
      }),
      { numRuns: 200 },
    );
  });

  it("makes at most one message of each send, and every refusal has its reasons", () => {
    law((steps, definition) => {
      for (const { result } of steps) {
        const passed =
          result.enrollment.revision === 0 ? [] : result.log.flatMap(({ path }) => path);
        const sends = passed.filter((id) => definition.nodes[id]?.kind === "send");
        const made = result.effects.filter(({ kind }) => kind === "send" || kind === "skip");
        expect(made.map((effect) => effect.node)).toEqual(sends);
        for (const effect of made) {
          if (effect.kind !== "send" && effect.kind !== "skip") continue;
          for (const { reasons } of effect.refused ?? []) expect(reasons).not.toEqual([]);
        }
      }
    });
  });

  it("counts each event once for a goal, and nothing else", () => {
    law((steps, definition) => {
      for (const { before, result, moment } of steps) {
        const orders = moment.inputs.filter(
          (one) => one.type === "event" && one.name === "order.placed",
        );
        const expected = before.status === "ended" || definition.goals?.length === 1 ? [] : orders;
        const goals = result.effects.filter((one) => one.kind === "goal" && one.node === null);
        expect(goals.map((goal) => goal.kind === "goal" && goal.at)).toEqual(
          expected.map(({ at }) => at),
        );
      }
    });
  });

  it("never fails on a sound workflow", () => {
    law((steps) => {
      for (const effect of listEffects(steps))
        if (effect.kind === "exited") expect(effect.by).not.toBe("fault");
    });
  });
});
