import assert from "node:assert/strict";
import {
  checkWorkflow,
  type ContactRecord,
  contactId,
  type WorkflowDefinition,
  type WorkflowNode,
} from "@wellsent/core";
import { simulateWorkflow } from "@wellsent/core/simulation";
import { seededRandom } from "@wellsent/core/testing";
import type { Contest, Effort, Entry, Measurement } from "../contest.ts";
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
          sizes.push(Buffer.byteLength(JSON.stringify([id, contact, version, revision, state, wakeAt])));
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
  const large: WorkflowDefinition = { ...journey, start: "n0", nodes };
  return {
    name: "check of a definition with a thousand nodes",
    limit: 10,
    unit: "ms",
    measure: ({ rounds }) => {
      assert.deepEqual(checkWorkflow(large), []);
      return Array.from({ length: rounds }, () => {
        const began = performance.now();
        checkWorkflow(large);
        return performance.now() - began;
      });
    },
  };
}

function* people(count: number): Generator<{ readonly contact: ContactRecord }> {
  for (let index = 0; index < count; index++)
    yield { contact: { ...person, id: contactId(`c-${index}`) } };
}

function simulated({ quick }: Effort): Measurement {
  const count = quick ? 20_000 : 1_000_000;
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
  ];
}
