// Runs until it is killed. Says on standard output what a resolved promise told it, and nothing earlier.
import { writeSync } from "node:fs";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { type Decision, sendKey, tenantId } from "@wellsent/core";

const [, , path = ""] = process.argv;
const store = sqliteStore({ path });
const tenant = tenantId("acme");
const needs = { events: {}, messages: 0, consent: false };
const decision: Decision = {
  allowed: true,
  reasons: [],
  obligations: [],
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "test", digest: "test" },
};
const acknowledge = (lines: readonly string[]): void => {
  if (lines.length > 0) writeSync(1, `${lines.join("\n")}\n`);
};

for (;;) {
  const stepped: string[] = [];
  await store.advance({ tenant, now: Date.now(), limit: 7, needs }, (due) =>
    due.map(({ enrollment, facts }) => {
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
            tenant,
            enrollment: enrollment.id,
            workflow,
            contact,
            revision,
            at: 0,
            path: [],
            detail: {},
          },
        ],
        outbox: [
          {
            ...{
              tenant,
              key,
              contact,
              lane: "bulk",
              template: "hello",
              purpose: "news",
              topic: null,
              data: {},
            },
            ...{
              channel: "email",
              messageClass: "marketing",
              origin: { kind: "direct" },
              dueAt: 0,
              decision,
            },
            contactPoint: point.id,
          },
        ],
      };
    }),
  );
  acknowledge(stepped);

  const claim = { tenant, now: Date.now(), lane: "bulk", limit: 5, leaseMs: 20, needs };
  const { claimed } = await store.claimOutbox(claim, (candidates) =>
    candidates.map(() => ({ verdict: "send", decision })),
  );
  acknowledge(claimed.map(({ message }) => `claimed ${message.key}#${message.attempt}`));
  const results = claimed.map(({ message: { key, attempt } }) => {
    return { key, attempt, outcome: "accepted", providerMessageId: null } as const;
  });
  await store.settle({ tenant, now: Date.now(), results });
  acknowledge(results.map((one) => `settled ${one.key}`));
}
