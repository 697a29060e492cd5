// The welcome journey of the study, as a workflow and as an XState machine.
import assert from "node:assert/strict";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  type Decision,
  defineSchema,
  defineWorkflow,
  type EnrollmentRecord,
  enrollmentId,
  tenantId,
} from "@wellsent/core";
import {
  enrollmentFor,
  type TransitionContext,
  transition,
  type WorkflowInput,
} from "@wellsent/core/engine";
import {
  assign,
  createActor,
  createMachine,
  initialTransition,
  type SnapshotFrom,
  transition as xstateTransition,
} from "xstate";
import * as z from "zod";

export const start: number = Date.UTC(2026, 2, 2, 10);
const hour = 3_600_000;
const day = 24 * hour;
const purpose = "marketing.news";

const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]).optional() }),
  events: { "order.placed": z.object({}), "profile.completed": z.object({}) },
  purposes: { [purpose]: {} },
});

export const journey = defineWorkflow(schema, "welcome", (w) =>
  w
    .onRequest()
    .exitOn("order.placed", { outcome: "bought" })
    .send({ id: "hello" }, { purpose })
    .wait("1d")
    .send({ id: "tips" }, { purpose })
    .waitFor(
      { event: "profile.completed", timeout: "3d" },
      {
        yes: (way) => way.set({ plan: "free" }),
        no: (way) => way.send({ id: "nudge" }, { purpose }).wait("12h"),
      },
    )
    .branch((c) => c.attribute("plan").is("pro"), {
      yes: (way) => way.exit("pro"),
      no: (way) => way.send({ id: "offer" }, { purpose }).wait("2d"),
    })
    .send({ id: "last-call" }, { purpose })
    .exit("done"),
);

export const person: ContactRecord = {
  tenant: tenantId("t"),
  id: contactId("0199c0de-0000-7000-8000-000000000001"),
  key: "ann",
  points: [
    { id: contactPointId("p"), channel: "email", address: "ann@mail.example", fingerprints: [] },
  ],
  attributes: {},
  lists: [],
  ...{ locale: null, timeZone: null, jurisdiction: null },
  ...{ createdAt: start, updatedAt: start, revision: 1 },
};
const yes: Decision = {
  ...{ allowed: true, reasons: [], obligations: [] },
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "bench", digest: "" },
};
const facts = {
  contact: person,
  ...{ memberships: [], lists: [], events: [], messages: [], consent: [], enrolled: [] },
};

/** Five inputs: begin, a day, a completed profile, and the waits after it. */
type Turn = { readonly at: number; readonly event: "time" | "profile.completed" };
const turns: readonly Turn[] = [
  { at: start + day, event: "time" },
  { at: start + 2 * day, event: "profile.completed" },
  { at: start + 4 * day, event: "time" },
];

function begun(): EnrollmentRecord {
  const run = enrollmentFor(journey, person, { type: "manual", id: "m" }, start, {
    next: () => "0199c0de-0000-7000-8000-000000000002",
  });
  if (run === null) throw new Error("The journey cannot be entered.");
  return { ...run, id: enrollmentId(run.id) };
}

function contextAt(now: number): TransitionContext {
  // The peer writes no log of its steps either.
  return { now, zone: "UTC", decide: allow, log: false };
}

function allow(): Decision {
  return yes;
}

function listInputs({ at, event }: Turn): readonly WorkflowInput[] {
  return event === "time" ? [] : [{ type: "event", id: "e", name: event, at, data: {} }];
}

const first = begun();

/** One life of a run: what it sent, and how it ended. `keep` is what happens between two steps. */
export function ourLife(keep: (run: EnrollmentRecord) => EnrollmentRecord): string {
  let sent = "";
  let run = first;
  const step = (now: number, inputs: readonly WorkflowInput[]): void => {
    const result = transition(journey, run, inputs, facts, contextAt(now));
    for (const effect of result.effects) if (effect.kind === "send") sent += `${effect.template} `;
    run = keep(result.enrollment);
  };
  step(start, []);
  for (const turn of turns) step(turn.at, listInputs(turn));
  return sent + run.outcome;
}

const sends = (template: string) => ({
  entry: { type: "send", params: { template } },
});

const machine = createMachine({
  id: "welcome",
  initial: "hello",
  context: { plan: null as string | null },
  on: { "order.placed": ".bought" },
  states: {
    hello: { ...sends("hello"), always: "wait-1d" },
    "wait-1d": { on: { time: "tips" } },
    tips: { ...sends("tips"), always: "profile" },
    profile: { on: { "profile.completed": "update", time: "nudge" } },
    update: { entry: assign({ plan: "free" }), always: "fork" },
    nudge: { ...sends("nudge"), always: "wait-12h" },
    "wait-12h": { on: { time: "fork" } },
    fork: {
      always: [{ guard: ({ context }) => context.plan === "pro", target: "pro" }, "offer"],
    },
    offer: { ...sends("offer"), always: "wait-2d" },
    "wait-2d": { on: { time: "last-call" } },
    "last-call": { ...sends("last-call"), always: "done" },
    ...{ pro: { type: "final" }, done: { type: "final" }, bought: { type: "final" } },
  },
});

type Snapshot = SnapshotFrom<typeof machine>;

function sentIn(actions: readonly { readonly type: string; readonly params?: unknown }[]): string {
  let sent = "";
  for (const { type, params } of actions)
    if (type === "send") sent += `${(params as { template: string }).template} `;
  return sent;
}

export function theirLife(keep: (snapshot: Snapshot) => Snapshot): string {
  let [snapshot, actions] = initialTransition(machine);
  let sent = sentIn(actions);
  snapshot = keep(snapshot);
  for (const { event } of turns) {
    [snapshot, actions] = xstateTransition(machine, snapshot, { type: event });
    sent += sentIn(actions);
    snapshot = keep(snapshot);
  }
  return sent + String(snapshot.value);
}

export function ourRoundTrip(run: EnrollmentRecord): EnrollmentRecord {
  return JSON.parse(JSON.stringify(run));
}

/** As its documentation persists and restores, without the actor that it would start anew. */
export function theirRoundTrip(snapshot: Snapshot): Snapshot {
  const stored = JSON.stringify(machine.getPersistedSnapshot(snapshot));
  return createActor(machine, { snapshot: JSON.parse(stored) }).getSnapshot();
}

export function checkLives(): void {
  const same = "hello tips offer last-call done";
  for (const life of [
    ourLife((run) => run),
    theirLife((snapshot) => snapshot),
    ourLife(ourRoundTrip),
    theirLife(theirRoundTrip),
  ])
    assert.equal(life, same);
}
