import fc from "fast-check";
import {
  checkWorkflow,
  listId,
  segmentId,
  sendKey,
  type WorkflowDefinition,
  workflowId,
} from "../../../src/index.js";
import type { GoalRule, WorkflowInput, WorkflowNode } from "../../../src/workflows/index.js";
import { hour, start, workflow } from "./fixtures.js";

const template = fc.constantFrom("t-a", "t-b", "t-c");
const duration = fc.constantFrom("30m", "6h", "1d", "2d12h", "1w");
const clicked = fc.record({
  op: fc.constant("delivery" as const),
  event: fc.constantFrom("clicked", "opened", "delivered", "bounced"),
  template,
  humanOnly: fc.boolean(),
});

/** Node `index` of `size`: what goes on leads further down; only waits may lead back up. */
function nodeAt(index: number, size: number): fc.Arbitrary<WorkflowNode> {
  const ahead = fc
    .integer({ min: index + 1, max: size })
    .map((at) => (at === size ? "end" : `n${at}`));
  const anywhere = fc.integer({ min: 0, max: size }).map((at) => (at === size ? "end" : `n${at}`));
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("send" as const),
        channel: fc.constantFrom("email", "sms"),
        template,
        purpose: fc.constantFrom("marketing", "service"),
        next: ahead,
      }),
    },
    fc.record({ kind: fc.constant("wait" as const), for: duration, next: anywhere }),
    fc.record({
      kind: fc.constant("waitUntil" as const),
      time: fc.constantFrom("02:30", "09:00", "23:59"),
      days: fc.constantFrom(["tue" as const], ["sat" as const, "sun" as const]),
      zone: fc.constantFrom("contact" as const, "workspace" as const, "fixed:Asia/Tokyo" as const),
      next: anywhere,
    }),
    fc.record({
      kind: fc.constant("waitUntilDate" as const),
      date: fc.oneof(
        fc.record({ attribute: fc.constantFrom("renewsAt", "none") }),
        fc.record({ trigger: fc.constant("startsAt") }),
      ),
      offset: fc.oneof(fc.record({ before: duration }), fc.record({ after: duration })),
      time: fc.constantFrom("02:30", "17:00"),
      next: anywhere,
      onPassed: ahead,
      onMissing: ahead,
    }),
    fc.record({
      kind: fc.constant("waitSince" as const),
      report: fc.record({
        event: fc.constantFrom("sent", "delivered", "opened", "clicked"),
        template,
        humanOnly: fc.boolean(),
      }),
      for: duration,
      timeout: duration,
      next: ahead,
      onTimeout: anywhere,
    }),
    fc.record({
      kind: fc.constant("goal" as const),
      name: fc.constant("hello"),
      value: fc.constantFrom(7, { path: "total" }),
      next: ahead,
    }),
    fc.record({
      kind: fc.constant("waitUntil" as const),
      time: fc.constantFrom("10:00", "11:00"),
      today: fc.constant("now" as const),
      next: ahead,
    }),
    fc.record({
      kind: fc.constant("send" as const),
      channel: fc.constantFrom("sms", "email"),
      template,
      purpose: fc.constant("marketing"),
      fallbacks: fc.constantFrom(
        [{ template: "t-b", channel: "email" as const }],
        [{ template: "t-c" }, { template: "t-a", channel: "email" as const, purpose: "service" }],
      ),
      next: ahead,
    }),
    fc.record({
      kind: fc.constant("waitFor" as const),
      any: fc.array(
        fc.oneof(
          clicked,
          fc.record({
            op: fc.constant("event" as const),
            event: fc.constantFrom("order.placed", "seen"),
          }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      timeout: duration,
      onMatch: ahead,
      onTimeout: anywhere,
    }),
    fc.record({
      kind: fc.constant("branch" as const),
      cases: fc.array(fc.record({ where: clicked, next: ahead }), { minLength: 1, maxLength: 3 }),
      else: ahead,
    }),
    fc.record({
      kind: fc.constant("split" as const),
      salt: fc.string({ minLength: 1 }),
      arms: fc.tuple(ahead, ahead).map(([a, b]) => [
        { id: "a", weight: 1, next: a },
        { id: "b", weight: 2, next: b },
      ]),
    }),
    fc.record({
      kind: fc.constant("experiment" as const),
      experiment: fc.string({ minLength: 1 }),
      metric: fc.constant("hello"),
      holdout: fc.record({ share: fc.constantFrom(0.1, 0.5), next: ahead }),
      arms: fc.tuple(ahead, ahead).map(([a, b]) => [
        { id: "a", weight: 1, next: a },
        { id: "b", weight: 2, next: b },
      ]),
    }),
    fc.record(
      {
        kind: fc.constant("webhook" as const),
        url: fc.constant("https://hooks.example/stock"),
        event: fc.constant("stock.asked"),
        answer: fc.constant({ as: "stock", members: { left: "number" as const } }),
        within: duration,
        next: ahead,
        onFailed: ahead,
      },
      { requiredKeys: ["kind", "url", "event", "next", "onFailed"] },
    ),
    fc.record(
      {
        kind: fc.constant("throttle" as const),
        key: fc.constant("agents"),
        max: fc.constantFrom(1, 5),
        per: duration,
        next: ahead,
        onOver: ahead,
      },
      { requiredKeys: ["kind", "key", "max", "per", "next"] },
    ),
    fc.record(
      {
        kind: fc.constant("run" as const),
        workflow: fc.constant(workflowId("child")),
        wait: fc.record({
          within: duration,
          onTimeout: anywhere,
          as: fc.constant("child"),
          left: fc.constantFrom("end" as const, "keep" as const),
        }),
        next: ahead,
        onRefused: ahead,
      },
      { requiredKeys: ["kind", "workflow", "next", "onRefused"] },
    ),
    fc.record(
      {
        kind: fc.constant("notify" as const),
        title: fc.constant("Call"),
        owner: fc.constantFrom(
          "kim",
          { attribute: "renewsAt" },
          { attribute: "none", otherwise: "lee" },
        ),
        due: duration,
        mail: fc.boolean(),
        next: ahead,
      },
      { requiredKeys: ["kind", "title", "owner", "next"] },
    ),
    fc.record({
      kind: fc.constant("update" as const),
      set: fc.record({ n: fc.integer() }),
      next: ahead,
    }),
    fc.record({ kind: fc.constant("list" as const), add: fc.constant([listId("l")]), next: ahead }),
    fc.record({ kind: fc.constant("exit" as const), outcome: fc.constantFrom("done", "other") }),
  );
}

function goalRule(name: string, event: string, outcome?: string): GoalRule {
  const rule = { name, event, value: { path: "total" } };
  return outcome === undefined ? rule : { ...rule, outcome };
}

const drawn: fc.Arbitrary<WorkflowDefinition> = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc
    .tuple(
      fc.tuple(...Array.from({ length: size }, (_, index) => nodeAt(index, size))),
      fc.boolean(),
      fc.option(fc.constantFrom("6h", "2d"), { nil: undefined }),
      fc.option(fc.constantFrom(undefined, "met"), { nil: null }),
    )
    .map(([nodes, exits, lateAfter, goal]) =>
      workflow(Object.fromEntries(nodes.map((node, index) => [`n${index}`, node])), {
        exitOn: exits
          ? [
              { on: "event", event: "cancelled", outcome: "cancelled" },
              { on: "event", event: "delivery:unsubscribed", outcome: "left" },
              { on: "segment", segment: segmentId("out"), is: "in", outcome: "out" },
            ]
          : [],
        policy: lateAfter === undefined ? {} : { lateAfter },
        goals: [
          goalRule("hello", "greeted"),
          ...(goal === null ? [] : [goalRule("order", "order.placed", goal)]),
        ],
      }),
    ),
);

/** Puts two branches in place of one node: a wait and a send, each behind some event or at once. */
function withBranches(
  definition: WorkflowDefinition,
  at: number,
  when: "all" | "any",
  first: WorkflowNode,
  second: WorkflowNode,
): WorkflowDefinition {
  const ids = Object.keys(definition.nodes);
  const id = ids[at % ids.length] ?? "end";
  const own = definition.nodes[id];
  if (own === undefined || id === "end") return definition;
  const toJoin = (node: WorkflowNode): WorkflowNode => {
    const text = JSON.stringify(node, (key, value: unknown) =>
      [
        "next",
        "else",
        "onMatch",
        "onTimeout",
        "onPassed",
        "onMissing",
        "onFailed",
        "onOver",
        "onRefused",
      ].includes(key)
        ? "join"
        : value,
    );
    return JSON.parse(text);
  };
  const nodes: Record<string, WorkflowNode> = {
    ...definition.nodes,
    [id]: {
      kind: "parallel",
      branches: [
        { id: "one", next: "one" },
        { id: "two", next: "two" },
      ],
      join: "join",
    },
    one: toJoin(first),
    two: toJoin(second),
    join: { kind: "join", when, next: "after" },
    after: own,
  };
  return { ...definition, nodes };
}

/** Workflows of every kind of node, loops over waits among them. Some nodes may be out of reach. */
export const arbitraryWorkflow: fc.Arbitrary<WorkflowDefinition> = fc
  .oneof(
    drawn,
    fc
      .tuple(drawn, fc.nat(9), fc.constantFrom("all", "any"), nodeAt(0, 1), nodeAt(0, 1))
      .map((parts) => withBranches(...parts)),
  )
  .filter((definition) => !checkWorkflow(definition).some(({ code }) => code === "NO_WAY_OUT"));

const since = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => start + hours * hour);

export const arbitraryInput: fc.Arbitrary<WorkflowInput> = fc.oneof(
  fc.record({
    type: fc.constant("event" as const),
    id: fc.uuid(),
    name: fc.constantFrom("order.placed", "seen", "cancelled"),
    at: since,
    data: fc.constant({}),
  }),
  fc.record({
    type: fc.constant("delivery" as const),
    event: fc.constantFrom("clicked", "opened", "delivered", "unsubscribed"),
    template,
    message: fc.constantFrom("e:0:0", "e:1:0", "x:0:0").map(sendKey),
    at: since,
    machine: fc.constantFrom(true, false, null),
  }),
  fc.record({ type: fc.constant("contact" as const), at: since }),
  fc.record({
    type: fc.constant("answer" as const),
    call: fc.constantFrom("e:0:0", "e:1:0", "e:2:1").map(sendKey),
    at: since,
    outcome: fc.constantFrom("answered" as const, "failed" as const),
    reason: fc.constantFrom(null, "STATUS_500"),
    data: fc.constantFrom(null, { left: 2 }),
  }),
  fc.record({
    type: fc.constant("member" as const),
    segment: fc.constant(segmentId("out")),
    entered: fc.boolean(),
    at: since,
  }),
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("exit" as const),
      reason: fc.constant("asked"),
      at: since,
    }),
  },
);

const plainKinds: readonly WorkflowNode["kind"][] = [
  ...(["send", "wait", "waitUntil", "waitFor", "branch", "split"] as const),
  ...(["update", "list", "exit"] as const),
];

/** Those that a plain state machine can follow: one way at a time, and no steps that look back. */
export const plainWorkflow: fc.Arbitrary<WorkflowDefinition> = drawn.filter(
  ({ nodes, goals = [] }) =>
    goals.every(({ outcome }) => outcome === undefined) &&
    Object.values(nodes).every(
      (node) => plainKinds.includes(node.kind) && !("fallbacks" in node) && !("today" in node),
    ),
);
