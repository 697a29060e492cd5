import {
  contactId,
  contactPointId,
  enrollmentId,
  type SendKey,
  sendKey,
  type TenantId,
  tenantId,
  workflowId,
} from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { ConsentDraft, ConsentGate, Decision } from "../../ports/consent-gate.js";
import type { DeliveryEvent } from "../../ports/delivery-event.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import type { OutboxDraft, OutboxRecord, Verdict } from "../../ports/store/outbox.js";
import type {
  Advancer,
  Candidate,
  ClaimedMessage,
  ClaimQuery,
  DueEnrollment,
  IngestInput,
  Judge,
  MembershipResult,
  Reactions,
  Routed,
  RoutedInput,
  SegmentUnit,
  StepResult,
  Store,
  WorkerLease,
} from "../../ports/store/store.js";
import { present } from "../expectations.js";
import { fakeConsentGate } from "../fakes/fake-consent-gate.js";

/**
 * The people, messages and runs of the cases. The ids of everything that belongs to `name` are made
 * of that name.
 */

export const acme: TenantId = tenantId("acme");
export const t0: Instant = Date.UTC(2026, 0, 1);
export const minute = 60_000;
export const lane = "bulk";
export const gate: ConsentGate = fakeConsentGate();

export const everything: FactsNeeded = { events: { visited: null }, messages: null, consent: true };
export const nothing: FactsNeeded = { events: {}, messages: 0, consent: false };
export const unrouted: Routed = { start: [], log: [], dirty: false };

/** What a store asks while it takes something in: the fake gate answers, and nothing is woken. */
export function reactions(over: Partial<Reactions> = {}): Reactions {
  return {
    needs: nothing,
    draftsFor: gate.draftsFor,
    append: gate.append,
    createEvent: ({ act, entry }) => ({ name: `consent:${act}`, at: t0, data: { entry } }),
    wake: () => [],
    route: () => unrouted,
    ...over,
  };
}

export function person(name: string, over: Partial<ContactRecord> = {}): ContactRecord {
  const address = `${name}@example.com`;
  return {
    tenant: acme,
    id: contactId(`contact-${name}`),
    key: name,
    points: [
      {
        id: contactPointId(`point-${name}`),
        channel: "email",
        address,
        fingerprints: gate.fingerprints("email", address),
      },
    ],
    attributes: { name },
    lists: [],
    locale: "de-AT",
    timeZone: { name: "Europe/Vienna", source: "stated" },
    jurisdiction: "AT",
    createdAt: t0,
    updatedAt: t0,
    revision: 0,
    ...over,
  };
}

export function run(name: string, over: Partial<EnrollmentRecord> = {}): EnrollmentRecord {
  return {
    tenant: acme,
    id: enrollmentId(`run-${name}`),
    workflow: workflowId("welcome"),
    version: 1,
    contact: contactId(`contact-${name}`),
    revision: 0,
    state: { step: "start" },
    status: "active",
    wakeAt: t0,
    waitingFor: [],
    pending: [],
    entryKey: "once",
    startedAt: t0,
    endedAt: null,
    outcome: null,
    ...over,
  };
}

export const allowing: Decision = {
  allowed: true,
  reasons: [{ code: "CONSENT", effect: "allow", rule: "test" }],
  obligations: [],
  evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  ruleset: { id: "test", digest: "test" },
};

export const refusing: Decision = {
  ...allowing,
  allowed: false,
  reasons: [{ code: "WITHDRAWN", effect: "deny", rule: "test" }],
};

export const because = [{ code: "QUIET_HOURS", effect: "defer", rule: "test" }] as const;

/** A message to `name`. Its default key depends on the name alone. */
export function mail(name: string, over: Partial<OutboxDraft> = {}): OutboxDraft {
  return {
    tenant: acme,
    key: sendKey(`mail-${name}`),
    contact: contactId(`contact-${name}`),
    contactPoint: contactPointId(`point-${name}`),
    channel: "email",
    lane,
    ...{ queue: "direct", priority: 50 },
    template: "hello",
    purpose: "news",
    topic: null,
    messageClass: "marketing",
    data: {},
    origin: { kind: "direct" },
    dueAt: t0,
    decision: allowing,
    ...over,
  };
}

export function visit(name: string, id: string, at: Instant = t0, event = "visited"): IngestInput {
  return {
    kind: "event",
    contact: contactId(`contact-${name}`),
    event: { id, name: event, at, data: { page: id } },
  };
}

export function report(
  name: string,
  type: DeliveryEvent["type"],
  over: Partial<DeliveryEvent> = {},
): IngestInput {
  const message = sendKey(`mail-${name}`);
  return {
    kind: "delivery",
    event: { type, dedupeKey: `${type}-${name}`, message, at: t0, ...over },
  };
}

/** The kind of an input; for a delivery event, its type. */
export function reportType(input: RoutedInput): string {
  return input.kind === "delivery" ? input.event.type : input.kind;
}

export function consentEvent(name: string, id: string, type = "consent.granted"): ConsentDraft {
  return {
    id,
    type,
    contactPoint: contactPointId(`point-${name}`),
    effectiveAt: t0,
    fields: { purpose: "news" },
    payload: { ip: "192.0.2.7" },
    salt: "5a".repeat(32),
  };
}

export function at(now: Instant): { readonly tenant: TenantId; readonly now: Instant } {
  return {
    tenant: acme,
    now,
  };
}

export async function add(store: Store, ...people: readonly ContactRecord[]): Promise<void> {
  await store.changeContacts({ ...at(t0), lookups: [] }, () =>
    people.map((contact) => ({ contact })),
  );
}

/** Queues exactly these drafts; contacts that do not exist get none. */
export function queue(
  store: Store,
  now: Instant,
  ...drafts: readonly OutboxDraft[]
): ReturnType<Store["enqueue"]> {
  return store.enqueue(
    { ...at(now), contacts: drafts.map((draft) => draft.contact), needs: nothing },
    (facts, index) => (facts === null ? null : (drafts[index] ?? null)),
  );
}

/** Starts runs by an event that routes to them, the only way there is. Clears no dirty marks. */
export async function start(store: Store, ...runs: readonly EnrollmentRecord[]): Promise<void> {
  for (const one of runs) {
    const name = one.contact.replace("contact-", "");
    const inputs = [visit(name, `start-${one.id}-${one.entryKey}`, t0 - 1)];
    const route = (): Routed => ({ ...unrouted, start: [one] });
    await store.ingest({ ...at(t0), inputs }, reactions({ route }));
  }
}

/** The result of a refresh of the contact: unchanged but for what is given. */
export function still(
  { facts }: SegmentUnit,
  over: Partial<MembershipResult> = {},
): MembershipResult {
  return {
    contact: facts.contact.id,
    memberships: facts.memberships,
    recheckAt: null,
    start: [],
    wake: [],
    log: [],
    ...over,
  };
}

/** Refreshes every dirty contact once, so that only what a case does marks them again. */
export async function settleSegments(store: Store, now: Instant = t0): Promise<readonly string[]> {
  const names: string[] = [];
  await store.refreshSegments({ ...at(now), limit: 1_000, needs: nothing }, (unit) => {
    names.push(unit.facts.contact.key);
    return still(unit);
  });
  return names.sort();
}

/** A step that ends the run. */
export function finish(enrollment: EnrollmentRecord): StepResult {
  return {
    enrollment: {
      ...enrollment,
      revision: enrollment.revision + 1,
      status: "ended",
      wakeAt: null,
      pending: [],
    },
    outbox: [],
    log: [],
  };
}

export function advancer(
  step: (due: DueEnrollment) => StepResult | null,
  needs: FactsNeeded = nothing,
): Advancer {
  return { needs: () => needs, step };
}

export const finishing: Advancer = advancer(({ enrollment }) => finish(enrollment));

export function advanceCall(now: Instant, limit = 100): Parameters<Store["advance"]>[0] {
  return {
    ...at(now),
    limit,
    except: [],
  };
}

export function lease(worker: string): WorkerLease {
  return { worker, leaseMs: minute };
}

export function claimCall(now: Instant, over: Partial<ClaimQuery> = {}): ClaimQuery {
  return {
    ...at(now),
    ...lease("worker"),
    lane,
    limit: 100,
    holding: [],
    exceptTemplates: [],
    ...over,
  };
}

export function judge(
  verdict: (candidate: Candidate) => Verdict,
  needs: FactsNeeded = nothing,
): Judge {
  return { needs: () => needs, verdict };
}

export const send: Verdict = { verdict: "send", decision: allowing };
export const sending: Judge = judge(() => send);

/** Claims and sends all due messages. The worker declares that it holds no others. */
export async function claimAll(
  store: Store,
  now: Instant,
  over: Partial<ClaimQuery> = {},
): Promise<readonly OutboxRecord[]> {
  const { claimed } = await store.claimOutbox(claimCall(now, over), sending);
  return claimed.map((one: ClaimedMessage) => one.message);
}

export function pickClaims(
  ...messages: readonly OutboxRecord[]
): readonly { readonly key: SendKey; readonly attempt: number }[] {
  return messages.map(({ key, attempt }) => ({ key, attempt }));
}

/** Reviews these messages, and confirms all that the judge allows. */
export function look(
  store: Store,
  now: Instant,
  messages: readonly OutboxRecord[],
  over: { readonly judge?: Judge; readonly worker?: string; readonly handOver?: string } = {},
): ReturnType<Store["reviewClaims"]> {
  return store.reviewClaims(
    {
      ...at(now),
      ...lease(over.worker ?? "worker"),
      handOver: over.handOver ?? `look-${now}`,
      claims: pickClaims(...messages),
    },
    over.judge ?? sending,
  );
}

export async function loadMessage(store: Store, name: string): Promise<OutboxRecord> {
  return present(
    await store.readMessage({ tenant: acme, key: sendKey(`mail-${name}`) }),
    "the message",
  );
}

export async function loadStatus(store: Store, name: string): Promise<OutboxRecord["status"]> {
  return (await loadMessage(store, name)).status;
}
