import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EnrollmentRecord } from "../../../src/index.js";
import { readState } from "../../../src/workflows/enrollment-state.js";
import {
  readChange,
  readStandings,
  resumeRun,
  type StandingChange,
  standStill,
  transition,
  type WorkflowStanding,
  writeStandings,
} from "../../../src/workflows/index.js";
import { arbitraryWorkflow } from "./arbitrary-workflow.js";
import { context, createMemberships, day, enrolled, facts, hour, start } from "./fixtures.js";

const paused: WorkflowStanding = { state: "paused", since: start, turn: 3, onResume: "shift" };

describe("a tenant's standings", () => {
  const change: StandingChange = { workflow: "a", did: "pause", at: start, by: "eve", why: "typo" };

  it("are read back as they were written", () => {
    const all = new Map<string, WorkflowStanding>([
      ["a", paused],
      ["b", { state: "retired", since: start, turn: 1, by: "eve", why: "old" }],
      ["c", { ...paused, state: "resuming", entries: "queue", pausedAt: start - day }],
    ]);
    const body = JSON.parse(JSON.stringify(writeStandings(all, change)));
    expect(readStandings(body)).toEqual(all);
    expect(readChange(body)).toEqual(change);
  });

  it.each([
    {},
    { v: 2, workflows: {} },
    { v: 1, workflows: { a: { state: "asleep", since: 1, turn: 1 } } },
  ])("are not guessed where another release has written %j", (body) => {
    expect(readStandings(body)).toBeNull();
  });
});

describe("laws of a pause", () => {
  const lived = fc.record({
    definition: arbitraryWorkflow,
    before: fc.integer({ min: 0, max: 50 }),
    length: fc.integer({ min: 1, max: 400 }),
  });
  const waiting = (one: { definition: Parameters<typeof enrolled>[0]; before: number }) => {
    const begun = transition(one.definition, enrolled(one.definition), [], facts(), context(start));
    return { run: begun.enrollment, pausedAt: start + one.before * hour };
  };
  const until = (run: EnrollmentRecord) => readState(run.state)?.wait?.until ?? 0;

  it("what was left of a duration is left when it goes on, and nothing else moves late", () => {
    let durations = 0;
    let branches = 0;
    fc.assert(
      fc.property(lived, (one) => {
        const { run, pausedAt } = waiting(one);
        if (run.status === "ended" || until(run) <= pausedAt) return;
        const now = pausedAt + one.length * hour;
        const standing: WorkflowStanding = { ...paused, state: "resuming", since: now, pausedAt };
        const still = standStill(one.definition, run, facts(), { ...paused, since: pausedAt });
        expect(still).toMatchObject({ wakeAt: null, state: run.state, pending: run.pending });
        const parked = still ?? run;
        const going = resumeRun(one.definition, parked, standing, { now, overdueAt: () => now });
        const after = going?.enrollment ?? run;
        expect(after.revision).toBe(run.revision + 2);
        const node = one.definition.nodes[String(run.state["node"])];
        if (node?.kind === "wait") {
          durations += 1;
          expect(until(after) - now).toBe(until(run) - pausedAt);
        } else if (node?.kind === "waitUntil") expect(until(after)).toBeGreaterThan(now);
        else if (node?.kind === "parallel") {
          const waits = (of: EnrollmentRecord) =>
            readState(of.state)?.branches?.map(({ wait }) => wait?.until ?? null) ?? [];
          const [old, moved] = [waits(run), waits(after)];
          expect(until(after)).toBe(Math.min(...moved.flatMap((one) => one ?? [])));
          readState(run.state)?.branches?.forEach(({ node: id, wait }, index) => {
            if (wait === null || one.definition.nodes[id]?.kind !== "wait") return;
            branches += 1;
            expect((moved[index] ?? 0) - now).toBe((old[index] ?? 0) - pausedAt);
          });
        } else expect(until(after)).toBe(until(run));
        expect(after.wakeAt).toBe(Math.max(until(after), now));
        // Once only, also where the walk comes by again.
        expect(
          resumeRun(one.definition, after, standing, { now, overdueAt: () => now }),
        ).toBeNull();
        expect(standStill(one.definition, after, facts(), standing)).toBeNull();
      }),
      { numRuns: 800 },
    );
    expect(durations).toBeGreaterThan(10);
    expect(branches).toBeGreaterThan(0);
  });

  it("what ends a run ends it during the pause", () => {
    fc.assert(
      fc.property(lived, (one) => {
        const { run } = waiting(one);
        if (run.status === "ended" || one.definition.exitOn.length === 0) return;
        const out = facts({ memberships: createMemberships("out") });
        expect(standStill(one.definition, run, out, paused)).toBeNull();
      }),
    );
  });
});
