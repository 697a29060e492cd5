import { segmentId, sendKey, type TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Store } from "../../ports/store/store.js";
import {
  add,
  at,
  because,
  claimAll,
  consentEvent,
  everything,
  finish,
  gate,
  mail,
  person,
  report,
  run,
  sendAll,
  start,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";

type Scope = { readonly tenant: TenantId; readonly now: Instant };

/** Stands between a passed function and the store: sees what the function was given, and may spoil its end. */
type Spy = (given: unknown) => void;

/** One call of one method that would change, or read, what {@link seed} made. */
export interface SampleCall {
  readonly method: keyof Store;
  run(store: Store, scope: Scope, options?: CallOptions): Promise<unknown>;
}

/** One call of a method that takes a function. */
export interface FunctionCall extends SampleCall {
  runWith(store: Store, scope: Scope, spy: Spy, options?: CallOptions): Promise<unknown>;
}

/** Stands in everything that {@link seed} writes: where it turns up, that tenant's data did. */
export const secret = "secret-of-acme";

const ann = person("ann", { attributes: { secret } });
const hidden = (name: string) => mail(name, { data: { secret } });

/** One of everything: a contact, a due run, a queued and a claimed message, an event, consent, a definition. */
export async function seed(store: Store): Promise<void> {
  await add(store, ann, person("bob"));
  await start(store, run("ann", { state: { secret } }), run("bob", { wakeAt: null }));
  await store.enqueue({ ...at(t0), drafts: [hidden("bob")] });
  await claimAll(store, t0);
  await store.enqueue({ ...at(t0), drafts: [hidden("ann")] });
  await store.appendConsent(
    { ...at(t0), drafts: [{ ...consentEvent("ann", "e1"), payload: { secret } }] },
    gate.append,
  );
  await store.putDefinition({
    ...at(t0),
    definition: { kind: "segment", id: "vip", version: 1, body: { secret } },
  });
  await store.refreshSegments({ ...at(t0), limit: 1, needs: everything }, (contacts) =>
    contacts.map(({ facts }) => ({
      contact: facts.contact.id,
      memberships: [],
      recheckAt: t0 + 1,
      start: [],
      wake: [],
    })),
  );
}

export const functionCalls: readonly FunctionCall[] = [
  withFunction("changeContacts", (store, scope, spy, options) =>
    store.changeContacts(
      { ...scope, lookups: [{ key: "ann" }], once: "sample" },
      (found) => {
        spy(found);
        return found.flatMap((contact) =>
          contact === null ? [] : [{ contact: { ...contact, locale: "fr" } }],
        );
      },
      options,
    ),
  ),
  withFunction("advance", (store, scope, spy, options) =>
    store.advance(
      { ...scope, limit: 10, needs: everything },
      (due) => {
        spy(due);
        return due.map((one) => ({
          ...finish(one.enrollment),
          outbox: [mail("ann", { key: sendKey("from-step") })],
        }));
      },
      options,
    ),
  ),
  withFunction("ingest", (store, scope, spy, options) =>
    store.ingest(
      { ...scope, needs: everything, inputs: [visit("ann", "sample"), report("bob", "opened")] },
      (facts) => {
        spy(facts);
        return { ...unrouted, wake: [{ enrollment: run("bob").id, input: 1 }], dirty: [ann.id] };
      },
      options,
    ),
  ),
  withFunction("refreshSegments", (store, scope, spy, options) =>
    store.refreshSegments(
      { ...scope, now: scope.now + 1, limit: 10, needs: everything },
      (contacts) => {
        spy(contacts);
        const memberships = [{ segment: segmentId("sample"), since: t0 }];
        const rest = { memberships, recheckAt: null, start: [], wake: [] };
        return contacts.map(({ facts }) => ({ ...rest, contact: facts.contact.id }));
      },
      options,
    ),
  ),
  withFunction("claimOutbox", (store, scope, spy, options) =>
    store.claimOutbox(
      { ...scope, lane: "bulk", limit: 10, leaseMs: 1_000, needs: everything },
      (candidates) => {
        spy(candidates);
        return sendAll(candidates);
      },
      options,
    ),
  ),
  withFunction("reviewClaims", (store, scope, spy, options) =>
    store.reviewClaims(
      { ...scope, needs: everything, claims: [{ key: sendKey("mail-bob"), attempt: 1 }] },
      (candidates) => {
        spy(candidates);
        return candidates.map(() => ({ verdict: "skip", reasons: because }));
      },
      options,
    ),
  ),
  withFunction("appendConsent", (store, scope, spy, options) =>
    store.appendConsent(
      { ...scope, drafts: [consentEvent("ann", "sample", "consent.withdrawn")] },
      (state, drafts) => {
        spy(state);
        return gate.append(state, drafts);
      },
      options,
    ),
  ),
];

/** Calls that write without asking anybody. */
export const plainWrites: readonly SampleCall[] = [
  {
    method: "enqueue",
    run: (store, scope, options) =>
      store.enqueue(
        { ...scope, drafts: [mail("ann", { key: sendKey("sample"), tenant: scope.tenant })] },
        options,
      ),
  },
  {
    method: "settle",
    run: (store, scope, options) => {
      const result = {
        key: sendKey("mail-bob"),
        attempt: 1,
        outcome: "accepted",
        providerMessageId: "x",
      } as const;
      return store.settle({ ...scope, results: [result] }, options);
    },
  },
  {
    method: "destroyPayloads",
    run: (store, { tenant }, options) => store.destroyPayloads({ tenant, ids: ["e1"] }, options),
  },
  {
    method: "putDefinition",
    run: (store, scope, options) => {
      const definition = { kind: "segment", id: "vip", version: 2, body: {} } as const;
      return store.putDefinition({ ...scope, definition }, options);
    },
  },
  {
    method: "eraseContact",
    run: (store, scope, options) => store.eraseContact({ ...scope, contact: ann.id }, options),
  },
];

const [point] = ann.points;

export const reads: readonly SampleCall[] = [
  readOf("readConsent", (store, { tenant }, options) =>
    store.readConsent({ tenant, fingerprint: point?.fingerprints[0] ?? "" }, options),
  ),
  readOf("readLedgerHead", (store, { tenant }, options) => store.readLedgerHead(tenant, options)),
  readOf("readLedger", (store, { tenant }, options) => store.readLedger({ tenant }, options)),
  readOf("readTiles", (store, { tenant }, options) =>
    store.readTiles({ tenant, tiles: [{ level: 0, index: 0 }] }, options),
  ),
  readOf("readContact", (store, { tenant }, options) =>
    store.readContact({ tenant, lookup: { key: "ann" } }, options),
  ),
  readOf("readContacts", (store, { tenant }, options) => store.readContacts({ tenant }, options)),
  readOf("readFacts", (store, scope, options) =>
    store.readFacts({ ...scope, contact: ann.id, needs: everything }, options),
  ),
  readOf("readEnrollments", (store, { tenant }, options) =>
    store.readEnrollments({ tenant }, options),
  ),
  readOf("readStepLog", (store, { tenant }, options) =>
    store.readStepLog({ tenant, contact: ann.id }, options),
  ),
  readOf("readOutbox", (store, { tenant }, options) => store.readOutbox({ tenant }, options)),
  readOf("readMessage", (store, { tenant }, options) =>
    store.readMessage({ tenant, key: sendKey("mail-ann") }, options),
  ),
  readOf("countOutbox", (store, { tenant }, options) => store.countOutbox(tenant, options)),
  readOf("nextWork", (store, { tenant }, options) => store.nextWork(tenant, options)),
  readOf("readDefinition", (store, { tenant }, options) =>
    store.readDefinition({ tenant, kind: "segment", id: "vip" }, options),
  ),
];

export const everyCall: readonly SampleCall[] = [...functionCalls, ...plainWrites, ...reads];

/** All that can be read of a tenant, to compare before and after. */
export async function snapshot(store: Store, tenant: TenantId): Promise<string> {
  const seen: unknown[] = [];
  for (const call of reads) seen.push(await call.run(store, { tenant, now: t0 }));
  for (const name of ["ann", "bob"]) {
    seen.push(
      await store.readFacts({ tenant, now: t0, contact: person(name).id, needs: everything }),
    );
  }
  return JSON.stringify(seen);
}

function withFunction(method: keyof Store, runWith: FunctionCall["runWith"]): FunctionCall {
  return {
    method,
    runWith,
    run: (store, scope, options) => runWith(store, scope, () => undefined, options),
  };
}

function readOf(method: keyof Store, read: SampleCall["run"]): SampleCall {
  return { method, run: read };
}
