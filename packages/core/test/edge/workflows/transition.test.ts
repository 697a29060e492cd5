import { describe, expect, it } from "vitest";
import {
  contactId,
  contactPointId,
  type Decision,
  type EnrollmentRecord,
  InputError,
  listId,
  segmentId,
  sendKey,
  type WorkflowDefinition,
} from "../../../src/index.js";
import type { ContactFacts } from "../../../src/ports/index.js";
import {
  type TransitionContext,
  transition,
  type WorkflowInput,
  wakes,
} from "../../../src/workflows/index.js";
import {
  at,
  contact,
  context,
  createMemberships,
  day,
  enrolled,
  facts,
  held,
  hour,
  message,
  no,
  send,
  start,
  workflow,
  yes,
} from "./fixtures.js";

const vip = segmentId("vip");

function ordered(when: number, data = {}, id = "o-1"): WorkflowInput {
  return {
    type: "event",
    id,
    name: "order.placed",
    at: when,
    data,
  };
}
function delivery(
  event: "clicked" | "unsubscribed",
  when: number,
  machine = false,
  key = "e:0:0",
): WorkflowInput {
  return {
    type: "delivery",
    event,
    template: "miss-you",
    message: sendKey(key),
    at: when,
    machine,
  };
}

/** Steps through, as an engine would that comes on time, and tells the effects of the last step. */
function walk(
  definition: WorkflowDefinition,
  steps: readonly (readonly [number, (readonly WorkflowInput[])?, ContactFacts?])[],
  rest: Partial<TransitionContext> = {},
) {
  let enrollment: EnrollmentRecord = enrolled(definition);
  let last = transition(definition, enrollment, [], facts(), context(start, rest));
  enrollment = last.enrollment;
  for (const [now, inputs = [], seen = facts()] of steps) {
    last = transition(definition, enrollment, inputs, seen, context(now, rest));
    enrollment = last.enrollment;
  }
  return last;
}

describe("a send", () => {
  const definition = workflow({ hello: send("miss-you") }, { policy: { lateAfter: "1d" } });

  it("leaves with the decision that allows it, under the key enrolment, revision, index", () => {
    const { effects, enrollment } = transition(
      definition,
      enrolled(definition),
      [],
      facts(),
      context(start),
    );
    expect(effects).toMatchObject([
      {
        kind: "send",
        key: "e:0:0",
        contactPoint: "p-1",
        template: "miss-you",
        messageClass: "marketing",
        decision: yes,
      },
      { kind: "exited", outcome: "completed", by: "node" },
    ]);
    expect(enrollment).toMatchObject({
      status: "ended",
      revision: 1,
      outcome: "completed",
      endedAt: start,
      wakeAt: null,
    });
  });

  it("becomes a skip with every reason where it is not allowed, and the run goes on", () => {
    const decide = () => no("WITHDRAWN", "NO_CONSENT");
    const { effects, log } = transition(
      definition,
      enrolled(definition),
      [],
      facts(),
      context(start, { decide }),
    );
    expect(effects).toMatchObject([
      { kind: "skip", reasons: [{ code: "WITHDRAWN" }, { code: "NO_CONSENT" }] },
      { kind: "exited", outcome: "completed" },
    ]);
    expect(log).toMatchObject([{ path: ["hello", "end"], revision: 0, at: start }]);
  });

  it("asks for each address of the channel until one is allowed", () => {
    const points = contact().points.flatMap((point) => [
      point,
      { ...point, id: contactPointId("p-2") },
    ]);
    const seen = facts({ contact: contact({ points }) });
    const decide: TransitionContext["decide"] = ({ contactPoint }) =>
      contactPoint === "p-2" ? yes : no("BOUNCED");
    const { effects } = transition(
      definition,
      enrolled(definition),
      [],
      seen,
      context(start, { decide }),
    );
    expect(effects[0]).toMatchObject({ kind: "send", contactPoint: "p-2" });
  });

  it("waits for the address that time holds back for the shortest while", () => {
    const points = ["p-1", "p-2", "p-3"].map((id) => ({
      ...{ id: contactPointId(id), channel: "email" as const, address: id, fingerprints: [] },
    }));
    const answers: Readonly<Record<string, Decision>> = {
      "p-1": { ...no("WITHDRAWN"), retryAt: start + 1 },
      "p-2": held(start + 2 * hour),
    };
    const decide: TransitionContext["decide"] = ({ contactPoint }) =>
      answers[contactPoint] ?? held(start + hour);
    const seen = facts({ contact: contact({ points }) });
    const { effects } = transition(
      definition,
      enrolled(definition),
      [],
      seen,
      context(start, { decide }),
    );
    expect(effects).toMatchObject([{ kind: "defer", until: start + hour }]);
    expect(effects[0]).toHaveProperty("reasons.length", 3);
  });

  it("is skipped where the contact has no address on the channel", () => {
    const seen = facts({ contact: contact({ points: [] }) });
    const { effects } = transition(definition, enrolled(definition), [], seen, context(start));
    expect(effects[0]).toMatchObject({ kind: "skip", reasons: [{ code: "NO_CONTACT_POINT" }] });
  });

  it("is skipped when it comes later than the policy allows", () => {
    const on = transition(definition, enrolled(definition), [], facts(), context(start + day));
    const late = transition(
      definition,
      enrolled(definition),
      [],
      facts(),
      context(start + day + 1),
    );
    expect(on.effects[0]).toMatchObject({ kind: "send", dueAt: start });
    expect(late.effects[0]).toMatchObject({ kind: "skip", reasons: [{ code: "LATE" }] });
  });

  it("waits where the law only holds it back, asks again, and still honours exits", () => {
    const until = start + 10 * hour;
    const decide: TransitionContext["decide"] = () => held(until);
    const parked = transition(
      definition,
      enrolled(definition),
      [],
      facts(),
      context(start, { decide }),
    );
    expect(parked.effects).toMatchObject([
      { kind: "defer", until, reasons: [{ code: "QUIET_HOURS" }] },
    ]);
    expect(parked.enrollment).toMatchObject({ status: "active", wakeAt: until });
    expect(parked.log).toMatchObject([{ path: [], detail: { waitIn: "hello" } }]);
    const early = transition(
      definition,
      parked.enrollment,
      [],
      facts(),
      context(until - 1, { decide }),
    );
    expect(early.enrollment).toBe(parked.enrollment);
    const then = transition(definition, parked.enrollment, [], facts(), context(until));
    expect(then.effects[0]).toMatchObject({ kind: "send", key: "e:1:0", dueAt: start });
  });
});

describe("a wait", () => {
  it("counts calendar days on the contact's wall clock", () => {
    const definition = workflow({ pause: { kind: "wait", for: "2d", next: "end" } });
    const seen = facts({
      contact: contact({ timeZone: { name: "America/New_York", source: "stated" } }),
    });
    const saturday = at("2026-03-07T22:00:00Z"); // 17:00, the night the clocks go forward
    const { enrollment } = transition(
      definition,
      enrolled(definition),
      [],
      seen,
      context(saturday),
    );
    expect(enrollment.wakeAt).toBe(at("2026-03-09T21:00:00Z"));
  });

  it("until a time of day means the local day, on the day the clocks change, too", () => {
    const definition = workflow({
      until: { kind: "waitUntil", time: "09:00", days: ["sun"], next: "end" },
    });
    const seen = facts({
      contact: contact({ timeZone: { name: "America/New_York", source: "stated" } }),
    });
    const saturday = at("2026-03-07T22:00:00Z");
    const { enrollment } = transition(
      definition,
      enrolled(definition),
      [],
      seen,
      context(saturday),
    );
    expect(enrollment.wakeAt).toBe(at("2026-03-08T13:00:00Z"));
  });

  it("can mean the workspace's clock or a fixed one", () => {
    const until = (zone: "workspace" | "fixed:Asia/Tokyo") =>
      transition(
        workflow({ until: { kind: "waitUntil", time: "09:00", zone, next: "end" } }),
        enrolled(workflow({ until: { kind: "waitUntil", time: "09:00", zone, next: "end" } })),
        [],
        facts({ contact: contact({ timeZone: { name: "America/New_York", source: "stated" } }) }),
        context(start, { zone: "Europe/Berlin" }),
      ).enrollment.wakeAt;
    expect(until("workspace")).toBe(at("2026-03-03T08:00:00Z"));
    expect(until("fixed:Asia/Tokyo")).toBe(at("2026-03-03T00:00:00Z"));
  });

  it("moves with a contact who moves, and never to a time of day that is gone there", () => {
    const definition = workflow({ until: { kind: "waitUntil", time: "09:00", next: "end" } });
    const living = (name: string) =>
      facts({ contact: contact({ timeZone: { name, source: "stated" } }) });
    const begun = transition(
      definition,
      enrolled(definition),
      [],
      living("America/New_York"),
      context(start),
    );
    expect(begun.enrollment.wakeAt).toBe(at("2026-03-02T14:00:00Z"));
    const moved: WorkflowInput = { type: "contact", at: start + hour };
    expect(wakes(begun.enrollment, moved)).toBe(true);
    const west = transition(
      definition,
      begun.enrollment,
      [moved],
      living("America/Los_Angeles"),
      context(start + hour),
    );
    expect(west.enrollment).toMatchObject({ wakeAt: at("2026-03-02T17:00:00Z"), revision: 2 });
    const east = transition(
      definition,
      begun.enrollment,
      [moved],
      living("Asia/Tokyo"),
      context(start + hour),
    );
    expect(east.enrollment.wakeAt).toBe(at("2026-03-03T00:00:00Z"));
    const night = at("2026-03-02T06:30:00Z"); // 07:30 in Berlin, where nine has passed by the time of the move
    const abroad = transition(
      definition,
      enrolled(definition),
      [],
      living("America/New_York"),
      context(night),
    );
    const home = transition(
      definition,
      abroad.enrollment,
      [moved],
      living("Europe/Berlin"),
      context(start),
    );
    expect(home.enrollment.wakeAt).toBe(at("2026-03-03T08:00:00Z"));
  });

  it("falls back to the workspace's clock where the contact's zone is unknown to the host", () => {
    const definition = workflow({ until: { kind: "waitUntil", time: "09:00", next: "end" } });
    const seen = facts({
      contact: contact({ timeZone: { name: "Mars/Olympus", source: "inferred" } }),
    });
    const { enrollment } = transition(definition, enrolled(definition), [], seen, context(start));
    expect(enrollment.wakeAt).toBe(at("2026-03-03T09:00:00Z"));
  });

  it("is not disturbed by being woken early, and swallows inputs that mean nothing to it", () => {
    const definition = workflow({ pause: { kind: "wait", for: "2d", next: "end" } });
    const { enrollment } = transition(
      definition,
      enrolled(definition),
      [],
      facts(),
      context(start),
    );
    const early = transition(definition, enrollment, [], facts(), context(start + 2 * day - 1));
    expect(early).toEqual({ enrollment, effects: [], log: [] });
    expect(early.enrollment).toBe(enrollment);
    const woken = {
      ...enrollment,
      pending: [{ type: "contact", at: start }],
      wakeAt: start + hour,
    };
    const swallowed = transition(
      definition,
      woken,
      [{ type: "contact", at: start }],
      facts(),
      context(start + hour),
    );
    expect(swallowed.enrollment).toEqual({ ...enrollment, revision: enrollment.revision + 1 });
    expect(swallowed.effects).toEqual([]);
  });
});

describe("waiting for something", () => {
  const definition = workflow({
    hello: send("miss-you", "await"),
    await: {
      kind: "waitFor",
      any: [
        {
          op: "event",
          event: "order.placed",
          where: { op: "attr", path: "total", is: { gte: 50 } },
        },
        { op: "delivery", event: "clicked", template: "miss-you" },
      ],
      timeout: "3d",
      onMatch: "thanks",
      onTimeout: "last",
    },
    thanks: { kind: "exit", outcome: "back" },
    last: send("last-call"),
  });

  it("listens to what it waits for", () => {
    const { enrollment } = walk(definition, []);
    expect(enrollment).toMatchObject({
      waitingFor: ["delivery:clicked", "order.placed"],
      wakeAt: start + 3 * day,
      state: { node: "await" },
    });
    expect(wakes(enrollment, ordered(start + 1))).toBe(true);
    expect(wakes(enrollment, delivery("unsubscribed", start + 1))).toBe(false);
  });

  it("goes on when it happens", () => {
    expect(
      walk(definition, [[start + day, [ordered(start + day, { total: 50 })]]]).enrollment.outcome,
    ).toBe("back");
    expect(
      walk(definition, [[start + day, [delivery("clicked", start + day)]]]).enrollment.outcome,
    ).toBe("back");
  });

  it("is not met by an event that differs, a machine's click, or another run's message", () => {
    const cheap = ordered(start + day, { total: 49 });
    const machine = delivery("clicked", start + day, true);
    const other = delivery("clicked", start + day, false, "x:0:0");
    const { enrollment } = walk(definition, [[start + day, [cheap, machine, other]]]);
    expect(enrollment).toMatchObject({ status: "active", wakeAt: start + 3 * day });
  });

  it("is not met by an event from before it began", () => {
    const begun = walk(definition, []).enrollment;
    const early = transition(
      definition,
      begun,
      [ordered(start - 1, { total: 99 })],
      facts(),
      context(start + hour),
    );
    expect(early.enrollment).toMatchObject({ status: "active", revision: 2 });
    const just = transition(
      definition,
      begun,
      [ordered(start, { total: 99 })],
      facts(),
      context(start + hour),
    );
    expect(just.enrollment.outcome).toBe("back");
  });

  it("runs out of time", () => {
    const { effects, log } = walk(definition, [[start + 3 * day]]);
    expect(effects[0]).toMatchObject({ kind: "send", template: "last-call", key: "e:1:0" });
    expect(log[0]).toMatchObject({
      path: ["await", "last", "end"],
      detail: { took: { await: "timeout" } },
    });
  });

  it("prefers what came first, however late the worker is", () => {
    const before = walk(definition, [
      [start + 5 * day, [ordered(start + 3 * day - 1, { total: 99 })]],
    ]);
    const after = walk(definition, [[start + 5 * day, [ordered(start + 3 * day, { total: 99 })]]]);
    expect(before.enrollment.outcome).toBe("back");
    expect(after.log[0]?.detail).toMatchObject({ took: { await: "timeout" } });
  });

  it("is met at once by a click that came before it began, by what the store knows", () => {
    const late = workflow({
      hello: send("miss-you", "pause"),
      pause: { kind: "wait", for: "1d", next: "await" },
      await: {
        kind: "waitFor",
        any: [{ op: "delivery", event: "clicked", template: "miss-you" }],
        timeout: "3d",
        onMatch: "thanks",
        onTimeout: "end",
      },
      thanks: { kind: "exit", outcome: "back" },
    });
    const clicked = facts({
      messages: [message("e:0:0", "miss-you", { clickedAt: start + hour })],
    });
    const scanned = facts({
      messages: [message("e:0:0", "miss-you", { machineClickedAt: start + hour })],
    });
    expect(walk(late, [[start + day, [], clicked]]).enrollment.outcome).toBe("back");
    expect(walk(late, [[start + day, [], scanned]]).enrollment.status).toBe("active");
  });
});

describe("an exit", () => {
  const definition = workflow(
    { pause: { kind: "wait", for: "1d", next: "hello" }, hello: send("miss-you") },
    {
      exitOn: [
        {
          on: "event",
          event: "order.placed",
          where: { op: "attr", path: "total", is: { gt: 0 } },
          outcome: "bought",
        },
        { on: "event", event: "delivery:unsubscribed", outcome: "left" },
        { on: "event", event: "delivery:clicked", outcome: "engaged" },
        { on: "segment", segment: vip, is: "in", outcome: "promoted" },
      ],
    },
  );

  it("comes before everything else, even when the timer was due first", () => {
    const { effects, enrollment } = walk(definition, [
      [start + 2 * day, [ordered(start + 2 * day, { total: 1 })]],
    ]);
    expect(effects).toEqual([
      { kind: "exited", node: null, outcome: "bought", by: "event", signal: "order.placed" },
    ]);
    expect(enrollment).toMatchObject({
      status: "ended",
      waitingFor: [],
      wakeAt: null,
      pending: [],
    });
  });

  it("is caused by an unsubscribe from any message, but only by a person's click on one of this run's", () => {
    const out = (input: WorkflowInput) =>
      walk(definition, [[start + hour, [input]]]).enrollment.outcome;
    expect(out(delivery("unsubscribed", start + hour, false, "campaign:1"))).toBe("left");
    expect(out(delivery("clicked", start + hour, false, "campaign:1"))).toBe(null);
    expect(out(delivery("clicked", start + hour, true))).toBe(null);
    expect(out(delivery("clicked", start + hour))).toBe("engaged");
    expect(out(ordered(start + hour, { total: 0 }))).toBe(null);
  });

  it("is caused by membership, asked before every step", () => {
    const { enrollment } = walk(definition, [
      [start + day, [], facts({ memberships: createMemberships("vip") })],
    ]);
    expect(enrollment.outcome).toBe("promoted");
    expect(
      wakes(walk(definition, []).enrollment, {
        type: "member",
        segment: vip,
        entered: true,
        at: start,
      }),
    ).toBe(true);
  });

  it("is not caused by the very event that started the run", () => {
    const begun = enrolled(definition, { state: { node: "pause", trigger: "o-1" } });
    const step = (id: string) =>
      transition(definition, begun, [ordered(start, { total: 1 }, id)], facts(), context(start))
        .enrollment.outcome;
    expect(step("o-1")).toBe(null);
    expect(step("o-2")).toBe("bought");
  });

  it("can be asked for from outside", () => {
    const { effects } = walk(definition, [
      [start + hour, [{ type: "exit", reason: "merged", at: start }]],
    ]);
    expect(effects).toEqual([{ kind: "exited", node: null, outcome: "merged", by: "request" }]);
  });

  it("is final: nothing wakes an ended run", () => {
    const { enrollment } = walk(definition, [[start + day]]);
    const after = transition(
      definition,
      enrollment,
      [ordered(start + 2 * day)],
      facts(),
      context(start + 2 * day),
    );
    expect(after).toEqual({ enrollment, effects: [], log: [] });
    expect(wakes(enrollment, ordered(start))).toBe(false);
  });
});

describe("the other steps", () => {
  it("branch on a person's click, on the trigger's data, else otherwise", () => {
    const definition = workflow({
      fork: {
        kind: "branch",
        cases: [
          {
            name: "clicked",
            where: { op: "delivery", event: "clicked", template: "miss-you" },
            next: "a",
          },
          {
            where: { op: "trigger", where: { op: "attr", path: "cart.total", is: { gte: 100 } } },
            next: "b",
          },
        ],
        else: "end",
      },
      a: { kind: "exit", outcome: "a" },
      b: { kind: "exit", outcome: "b" },
    });
    const clicked = facts({ messages: [message("e:0:0", "miss-you", { clickedAt: start })] });
    const run = (seen: ContactFacts, data = {}) =>
      transition(
        definition,
        enrolled(definition, { state: { node: "fork", data } }),
        [],
        seen,
        context(start),
      );
    expect(run(clicked).enrollment.outcome).toBe("a");
    expect(run(facts(), { cart: { total: 100 } })).toMatchObject({
      enrollment: { outcome: "b" },
      log: [{ detail: { took: { fork: "case 2" } } }],
    });
    expect(run(facts(), { cart: {} }).enrollment.outcome).toBe("completed");
  });

  it("branch on what segments ask, and see what earlier steps of the same pass have changed", () => {
    const definition = workflow({
      mark: { kind: "update", set: { plan: "pro" }, unset: ["trial"], next: "join" },
      join: { kind: "list", add: [listId("gold")], next: "fork" },
      fork: {
        kind: "branch",
        cases: [
          { name: "in", where: { op: "member", segment: vip }, next: "a" },
          {
            name: "changed",
            where: {
              op: "and",
              of: [
                { op: "attr", path: "plan", is: { eq: "pro" } },
                { op: "attr", path: "trial", is: { exists: false } },
                { op: "list", list: listId("gold") },
              ],
            },
            next: "end",
          },
        ],
        else: "a",
      },
      a: { kind: "exit", outcome: "a" },
    });
    const seen = facts({ contact: contact({ attributes: { plan: "free", trial: true } }) });
    const run = (rest: Partial<TransitionContext>, known = seen) =>
      transition(definition, enrolled(definition), [], known, context(start, rest)).log[0]?.detail[
        "took"
      ];
    expect(run({})).toEqual({ fork: "changed" });
    expect(run({}, { ...seen, memberships: createMemberships("vip") })).toEqual({ fork: "in" });
    expect(run({ isMember: (segment) => segment === vip })).toEqual({ fork: "in" });
    expect(seen.contact.attributes).toEqual({ plan: "free", trial: true });
  });

  it("update attributes and lists", () => {
    const definition = workflow({
      mark: { kind: "update", set: { tier: "gold" }, unset: ["trial"], next: "move" },
      move: { kind: "list", add: [listId("dormant")], remove: [listId("active")], next: "end" },
    });
    const { effects } = transition(definition, enrolled(definition), [], facts(), context(start));
    expect(effects).toMatchObject([
      { kind: "update", node: "mark", attributes: { tier: "gold", trial: null } },
      { kind: "list", node: "move", add: ["dormant"], remove: ["active"] },
      { kind: "exited" },
    ]);
  });

  it("split by hash, in shares as weighted", () => {
    const definition = workflow({
      deal: {
        kind: "split",
        salt: "s",
        arms: [
          { id: "a", weight: 1, next: "a" },
          { id: "b", weight: 3, next: "b" },
        ],
      },
      a: { kind: "exit", outcome: "a" },
      b: { kind: "exit", outcome: "b" },
    });
    const chooseArm = (index: number) =>
      transition(
        definition,
        enrolled(definition, { contact: contactId(`c-${index}`) }),
        [],
        facts(),
        context(start + index),
      ).enrollment.outcome;
    const arms = Array.from({ length: 4000 }, (_, index) => chooseArm(index));
    const share = arms.filter((arm) => arm === "a").length / arms.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
    expect(arms.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => chooseArm(index)));
  });
});

describe("what should not be", () => {
  it("a loop without a wait ends the run instead of spinning", () => {
    const definition = workflow({
      a: send("miss-you", "b"),
      b: { kind: "update", set: { n: 1 }, next: "a" },
    });
    const { effects } = transition(definition, enrolled(definition), [], facts(), context(start));
    expect(effects.at(-1)).toEqual({ kind: "exited", node: null, outcome: "failed", by: "fault" });
    expect(effects.filter(({ kind }) => kind === "send")).toHaveLength(1);
  });

  it("a state nobody can read ends the run without sending", () => {
    const definition = workflow({ hello: send("miss-you") });
    for (const state of [
      {},
      { node: "gone" },
      { node: 1 },
      { node: "hello", wait: {} },
      { node: "hello", data: [] },
    ]) {
      const { effects } = transition(
        definition,
        enrolled(definition, { state }),
        [],
        facts(),
        context(start),
      );
      expect(effects).toEqual([{ kind: "exited", node: null, outcome: "failed", by: "fault" }]);
    }
  });

  it("another definition's enrolment is refused", () => {
    const definition = workflow({ hello: send("miss-you") });
    const stranger = enrolled(definition, { version: 2 });
    expect(() => transition(definition, stranger, [], facts(), context(start))).toThrow(InputError);
  });
});
