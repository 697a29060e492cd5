import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDuration,
  type DurationText,
  type EnrollmentRecord,
  type JsonObject,
  type WorkflowDefinition,
} from "../../../src/index.js";
import { readState } from "../../../src/workflows/enrollment-state.js";
import {
  checkMigration,
  type MigrationRules,
  migrateRun,
  transition,
  type WaitRule,
  type WorkflowNode,
} from "../../../src/workflows/index.js";
import { arbitraryWorkflow } from "./arbitrary-workflow.js";
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
  send,
  start,
  workflow,
  yes,
} from "./fixtures.js";

const later = start + hour;

function isBranched({ state }: EnrollmentRecord): boolean {
  return readState(state)?.branches !== undefined;
}

function waiting(definition: WorkflowDefinition, decide = () => yes): EnrollmentRecord {
  return transition(definition, enrolled(definition), [], facts(), context(start, { decide }))
    .enrollment;
}

function move(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  run: EnrollmentRecord,
  rules: MigrationRules = {},
  rest: { readonly now?: number; readonly facts?: ReturnType<typeof facts> } = {},
) {
  const { now = later, facts: known = facts() } = rest;
  return migrateRun(from, to, run, rules, { now, zone: "UTC", facts: known });
}

function two(first: WorkflowNode, second: WorkflowNode, rest: Partial<WorkflowDefinition> = {}) {
  const mails = { a: send("a", "pause") };
  return [
    workflow({ ...mails, pause: first }),
    workflow({ ...mails, pause: second }, { version: 2, ...rest }),
  ] as const;
}

const wait = (length: DurationText): WorkflowNode => ({ kind: "wait", for: length, next: "end" });
const until = (time: string): WorkflowNode => ({ kind: "waitUntil", time, next: "end" });
const listen = (event: string, timeout: DurationText = "3d"): WorkflowNode => ({
  ...{ kind: "waitFor", any: [{ op: "event", event }], timeout },
  ...{ onMatch: "end", onTimeout: "end" },
});

/** A wait in another zone, of another length or for another event, as a later version may have. */
function altered(definition: WorkflowDefinition, conditions: boolean): WorkflowDefinition {
  const change = (node: WorkflowNode): WorkflowNode => {
    if (node.kind === "wait") return { ...node, for: "3d" };
    if (node.kind === "waitUntil") return { ...node, time: "17:15" };
    return node.kind === "waitFor" && conditions ? { ...node, timeout: "5d" } : node;
  };
  const nodes = Object.entries(definition.nodes).map(([id, node]) => [id, change(node)] as const);
  return { ...definition, version: 2, nodes: Object.fromEntries(nodes) };
}

describe("moving a run to another version", () => {
  const [old, longer] = two(wait("2d"), wait("5d"));

  it.each<[WaitRule | undefined, number]>([
    [undefined, start + 2 * day],
    ["keep", start + 2 * day],
    ["recount", start + 5 * day],
    ["restart", later + 5 * day],
  ])("counts a changed wait by the rule %s", (waits, wakeAt) => {
    const run = waiting(old);
    const { enrollment } = move(old, longer, run, waits === undefined ? {} : { waits });
    expect(enrollment).toMatchObject({ version: 2, revision: run.revision + 1, wakeAt });
    expect(enrollment.entryKey).toBe(run.entryKey);
  });

  it("makes a wait that is over by the new count due now, and counts lateness from now", () => {
    const [slow, quick] = two(wait("5d"), wait("1d"));
    const now = start + 2 * day;
    const { enrollment } = move(slow, quick, waiting(slow), { waits: "recount" }, { now });
    expect(enrollment.wakeAt).toBe(now);
    expect(enrollment.state["wait"]).toMatchObject({ since: start, until: now });
  });

  it("finds the next time of day where the new one has passed, and keeps the old one if told", () => {
    const [nine, eight] = two(until("12:00"), until("10:30"));
    const run = waiting(nine);
    expect(move(nine, eight, run).enrollment.wakeAt).toBe(at("2026-03-02T12:00:00Z"));
    const recounted = move(nine, eight, run, { waits: "recount" }).enrollment.wakeAt;
    expect(recounted).toBe(at("2026-03-03T10:30:00Z"));
    const restarted = move(nine, eight, run, { waits: "restart" }).enrollment.wakeAt;
    expect(restarted).toBe(at("2026-03-03T10:30:00Z"));
  });

  it("lets a kept instant stand when the contact moves to another zone", () => {
    const [nine, eight] = two(until("12:00"), until("08:00"));
    const { enrollment } = move(nine, eight, waiting(nine));
    const east = contact({ timeZone: { name: "Asia/Tokyo", source: "stated" } });
    const now = later + hour / 2;
    const after = transition(
      eight,
      enrollment,
      [{ type: "contact", at: now }],
      facts({ contact: east }),
      context(now),
    );
    expect(after.enrollment.wakeAt).toBe(at("2026-03-02T12:00:00Z"));
  });

  it("refuses to keep conditions that are gone, and matches the new ones with stored events", () => {
    const [seen, bought] = two(listen("seen"), listen("bought"));
    const run = waiting(seen);
    const live = [{ node: "pause", runs: 3 }];
    expect(checkMigration(seen, bought, {}, live)).toMatchObject([
      { code: "MIGRATION_CONDITIONS", node: "pause", runs: 3 },
    ]);
    expect(() => move(seen, bought, run)).toThrow(/waits for something else/);
    const event = { id: "o-1", name: "bought", at: start + 1, data: {} };
    const known = facts({ events: [event] });
    const recounted = move(seen, bought, run, { waits: "recount" }, { facts: known }).enrollment;
    expect(recounted).toMatchObject({ wakeAt: later, pending: [{ id: "o-1", name: "bought" }] });
    const { log } = transition(
      bought,
      recounted,
      [{ type: "event", ...event }],
      known,
      context(later),
    );
    expect(log[0]?.detail["took"]).toEqual({ pause: "match" });
    const restarted = move(seen, bought, run, { waits: "restart" }, { facts: known }).enrollment;
    expect([restarted.pending, restarted.wakeAt]).toEqual([[], later + 3 * day]);
  });

  it("refuses nodes that are gone or of another kind, with the number of runs in them", () => {
    const [, gone] = two(wait("1d"), send("b"));
    const live = [{ node: "pause", runs: 2 }];
    const rules = { nodes: { pause: "nowhere", ghost: "a" } };
    const codes = (given: MigrationRules) =>
      checkMigration(old, gone, given, live).map(({ code, runs }) => [code, runs]);
    expect(codes({})).toEqual([["MIGRATION_UNMAPPED", 2]]);
    expect(codes(rules)).toEqual([
      ["MIGRATION_SOURCE", 0],
      ["MIGRATION_TARGET", 2],
    ]);
    expect(codes({ nodes: { pause: "a" } })).toEqual([["MIGRATION_KIND", 2]]);
    expect(codes({ nodes: { pause: { enter: "pause" } } })).toEqual([]);
    expect(codes({ nodes: { pause: { exit: "moved" } } })).toEqual([]);
  });

  it("enters a node now, however long ago the run began, and sends it as if on time", () => {
    const [, gone] = two(wait("1d"), send("b"), { policy: { lateAfter: "6h" } });
    const now = start + 30 * day;
    const { enrollment } = move(
      old,
      gone,
      waiting(old),
      { nodes: { pause: { enter: "pause" } } },
      { now },
    );
    expect(enrollment.wakeAt).toBe(now);
    const { effects } = transition(gone, enrollment, [], facts(), context(now));
    expect(effects).toMatchObject([{ kind: "send", template: "b" }, { kind: "exited" }]);
  });

  it("ends a run by the map, or by an exit rule of the new version", () => {
    const run = waiting(old);
    const mapped = move(old, longer, run, { nodes: { pause: { exit: "moved" } } });
    expect(mapped.enrollment).toMatchObject({ status: "ended", outcome: "moved", wakeAt: null });
    const leaving = {
      ...longer,
      exitOn: [
        { on: "segment", segment: createMemberships("out")[0]?.segment, is: "in", outcome: "out" },
      ],
    } as WorkflowDefinition;
    const known = facts({ memberships: createMemberships("out") });
    const { enrollment, log } = move(old, leaving, run, {}, { facts: known });
    expect(enrollment).toMatchObject({ status: "ended", outcome: "out", version: 2 });
    expect(log.detail["effects"]).toMatchObject([{ kind: "exited", by: "segment" }]);
    expect(move(old, leaving, run).enrollment.status).toBe("active");
  });

  it("goes on behind a message that was held and is no longer sent", () => {
    const holding = waiting(old, () => held(start + 5 * hour));
    const without = workflow({ pause: wait("2d") }, { version: 2 });
    const { enrollment } = move(old, without, holding);
    expect(enrollment.state["node"]).toBe("pause");
    expect(enrollment.wakeAt).toBe(later + 2 * day);
    const kept = move(old, longer, holding).enrollment;
    expect([kept.state["node"], kept.wakeAt]).toEqual(["a", start + 5 * hour]);
    expect(move(old, longer, holding, { waits: "recount" }).enrollment.wakeAt).toBe(later);
  });

  it("keeps inputs the new version listens to, and names in the log those it does not", () => {
    const [seen, both] = two(listen("seen"), listen("seen", "1d"));
    const pending: readonly JsonObject[] = [
      { type: "event", id: "1", name: "seen", at: start, data: {} },
      { type: "event", id: "2", name: "forgotten", at: start, data: {} },
    ];
    const run = { ...waiting(seen), pending };
    const { enrollment, log } = move(seen, both, run, { waits: "recount" });
    expect(enrollment.pending.length).toBe(1);
    expect(log.detail["dropped"]).toEqual(["forgotten"]);
  });

  it("begins a run that has not begun with the first node of the new version", () => {
    const first = workflow({ hello: send("b") }, { version: 2 });
    const { enrollment } = move(old, first, enrolled(old));
    const { effects } = transition(first, enrollment, [], facts(), context(later));
    expect(effects).toMatchObject([{ kind: "send", template: "b" }, { kind: "exited" }]);
  });
});

const lived = fc.record({
  definition: arbitraryWorkflow,
  hours: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 }),
  answers: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  waits: fc.constantFrom<WaitRule[]>("keep", "recount"),
});

function onTime({ state }: EnrollmentRecord, timeout: DurationText): boolean {
  const { since, until } = readState(state)?.wait ?? { since: 0, until: 0 };
  return addDuration(since, timeout, "UTC") === until;
}

describe("a run that goes several ways at once", () => {
  const nodes = {
    both: {
      kind: "parallel",
      branches: [
        { id: "one", next: "one" },
        { id: "two", next: "two" },
      ],
      join: "join",
    },
    one: { kind: "wait", for: "2d", next: "join" },
    two: { kind: "wait", for: "3d", next: "join" },
    join: { kind: "join", when: "all", next: "end" },
  } as const satisfies Record<string, WorkflowNode>;
  const first = workflow(nodes);

  it("moves where each of its ways is as it was, and goes on there", () => {
    const second = { ...workflow(nodes), version: 2 };
    const run = waiting(first);
    const { enrollment } = move(first, second, run, {}, { now: later });
    expect(enrollment.state).toEqual(run.state);
    const after = start + 4 * day;
    expect(transition(second, enrollment, [], facts(), context(after)).enrollment.status).toBe(
      "ended",
    );
  });

  it("is not gone into from the one way that there was before, by name or by map", () => {
    const plain = workflow({ one: { kind: "wait", for: "2d", next: "end" } });
    const second = { ...first, version: 2 };
    const live = [{ node: "one", runs: 1 }];
    for (const rules of [{}, { nodes: { one: { enter: "join" } } }, { nodes: { one: "two" } }]) {
      expect(checkMigration(plain, second, rules, live)).toMatchObject([
        { code: "MIGRATION_BRANCH", node: "one", runs: 1 },
      ]);
      expect(() => move(plain, second, waiting(plain), rules)).toThrow(
        expect.objectContaining({ code: "INPUT_MIGRATION", path: "nodes.one" }),
      );
    }
    const anew = move(plain, second, waiting(plain), { nodes: { one: { enter: "both" } } });
    const { enrollment } = transition(second, anew.enrollment, [], facts(), context(later));
    expect(isBranched(enrollment)).toBe(true);
  });

  it("leaves them all where it enters another step, and begins them anew where told to", () => {
    const second = { ...workflow({ ...nodes, after: send("a") }, {}), version: 2 };
    const run = waiting(first);
    const rules = (enter: string) => ({ nodes: { both: { enter } } });
    const left = move(first, second, run, rules("after")).enrollment;
    expect(transition(second, left, [], facts(), context(later)).effects).toMatchObject([
      { kind: "send" },
      { kind: "exited" },
    ]);
    const again = move(first, second, run, rules("both")).enrollment;
    const begun = transition(second, again, [], facts(), context(later)).enrollment;
    expect(readState(begun.state)?.branches).toMatchObject([
      { wait: { since: later } },
      { wait: { since: later } },
    ]);
  });

  it("is refused where they meet elsewhere, or are others", () => {
    const second = (both: WorkflowNode, more: Record<string, WorkflowNode> = {}) => ({
      ...workflow({ ...nodes, both, ...more }),
      version: 2,
    });
    const refused = expect.objectContaining({ code: "INPUT_MIGRATION" });
    const elsewhere = second({ ...nodes.both, join: "meet" }, { meet: nodes.join });
    const [one, two] = nodes.both.branches;
    const swapped = second({
      ...nodes.both,
      branches: [
        { ...one, next: "two" },
        { ...two, next: "one" },
      ],
    });
    for (const other of [elsewhere, swapped])
      expect(() => move(first, other, waiting(first))).toThrow(refused);
  });

  it("is refused where one of them has changed", () => {
    const longer = { ...workflow({ ...nodes, two: { ...nodes.two, for: "9d" } }), version: 2 };
    expect(() => move(first, longer, waiting(first), {}, { now: later })).toThrow(
      expect.objectContaining({ code: "INPUT_MIGRATION", path: "nodes.two" }),
    );
  });
});

describe("laws of migration", () => {
  const live = ({
    definition,
    hours,
    answers,
  }: typeof lived extends fc.Arbitrary<infer T> ? T : never) => {
    let run = enrolled(definition);
    let now = start;
    const keys: string[] = [];
    for (const [index, more] of hours.entries()) {
      now += more * hour;
      const decide = () => (answers[index] === true ? yes : held(now + 90 * hour));
      const result = transition(definition, run, [], facts(), context(now, { decide }));
      run = result.enrollment;
      for (const effect of result.effects) if (effect.kind === "send") keys.push(effect.key);
    }
    return { run, now, keys };
  };

  it("there and back leaves a run as it was, but for its revision", () => {
    let compared = 0;
    fc.assert(
      fc.property(lived, (one) => {
        const { definition, waits } = one;
        const { run, now } = live(one);
        if (run.status === "ended" || (run.wakeAt ?? 0) <= now || isBranched(run)) return;
        const other = altered(definition, waits === "recount");
        const rest = { now };
        const there = move(definition, other, run, { waits }, rest).enrollment;
        const back = move(other, definition, there, { waits }, rest).enrollment;
        const overdue = there.wakeAt !== null && there.wakeAt <= now && waits === "keep";
        expect(overdue).toBe(false);
        const node = definition.nodes[String(run.state["node"])];
        // A held message asks at once, and a listener that began late is counted from its due.
        if (waits === "recount" && node?.kind === "send") return;
        if (waits === "recount" && node?.kind === "waitFor" && !onTime(run, node.timeout)) return;
        compared++;
        expect(back).toEqual({ ...run, revision: run.revision + 2 });
      }),
    );
    expect(compared).toBeGreaterThan(10);
  });

  it("repeats no key of an effect, loses no run and makes none", () => {
    fc.assert(
      fc.property(lived, fc.constantFrom<WaitRule[]>("recount", "restart"), (one, waits) => {
        const { definition } = one;
        const { run, now, keys } = live(one);
        if (run.status === "ended" || isBranched(run)) return;
        const other = altered(definition, true);
        const migrated = move(definition, other, run, { waits }, { now }).enrollment;
        expect([migrated.id, migrated.contact, migrated.entryKey, migrated.workflow]).toEqual([
          ...[run.id, run.contact, run.entryKey, run.workflow],
        ]);
        const soon = now + 90 * day;
        const { effects } = transition(other, migrated, [], facts(), context(soon));
        for (const effect of effects)
          if (effect.kind === "send") expect(keys).not.toContain(effect.key);
      }),
    );
  });
});
