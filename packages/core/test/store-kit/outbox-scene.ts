import type {
  ContactRecord,
  Decision,
  Instant,
  OutboxRecord,
  SendKey,
  Store,
} from "@wellsent/core";
import { contactId, contactPointId, sendKey, tenantId } from "@wellsent/core";
import type {
  Candidate,
  FactsNeeded,
  OutboxDraft,
  Reactions,
  Settlement,
  Verdict,
} from "@wellsent/core/ports";
import { storeOver } from "@wellsent/core/store-kit";
import { fakeConsentGate } from "@wellsent/core/testing";
import { plainRows } from "./plain-rows.js";

export const tenant = tenantId("t1");
export const start: Instant = 1_800_000_000_000;
export const needs: FactsNeeded = { events: {}, messages: null, consent: true };

export const allowed: Decision = {
  allowed: true,
  reasons: [{ code: "CONSENT", effect: "allow", rule: "test" }],
  obligations: [],
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "test", digest: "test" },
};

export const refusal: Decision = {
  ...allowed,
  allowed: false,
  reasons: [{ code: "WITHDRAWN", effect: "deny", rule: "test" }],
};

const gate = fakeConsentGate({ allow: "all" });

export const reactions: Reactions = {
  needs,
  draftsFor: (event, point) => gate.draftsFor(event, point),
  append: (state, drafts) => gate.append(state, drafts),
  createEvent: (news) => ({ name: `consent:${news.act}`, at: start, data: {} }),
  wake: () => [],
  route: () => ({ start: [], log: [], dirty: false }),
};

/**
 * A store over plain rows with a clock that tests move, and what they do with it in one line each.
 */
export function outboxScene(sync = true) {
  const rows = plainRows(sync);
  const store: Store = storeOver(rows);
  const scene = {
    rows,
    store,
    now: start,
    async people(...names: readonly string[]): Promise<void> {
      await store.changeContacts({ tenant, now: scene.now, lookups: [] }, () =>
        names.map((name) => ({ contact: person(name) })),
      );
    },
    async queue(
      drafts: readonly (Partial<OutboxDraft> & { readonly key: SendKey })[],
      to = "ada",
    ): Promise<readonly (string | null)[]> {
      const answer = await store.enqueue(
        {
          tenant,
          now: scene.now,
          contacts: drafts.map((one) => one.contact ?? contactId(to)),
          needs,
        },
        (_, index) => createDraft(to, drafts[index] ?? { key: sendKey("none") }),
      );
      return answer.results;
    },
    claim: (
      worker: string,
      options: {
        readonly verdict?: (candidate: Candidate) => Verdict;
        readonly holding?: readonly SendKey[];
        readonly exceptTemplates?: readonly string[];
        readonly limit?: number;
        readonly lane?: string;
      } = {},
    ) =>
      store.claimOutbox(
        {
          tenant,
          now: scene.now,
          worker,
          leaseMs: 120_000,
          lane: options.lane ?? "mail",
          limit: options.limit ?? 100,
          holding: options.holding ?? [],
          exceptTemplates: options.exceptTemplates ?? [],
        },
        { needs: () => needs, verdict: options.verdict ?? sendIt },
      ),
    look: (
      worker: string,
      claims: readonly { readonly key: SendKey; readonly attempt: number }[],
      verdict: (candidate: Candidate) => Verdict = sendIt,
      handOver = "look",
    ) =>
      store.reviewClaims(
        { tenant, now: scene.now, worker, leaseMs: 120_000, handOver, claims },
        { needs: () => needs, verdict },
      ),
    settle: (results: readonly Settlement[], closes: readonly string[] = []) =>
      store.settle({ tenant, now: scene.now, results, closes }, reactions),
    sweep: (fate: "hold" | "retry" = "hold", limit = 100) =>
      store.sweepWorkers({ tenant, now: scene.now, graceMs: 5_000, limit }, () => fate),
    async message(key: SendKey): Promise<OutboxRecord> {
      const found = await store.readMessage({ tenant, key });
      if (found === null) throw new Error(`no message ${key}`);
      return found;
    },
    async statuses(): Promise<Readonly<Record<string, string>>> {
      const { items } = await store.readOutbox({ tenant, limit: 1000 });
      return Object.fromEntries(items.map(({ key, status }) => [key, status]));
    },
  };
  return scene;
}

export type OutboxScene = ReturnType<typeof outboxScene>;

export function sendIt(): Verdict {
  return { verdict: "send", decision: allowed };
}

export function keys(count: number, name = "m"): readonly SendKey[] {
  return Array.from({ length: count }, (_, index) =>
    sendKey(`${name}${String(index).padStart(3, "0")}`),
  );
}

export function person(name: string): ContactRecord {
  return {
    tenant,
    id: contactId(name),
    key: name,
    points: [
      {
        id: contactPointId(`p-${name}`),
        channel: "email",
        address: `${name}@example.org`,
        fingerprints: [`f-${name}`],
      },
    ],
    attributes: {},
    lists: [],
    locale: null,
    timeZone: null,
    jurisdiction: null,
    createdAt: start,
    updatedAt: start,
    revision: 0,
  };
}

export function createDraft(
  to: string,
  draft: Partial<OutboxDraft> & { readonly key: SendKey },
): OutboxDraft {
  return {
    tenant,
    contact: contactId(to),
    contactPoint: contactPointId(`p-${to}`),
    channel: "email",
    lane: "mail",
    ...{ queue: "direct", priority: 50 },
    template: "news",
    purpose: "newsletter",
    topic: null,
    messageClass: "marketing",
    data: {},
    origin: { kind: "direct" },
    dueAt: start,
    decision: allowed,
    ...draft,
  };
}
