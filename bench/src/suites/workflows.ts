import assert from "node:assert/strict";
import { memoryStore } from "@wellsent/adapters/memory";
import {
  type ContactRecord,
  checkWorkflow,
  contactId,
  type WorkflowDefinition,
} from "@wellsent/core";
import type { WorkflowNode } from "@wellsent/core/definitions";
import { simulateAudience } from "@wellsent/core/forecast";
import { simulateWorkflow } from "@wellsent/core/simulation";
import { fakeRenderer, seededRandom, simulatedClock } from "@wellsent/core/testing";
import type { Contest, Effort, Entry, Measurement } from "../contest.ts";
import { tenant } from "../engine/people.ts";
import { openShop } from "../engine/shop.ts";
import {
  checkLives,
  journey,
  ourLife,
  ourRoundTrip,
  person,
  start,
  theirLife,
  theirRoundTrip,
} from "../workflows/journey.ts";

const day = 86_400_000;

function lives(name: string, goal: number, one: () => string, other: () => string): Contest {
  const all = (life: () => string) => (iterations: number) => {
    let length = 0;
    for (let done = 0; done < iterations; done++) length += life().length;
    return length;
  };
  return {
    ...{ name, goal, ours: all(one), peer: all(other), check: checkLives },
    ...{ peerName: "XState 5", unit: "run of four steps" },
    note: "neither writes a log of its steps",
  };
}

/** What a store has to keep of a run under way: ids, version, place, wait and wake time. */
function persistedRun(): Measurement {
  return {
    name: "persisted run",
    limit: 200,
    unit: "bytes",
    note: "both UUIDs, version, revision, state and wake time, as JSON",
    measure: () => {
      const sizes: number[] = [];
      ourLife((run) => {
        const { id, contact, version, revision, state, wakeAt } = run;
        if (run.status === "active")
          sizes.push(
            Buffer.byteLength(JSON.stringify([id, contact, version, revision, state, wakeAt])),
          );
        return run;
      });
      assert.equal(sizes.length, 3);
      return sizes;
    },
  };
}

function checkOfMany(): Measurement {
  const size = 1000;
  const nodes: Record<string, WorkflowNode> = { end: { kind: "exit", outcome: "done" } };
  for (let index = 0; index < size - 1; index++) {
    const next = index === size - 2 ? "end" : `n${index + 1}`;
    nodes[`n${index}`] =
      index % 3 === 0
        ? { kind: "wait", for: "1d", next }
        : index % 3 === 1
          ? { kind: "send", channel: "email", template: "hello", purpose: "news", next }
          : {
              kind: "branch",
              cases: [{ where: { op: "attr", path: "plan", is: { eq: "pro" } }, next: "end" }],
              else: next,
            };
  }
  const large: WorkflowDefinition = { ...journey, exitOn: [], start: "n0", nodes };
  return {
    name: "check of a definition with a thousand nodes",
    limit: 10,
    unit: "ms",
    measure: ({ rounds }) => {
      assert.deepEqual(checkWorkflow(large), []);
      return Array.from({ length: rounds }, () => {
        const began = process.cpuUsage();
        checkWorkflow(large);
        const { user, system } = process.cpuUsage(began);
        return (user + system) / 1000;
      });
    },
  };
}

function* people(count: number): Generator<{ readonly contact: ContactRecord }> {
  for (let index = 0; index < count; index++)
    yield { contact: { ...person, id: contactId(`c-${index}`) } };
}

function simulated({ quick }: Effort): Measurement {
  const count = quick ? 100_000 : 1_000_000;
  return {
    name: "simulation of a million contacts for thirty days",
    limit: 10,
    unit: "s",
    note: quick ? `from ${count} contacts` : "one core",
    measure: () => {
      const usage = process.cpuUsage();
      const forecast = simulateWorkflow(journey, {
        ...{ contacts: people(count), from: start, until: start + 30 * day, zone: "UTC" },
        random: seededRandom(1).number,
        behavior: {
          ...{ open: 0.4, click: 0.1, unsubscribe: 0.01 },
          events: [{ name: "profile.completed", perDay: 1 / 20 }],
        },
      });
      const { user, system } = process.cpuUsage(usage);
      assert.equal(forecast.counts.sent["hello"], count);
      return [((user + system) / 1e6) * (1_000_000 / count)];
    },
  };
}

/** Consent, segments, facts and judgement of real people in a store, read page by page. */
function simulatedAudience({ quick }: Effort): Measurement {
  const count = quick ? 2_000 : 20_000;
  return {
    name: "simulation over the store's own contacts for thirty days",
    limit: 300,
    unit: "µs of CPU per contact",
    note: `${count} contacts on memory, with the gate asked at each step and message`,
    measure: async () => {
      const clock = simulatedClock(start);
      const names = ["hello", "tips", "nudge", "offer", "last-call"];
      const renderer = fakeRenderer(Object.fromEntries(names.map((id) => [id, { text: id }])));
      const { engine, admit } = openShop({ store: memoryStore(), clock, renderer });
      await admit(count);
      const usage = process.cpuUsage();
      const forecast = await simulateAudience(engine, {
        ...{ tenant, workflow: journey, audience: "everyone", days: 30 },
        behavior: { open: 0.4, click: 0.1, unsubscribe: 0.01 },
      });
      const { user, system } = process.cpuUsage(usage);
      assert.equal(forecast.counts.messages["hello"]?.accepted, count);
      return [(user + system) / count];
    },
  };
}

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  return [
    lives(
      "transition in memory",
      50,
      () => ourLife((run) => run),
      () => theirLife((snapshot) => snapshot),
    ),
    lives(
      "restore, transition, persist",
      10,
      () => ourLife(ourRoundTrip),
      () => theirLife(theirRoundTrip),
    ),
    persistedRun(),
    checkOfMany(),
    simulated(effort),
    simulatedAudience(effort),
  ];
}
