import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  type ContactRecord,
  checkWorkflow,
  defineSchema,
  defineWorkflow,
  type EnrollmentRecord,
  type Instant,
} from "../../../src/index.js";
import type { BestHours, ContactFacts, MessageFact } from "../../../src/ports/index.js";
import type { HourCounts } from "../../../src/timing/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import {
  migrateRun,
  resumeRun,
  type TransitionContext,
  transition,
  type WaitUntilNode,
  type WorkflowDefinition,
  type WorkflowStanding,
  workflowNeeds,
} from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import {
  at,
  contact,
  context,
  day,
  enrolled,
  facts,
  hour,
  message,
  send,
  start,
  workflow,
} from "./fixtures.js";

const berlin = { name: "Europe/Berlin", source: "stated" } as const;
const ann = contact({ timeZone: berlin });

function waiting(over: Partial<WaitUntilNode> = {}, version = 1): WorkflowDefinition {
  const node = { kind: "waitUntil", time: "best", next: "end", ...over } as const;
  return workflow({ best: node }, { version });
}

/** Everybody clicks most at this hour. */
function peak(at: number): HourCounts {
  const each = Array.from({ length: 24 }, (_, one) => one);
  return { sends: each.map(() => 1000), clicks: each.map((one) => (one === at ? 60 : 30)) };
}

/** A year of mail at all hours of Berlin's day, clicked when it came at this one. */
function habit(clicked: number, over: Partial<MessageFact> = {}): readonly MessageFact[] {
  return Array.from({ length: 300 }, (_, index) => {
    const sentAt =
      at("2025-11-01T00:00:00Z") + Math.floor(index / 3) * day + (6 + (index % 12)) * hour;
    const isHour = 6 + (index % 12) + 1 === clicked;
    return message(`m-${index}`, "news", {
      ...{ sentAt, clickedAt: isHour ? sentAt + 1 : null, status: "accepted" },
      ...over,
    });
  });
}

const ten: BestHours = { choose: () => ({ hour: 10, why: "own" }) };

/** The first run whose choice is not one of those that try an hour out. */
function settled(
  definition: WorkflowDefinition,
  seen: Partial<ContactFacts>,
  over: Partial<TransitionContext> = {},
): EnrollmentRecord {
  for (let id = 0; id < 50; id += 1) {
    const run = { ...enrolled(definition), id: `run-${id}` as EnrollmentRecord["id"] };
    const { enrollment } = transition(
      definition,
      run,
      [],
      facts({ contact: ann, ...seen }),
      context(start, over),
    );
    if (readBest(enrollment).why !== "explored") return enrollment;
  }
  throw new Error("Every choice tried an hour out.");
}

function readBest({ state }: EnrollmentRecord): { readonly hour: number; readonly why: string } {
  return JSON.parse(JSON.stringify(state["wait"])).best;
}

function wake(text: string): Instant {
  return at(text);
}

describe("a wait for the best hour", () => {
  it("ends at everybody's hour on the contact's clock", () => {
    const run = settled(waiting(), { hours: peak(18) });
    expect(readBest(run)).toEqual({ hour: 18, why: "population" });
    expect(run.wakeAt).toBe(wake("2026-03-02T17:00:00Z"));
    const done = transition(waiting(), run, [], facts({ contact: ann }), context(run.wakeAt ?? 0));
    expect(done.enrollment.outcome).toBe("completed");
  });

  it("ends at ten where nothing is known, or in the middle of its window", () => {
    expect(readBest(settled(waiting(), {}))).toEqual({ hour: 10, why: "flat" });
    const evening = waiting({ between: ["17:30", "21:00"] });
    expect(readBest(settled(evening, {}))).toEqual({ hour: 19, why: "flat" });
  });

  it("keeps to its window, whatever people do outside of it", () => {
    const morning = waiting({ between: ["08:00", "12:00"] });
    for (let id = 0; id < 200; id += 1) {
      const run = { ...enrolled(morning), id: `run-${id}` as EnrollmentRecord["id"] };
      const seen = facts({ contact: ann, hours: peak(18) });
      const { enrollment } = transition(morning, run, [], seen, context(start));
      expect([8, 9, 10, 11]).toContain(readBest(enrollment).hour);
    }
  });

  it("goes by the contact's own clicks only where profiling is permitted", () => {
    const seen = { hours: peak(18), messages: habit(9) };
    const asked: unknown[] = [];
    const permitted = settled(waiting(), seen, {
      mayProfile: (question) => asked.push(question) > 0,
    });
    expect(readBest(permitted)).toEqual({ hour: 9, why: "own" });
    expect(asked[0]).toMatchObject({ channel: "email", contactPoint: "p-1" });
    const refused = settled(waiting(), seen, { mayProfile: () => false });
    expect(readBest(refused)).toEqual({ hour: 18, why: "population" });
    expect(readBest(settled(waiting(), seen))).toEqual({ hour: 18, why: "population" });
  });

  it("counts no mail that was asked for, and none of more than a year ago", () => {
    const may = { mayProfile: () => true };
    const receipts = habit(9, { messageClass: "transactional" });
    const before = settled(waiting(), { hours: peak(18), messages: receipts }, may);
    expect(readBest(before).why).toBe("population");
    const old = habit(9).map((one) => ({ ...one, sentAt: (one.sentAt ?? 0) - 365 * day }));
    expect(readBest(settled(waiting(), { hours: peak(18), messages: old }, may)).why).toBe(
      "population",
    );
  });

  it("asks a chooser of the host's, and takes nothing from it that is not allowed", () => {
    const bestHours = { choose: () => ({ hour: 20, why: "own" }) as const };
    expect(readBest(settled(waiting(), {}, { bestHours }))).toEqual({ hour: 20, why: "own" });
    const narrow = waiting({ between: ["08:00", "12:00"] });
    expect(readBest(settled(narrow, {}, { bestHours }))).toEqual({ hour: 10, why: "flat" });
  });

  it.each<readonly [string, () => unknown, unknown]>([
    ["no reason", () => ({ hour: 20 }), { hour: 20, why: "flat" }],
    ["a reason of its own", () => ({ hour: 20, why: "moon" }), { hour: 20, why: "flat" }],
    ["a text", () => ({ hour: "20", why: "own" }), { hour: 10, why: "flat" }],
    ["nothing", () => null, { hour: 10, why: "flat" }],
    ["a promise", () => Promise.reject(new TypeError("late")), { hour: 10, why: "flat" }],
    ["an error", () => expect.fail("chooser"), { hour: 10, why: "flat" }],
  ])("waits on, once and for all, where the chooser answers with %s", (_, choose, chosen) => {
    // As a host without types passes it in.
    const bestHours = Object.assign({ ...ten }, { choose });
    const run = settled(waiting(), {}, { bestHours });
    expect(readBest(run)).toEqual(chosen);
    const later = context(start + hour, { bestHours });
    const asked = transition(waiting(), run, [], facts({ contact: ann }), later);
    expect(asked.enrollment).toBe(run);
  });

  it("stays as it was chosen, whatever is clicked meanwhile, and moves with the zone", () => {
    const run = settled(waiting(), { hours: peak(18) });
    const later = context(start + hour);
    const seen = facts({ contact: ann, hours: peak(9) });
    expect(transition(waiting(), run, [], seen, later).enrollment).toBe(run);
    const moved: ContactRecord = { ...ann, timeZone: { ...berlin, name: "America/New_York" } };
    const inputs = [{ type: "contact", at: start + hour }] as const;
    const { enrollment } = transition(
      waiting(),
      run,
      inputs,
      facts({ contact: moved, hours: peak(9) }),
      later,
    );
    expect(enrollment.wakeAt).toBe(wake("2026-03-02T23:00:00Z"));
    expect(readBest(enrollment).hour).toBe(18);
  });

  it("lets through who comes in the very hour, if it says so", () => {
    const now = waiting({ today: "now", between: ["11:00", "12:00"] });
    const reach = (text: string) => {
      const run = { ...enrolled(now), startedAt: at(text) };
      return transition(now, run, [], facts({ contact: ann }), context(at(text))).enrollment;
    };
    expect(reach("2026-03-02T10:59:00Z").status).toBe("ended");
    expect(reach("2026-03-02T11:00:00Z").wakeAt).toBe(wake("2026-03-03T10:00:00Z"));
  });

  it("is kept through a pause that shifts, on a later day", () => {
    const run = settled(waiting(), { hours: peak(18) });
    const standing: WorkflowStanding = {
      ...({ state: "resuming", entries: "queue", onResume: "shift" } as const),
      ...{ turn: 2, since: start, pausedAt: start + hour },
    };
    const now = at("2026-03-05T12:00:00Z");
    const resumed = resumeRun(waiting(), run, standing, { now, overdueAt: () => now });
    expect(resumed?.enrollment.wakeAt).toBe(wake("2026-03-05T17:00:00Z"));
  });

  it("is promised where a migration keeps it, and chosen anew where it counts again", () => {
    const run = settled(waiting(), { hours: peak(18) });
    const next = waiting({ between: ["08:00", "12:00"] }, 2);
    const seen = facts({ contact: ann, hours: peak(9) });
    const now = start + hour;
    const migrate = (waits: "keep" | "recount" | "restart") =>
      migrateRun(waiting(), next, run, { waits }, { now, zone: "UTC", facts: seen }).enrollment;
    const kept = migrate("keep");
    expect(kept.wakeAt).toBe(run.wakeAt);
    expect(transition(next, kept, [], seen, context(now)).enrollment).toBe(kept);
    for (const waits of ["recount", "restart"] as const) {
      const { enrollment } = transition(next, migrate(waits), [], seen, context(now));
      expect([8, 9, 10, 11]).toContain(readBest(enrollment).hour);
      expect(enrollment.wakeAt).toBeGreaterThan(now);
      expect((enrollment.wakeAt ?? 0) - now).toBeLessThan(day);
    }
  });

  it("is chosen anew where what is on record cannot be read", () => {
    const run = settled(waiting(), { hours: peak(18) });
    const wait = JSON.parse(JSON.stringify(run.state["wait"]));
    for (const best of [7, { hour: 24, why: "own" }, { hour: 1.5, why: "own" }, { hour: 8 }]) {
      const torn = { ...run, state: { ...run.state, wait: { ...wait, best } } };
      const seen = facts({ contact: ann, hours: peak(12) });
      const { enrollment } = transition(waiting(), torn, [], seen, context(start));
      expect(readBest(enrollment).hour).toBeLessThan(21);
    }
  });
});

describe("a definition with a best hour", () => {
  const schema = defineSchema({ attributes: z.object({}), events: {}, purposes: { news: {} } });
  const built = defineWorkflow(schema, "news", (w) =>
    w
      .onRequest()
      .waitUntil({ time: "best", between: ["08:00", "21:00"], days: ["tue"] })
      .waitUntil({ time: "best", id: "any" }),
  );

  it("is built, written down, read again and drawn", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(built)))).toEqual(built);
    expect(built.nodes["until-tue-best"]).toMatchObject({ between: ["08:00", "21:00"] });
    expect(workflowMermaid(built)).toContain("tue the best hour, 08:00#8211;21:00");
  });

  it("asks for what it reads, and others do not", () => {
    expect(workflowNeeds(built)).toMatchObject({ messages: 365 * day, consent: true, hours: true });
    expect(workflowNeeds(waiting({ time: "09:00" })).hours).toBeUndefined();
  });

  it.each([
    [{ between: ["09:10", "09:50"] }, "nodes.best.between"],
    [{ between: ["21:00", "08:00"] }, "nodes.best.between"],
    [{ between: ["8", "21:00"] }, "nodes.best.between"],
    [{ time: "09:00", between: ["08:00", "21:00"] }, "nodes.best.between"],
  ] as const)("is refused with %j", (over, path) => {
    expect(checkWorkflow(waiting(over))).toMatchObject([{ code: "TIME", path }]);
  });
});

describe("a simulation of a best hour", () => {
  it("goes by the counts that it is given", () => {
    const definition = workflow({
      best: { kind: "waitUntil", time: "best", next: "mail" },
      mail: send("news"),
    });
    const busiest = (hours?: HourCounts) => {
      const { sendsPerHour } = simulateWorkflow(definition, {
        contacts: Array.from({ length: 40 }, () => ({ contact: ann })),
        ...{ from: start, until: start + 2 * day, zone: "UTC", random: () => 0.5 },
        ...(hours === undefined ? {} : { hours }),
      });
      return sendsPerHour.indexOf(Math.max(...sendsPerHour));
    };
    // From 11:00 in Berlin on.
    expect(busiest(peak(18))).toBe(7);
    expect(busiest()).toBe(23);
  });
});
