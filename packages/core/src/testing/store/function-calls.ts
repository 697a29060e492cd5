import { readableContact } from "../../contacts/index.js";
import { campaignId, segmentId, sendKey, type TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Store } from "../../ports/store/store.js";
import { planning } from "./campaign-fixtures.js";
import {
  advancer,
  because,
  claimCall,
  consentEvent,
  everything,
  finish,
  gate,
  judge,
  lease,
  mail,
  minute,
  person,
  reactions,
  report,
  send,
  still,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import { divided, united } from "./merge-fixtures.js";
import { ann } from "./seed.js";

type CallScope = { readonly tenant: TenantId; readonly now: Instant };

/** Observes what the store passes to a function, and may make it throw. */
type Spy = (given: unknown) => void;

/** One call of one method that would change, or read, what `seed` made. */
export interface SampleCall {
  readonly method: keyof Store;
  run(store: Store, scope: CallScope, options?: CallOptions): Promise<unknown>;
}

/** One call of a method that takes a function. */
export interface FunctionCall extends SampleCall {
  /** The function that the spy replaces. */
  readonly passed: string;
  /** The effect of a throw: it fails the whole call, or only the unit being judged. */
  readonly throws: "call" | "unit";
  runWith(store: Store, scope: CallScope, spy: Spy, options?: CallOptions): Promise<unknown>;
}

const createEvent = reactions().createEvent;

export const functionCalls: readonly FunctionCall[] = [
  withFunction("changeContacts", "change", "call", (store, scope, spy, options) =>
    store.changeContacts(
      { ...scope, lookups: [{ key: "ann" }], once: "sample" },
      (found) => {
        spy(found);
        return found
          .map(readableContact)
          .flatMap((contact) =>
            contact === null ? [] : [{ contact: { ...contact, locale: "fr" } }],
          );
      },
      options,
    ),
  ),
  withFunction("mergeContacts", "plan", "call", (store, scope, spy, options) =>
    store.mergeContacts(
      { ...scope, id: "sample", keep: ann.id, other: person("bob").id },
      (scene) => {
        spy(scene);
        return united(scene);
      },
      options,
    ),
  ),
  withFunction("undoMerge", "plan", "call", (store, scope, spy, options) =>
    store.undoMerge(
      { ...scope, id: "m-cora" },
      (scene) => {
        spy(scene);
        return divided(scene);
      },
      reactions(),
      options,
    ),
  ),
  withFunction("advance", "step", "unit", (store, scope, spy, options) =>
    store.advance(
      { ...scope, limit: 10, except: [] },
      advancer((due) => {
        spy(due);
        const key = sendKey("from-step");
        return { ...finish(due.enrollment), outbox: [mail("ann", { key })] };
      }, everything),
      options,
    ),
  ),
  withFunction("advance", "needs", "call", (store, scope, spy, options) =>
    store.advance(
      { ...scope, limit: 10, except: [] },
      {
        needs: (definitions) => {
          spy(definitions);
          return everything;
        },
        step: ({ enrollment }) => finish(enrollment),
      },
      options,
    ),
  ),
  withFunction("migrateRuns", "move", "unit", (store, scope, spy, options) =>
    store.migrateRuns(
      { ...scope, workflow: "welcome", version: 1 },
      {
        needs: everything,
        move: (unit) => {
          spy(unit);
          return {
            enrollment: { ...unit.enrollment, revision: unit.enrollment.revision + 1, version: 2 },
            log: [],
          };
        },
      },
      options,
    ),
  ),
  withFunction("resolveQuarantine", "tell", "call", (store, scope, spy, options) =>
    store.resolveQuarantine(
      { ...scope, kind: "run", id: "run-damned", how: "drop" },
      (dropped) => {
        spy(dropped);
        return [];
      },
      options,
    ),
  ),
  withFunction("ingest", "route", "call", (store, scope, spy, options) =>
    store.ingest(
      { ...scope, inputs: [visit("ann", "sample"), visit("ann", "sample-2")] },
      reactions({
        needs: everything,
        route: (unit) => {
          spy(unit);
          return { ...unrouted, dirty: true };
        },
      }),
      options,
    ),
  ),
  withFunction("ingest", "wake", "call", (store, scope, spy, options) =>
    store.ingest(
      { ...scope, inputs: [visit("ann", "sample"), visit("ann", "sample-2")] },
      reactions({
        wake: (unit) => {
          spy(unit);
          return [];
        },
      }),
      options,
    ),
  ),
  withFunction("ingest", "draftsFor", "call", (store, scope, spy, options) =>
    store.ingest(
      { ...scope, inputs: [report("bob", "complained")] },
      reactions({
        draftsFor: (event, contactPoint) => {
          spy([event, contactPoint]);
          return gate.draftsFor(event, contactPoint);
        },
      }),
      options,
    ),
  ),
  withFunction("refreshSegments", "evaluate", "unit", (store, scope, spy, options) =>
    store.refreshSegments(
      { ...scope, now: scope.now + 1, limit: 10, needs: everything },
      (unit) => {
        spy(unit);
        return still(unit, { memberships: [{ segment: segmentId("sample"), since: t0 }] });
      },
      options,
    ),
  ),
  withFunction("enqueue", "draft", "call", (store, scope, spy, options) =>
    store.enqueue(
      { ...scope, contacts: [ann.id], needs: everything },
      (facts) => {
        spy(facts);
        if (facts === null) return null;
        return mail("ann", { key: sendKey("sample"), tenant: scope.tenant });
      },
      options,
    ),
  ),
  withFunction("prepareCampaign", "place", "call", (store, scope, spy, options) =>
    store.prepareCampaign(
      { ...scope, id: campaignId("c-coming"), limit: 10 },
      {
        ...planning,
        place: (contact) => {
          spy(contact);
          return { due: t0, variant: "a" };
        },
      },
      options,
    ),
  ),
  withFunction("expandCampaign", "decide", "unit", (store, scope, spy, options) =>
    store.expandCampaign(
      { ...scope, id: campaignId("c-going"), limit: 10 },
      {
        needs: everything,
        decide: (unit) => {
          spy(unit);
          return { reason: "SAMPLE" };
        },
      },
      options,
    ),
  ),
  withFunction("runCampaignTask", "change", "call", (store, scope, spy, options) =>
    store.runCampaignTask(
      { ...scope, id: campaignId("c-halted"), limit: 10 },
      {
        change: (unit) => {
          spy(unit);
          return { reason: "SAMPLE" };
        },
        done: (campaign) => campaign,
      },
      options,
    ),
  ),
  withFunction("claimOutbox", "verdict", "unit", (store, scope, spy, options) =>
    store.claimOutbox(
      claimCall(scope.now, { tenant: scope.tenant, worker: "second" }),
      judge((candidate) => {
        spy(candidate);
        return send;
      }, everything),
      options,
    ),
  ),
  withFunction("claimOutbox", "needs", "call", (store, scope, spy, options) =>
    store.claimOutbox(
      claimCall(scope.now, { tenant: scope.tenant, worker: "second" }),
      {
        needs: (messages) => {
          spy(messages);
          return everything;
        },
        verdict: () => send,
      },
      options,
    ),
  ),
  withFunction("reviewClaims", "verdict", "unit", (store, scope, spy, options) =>
    store.reviewClaims(
      {
        ...scope,
        ...lease("worker"),
        handOver: "sample",
        claims: [{ key: sendKey("mail-bob"), attempt: 1 }],
      },
      judge((candidate) => {
        spy(candidate);
        return { verdict: "skip", reasons: because };
      }, everything),
      options,
    ),
  ),
  withFunction("settle", "draftsFor", "unit", (store, scope, spy, options) => {
    const complaint = report("bob", "complained");
    if (complaint.kind !== "delivery") throw new TypeError("a report is a delivery event");
    const results = [
      {
        key: sendKey("mail-bob"),
        attempt: 1,
        outcome: "accepted",
        providerMessageId: "x",
        report: complaint.event,
      } as const,
    ];
    return store.settle(
      { ...scope, results },
      reactions({
        draftsFor: (event, contactPoint) => {
          spy([event, contactPoint]);
          return gate.draftsFor(event, contactPoint);
        },
      }),
      options,
    );
  }),
  withFunction("sweepWorkers", "fate", "unit", (store, scope, spy, options) =>
    store.sweepWorkers(
      { ...scope, now: scope.now + 2 * minute, graceMs: 0, limit: 10 },
      (message) => {
        spy(message);
        return "retry";
      },
      options,
    ),
  ),
  withFunction("appendConsent", "append", "call", (store, scope, spy, options) =>
    store.appendConsent(
      { ...scope, drafts: [consentEvent("ann", "sample", "consent.withdrawn")] },
      reactions({
        append: (state, drafts) => {
          spy(state);
          return gate.append(state, drafts);
        },
      }),
      options,
    ),
  ),
  withFunction("appendConsent", "createEvent", "unit", (store, scope, spy, options) =>
    store.appendConsent(
      { ...scope, drafts: [consentEvent("ann", "sample", "consent.withdrawn")] },
      reactions({
        createEvent: (news) => {
          spy(news);
          return createEvent(news);
        },
      }),
      options,
    ),
  ),
  withFunction("eraseContact", "append", "call", (store, scope, spy, options) =>
    store.eraseContact(
      { ...scope, contact: ann.id, suppress: [consentEvent("ann", "erase", "erased")] },
      reactions({
        append: (state, drafts) => {
          spy(state);
          return gate.append(state, drafts);
        },
      }),
      options,
    ),
  ),
];

function withFunction(
  method: keyof Store,
  passed: string,
  throws: FunctionCall["throws"],
  runWith: FunctionCall["runWith"],
): FunctionCall {
  return {
    method,
    passed,
    throws,
    runWith,
    run: (store, scope, options) => runWith(store, scope, () => undefined, options),
  };
}
