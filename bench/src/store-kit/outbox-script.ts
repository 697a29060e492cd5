import {
  campaignSendKey,
  type Decision,
  type OutboxRecord,
  type SendKey,
  type Store,
} from "@wellsent/core";
import type { FactsNeeded, OutboxDraft, Settlement, Verdict } from "@wellsent/core/ports";
import { type Person, purpose, splitIntoBatches, tenant } from "../engine/people.ts";
import { gate, template } from "../engine/shop.ts";
import { emptyReactions } from "./empty-reactions.ts";
import type { FormerStore } from "./former-store.ts";

/** What is said about each message on its way. Both stores are told the same. */
export interface Script {
  readonly claim: (message: OutboxRecord) => Verdict;
  readonly look: (message: OutboxRecord) => Verdict;
  readonly end: (key: SendKey, attempt: number) => Settlement;
}

/** A store's outbox, whichever port it has. */
export interface Outbox {
  queue(drafts: readonly OutboxDraft[], now: number): Promise<void>;
  /** Claims a hundred, looks again, settles. Resolves to how many were confirmed. */
  turn(script: Script, now: number): Promise<number>;
}

const limit = 100;
const leaseMs = 120_000;
const worker = "worker-of-the-benchmark";
const needs: FactsNeeded = { events: {}, messages: 0, consent: true };

export function kitOutbox(store: Store): Outbox {
  let handOvers = 0;
  const lease = { worker, leaseMs };
  return {
    async queue(drafts, now) {
      for (const some of splitIntoBatches(drafts, 500)) {
        await store.enqueue(
          { tenant, now, contacts: some.map(({ contact }) => contact), needs },
          (_, index) => some[index] ?? null,
        );
      }
    },
    async turn({ claim, look, end }, now) {
      const scope = { tenant, now };
      const { claimed } = await store.claimOutbox(
        { ...scope, ...lease, lane: "email", limit, holding: [], exceptTemplates: [] },
        { needs: () => needs, verdict: ({ message }) => claim(message) },
      );
      handOvers += 1;
      const handOver = `${worker}:${handOvers}`;
      const claims = claimed.map(({ message: { key, attempt } }) => ({ key, attempt }));
      const { confirmed } = await store.reviewClaims(
        { ...scope, ...lease, handOver, claims },
        { needs: () => needs, verdict: ({ message }) => look(message) },
      );
      const attempts = new Map(claims.map(({ key, attempt }) => [key, attempt]));
      const results = confirmed.map((key) => end(key, attempts.get(key) ?? 0));
      await store.settle({ ...scope, results, closes: [handOver], lease }, emptyReactions);
      return confirmed.length;
    },
  };
}

export function formerOutbox(store: FormerStore): Outbox {
  return {
    async queue(drafts, now) {
      for (const some of splitIntoBatches(drafts, 500)) {
        await store.enqueue({ tenant, now, drafts: some });
      }
    },
    async turn({ claim, look, end }, now) {
      const scope = { tenant, now };
      const { claimed } = await store.claimOutbox(
        { ...scope, lane: "email", limit, leaseMs, needs },
        (candidates) => candidates.map(({ message }) => claim(message)),
      );
      const claims = claimed.map(({ message: { key, attempt } }) => ({ key, attempt }));
      const { confirmed } = await store.reviewClaims({ ...scope, needs, claims }, (candidates) =>
        candidates.map(({ message }) => look(message)),
      );
      const attempts = new Map(claims.map(({ key, attempt }) => [key, attempt]));
      const results = confirmed.map((key) => end(key, attempts.get(key) ?? 0));
      await store.settle({ ...scope, results });
      return confirmed.length;
    },
  };
}

/** The real gate's answer about each person, when the mail was queued and in the claim. */
export async function readDecisions(
  store: Store,
  people: readonly Person[],
  now: number,
): Promise<ReadonlyMap<string, { readonly queued: Decision; readonly claimed: Decision }>> {
  const decisions = new Map<string, { readonly queued: Decision; readonly claimed: Decision }>();
  for (const { contact, point } of people) {
    const facts = await store.readConsent({ tenant, contactPoint: point });
    if (facts === null) throw new Error("A person of the benchmark has no consent on record.");
    const decide = (logSize: number): Decision =>
      gate.decide(
        {
          ...{ tenant, contactPoint: point, purpose, at: now },
          ...{ channel: "email", activity: "send", messageClass: "marketing" },
          jurisdictions: ["FR"],
          timeZones: ["Europe/Paris"],
        },
        { ...facts, logSize },
      );
    // The ledger has grown in between, as it always has.
    decisions.set(contact, {
      queued: decide(facts.logSize),
      claimed: decide(facts.logSize + 1),
    });
  }
  return decisions;
}

export function createDraft(
  campaign: string,
  { contact, point }: Person,
  decision: Decision,
  now: number,
): OutboxDraft {
  return {
    ...{ tenant, contact, contactPoint: point, template, purpose, decision },
    key: campaignSendKey(campaign, contact),
    channel: "email",
    lane: "email",
    queue: "direct",
    priority: 50,
    topic: null,
    messageClass: "marketing",
    data: {},
    origin: { kind: "direct" },
    dueAt: now,
  };
}
