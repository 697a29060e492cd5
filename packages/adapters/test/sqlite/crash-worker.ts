// Runs until it is killed. Says on standard output what a resolved promise told it, and nothing
// earlier.
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { type Decision, sendKey, tenantId } from "@wellsent/core";
import type { Judge } from "@wellsent/core/ports";
import { reactions } from "./people.js";

const [, , path = ""] = process.argv;
const store = sqliteStore({ path });
const tenant = tenantId("acme");
const needs = { events: {}, messages: 0, consent: false };
const worker = { worker: randomUUID(), leaseMs: 20 };
const decision: Decision = {
  allowed: true,
  reasons: [],
  obligations: [],
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "test", digest: "test" },
};
const judge: Judge = { needs: () => needs, verdict: () => ({ verdict: "send", decision }) };
function acknowledge(lines: readonly string[]): void {
  if (lines.length > 0) writeSync(1, `${lines.join("\n")}\n`);
}

for (;;) {
  const swept = { tenant, now: Date.now(), graceMs: 5, limit: 50 };
  await store.sweepWorkers(swept, () => "retry");

  const stepped: string[] = [];
  await store.advance(
    { tenant, now: Date.now(), limit: 7, except: [] },
    {
      needs: () => needs,
      step({ enrollment, facts }) {
        const [point] = facts.contact.points;
        if (point === undefined) throw new Error("a contact without a point");
        const revision = enrollment.revision + 1;
        const key = sendKey(`${enrollment.id}:${revision}`);
        const { contact, workflow } = enrollment;
        stepped.push(`queued ${key}`);
        return {
          enrollment: { ...enrollment, revision, wakeAt: Date.now() },
          log: [
            {
              ...{ tenant, enrollment: enrollment.id, workflow, contact, revision },
              ...{ at: 0, path: [], detail: {} },
            },
          ],
          outbox: [
            {
              ...{ tenant, key, contact, contactPoint: point.id, lane: "bulk", template: "hello" },
              ...{ purpose: "news", topic: null, data: {}, dueAt: 0, decision },
              ...{ queue: "direct", priority: 50 },
              channel: "email",
              messageClass: "marketing",
              origin: { kind: "direct" },
            },
          ],
        };
      },
    },
  );
  acknowledge(stepped);

  const { claimed } = await store.claimOutbox(
    {
      ...{ tenant, now: Date.now(), ...worker, lane: "bulk", limit: 5 },
      ...{ holding: [], exceptTemplates: [] },
    },
    judge,
  );
  acknowledge(claimed.map(({ message }) => `claimed ${message.key}#${message.attempt}`));
  const claims = claimed.map(({ message: { key, attempt } }) => ({ key, attempt }));
  const handOver = randomUUID();
  const looked = { tenant, now: Date.now(), ...worker, handOver, claims };
  const { confirmed } = await store.reviewClaims(looked, judge);
  acknowledge(confirmed.map((key) => `handed ${key}`));
  const results = claims
    .filter(({ key }) => confirmed.includes(key))
    .map((one) => ({ ...one, outcome: "accepted", providerMessageId: null }) as const);
  const now = Date.now();
  await store.settle({ tenant, now, results, closes: [handOver], lease: worker }, reactions);
  acknowledge(results.map((one) => `settled ${one.key}`));
}
