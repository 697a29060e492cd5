import { memoryRows, memoryStore } from "@wellsent/adapters/memory";
import {
  type CallOptions,
  enrollmentId,
  type OutboxRecord,
  type Store,
  tenantId,
} from "@wellsent/core";
import type {
  Advancer,
  Definition,
  DroppedRun,
  Judge,
  Reactions,
  Settlement,
  StepResult,
  Verdict,
} from "@wellsent/core/ports";
import { type RowStore, storeOver } from "@wellsent/core/store-kit";
import { fakeConsentGate, storeContract } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { expectCaught, type Mutant } from "./caught.js";

const acme = tenantId("acme");

/** Calls whose signal is looked at before, but no more once the passed function ran. */
function early(options?: CallOptions): CallOptions | undefined {
  options?.signal?.throwIfAborted();
  return undefined;
}

function judging(judge: Judge, verdict: Judge["verdict"]): Judge {
  return { ...judge, verdict };
}
function stepping(run: Advancer, step: Advancer["step"]): Advancer {
  return { ...run, step };
}

/** Steps whose results come out otherwise. */
function changing(run: Advancer, change: (result: StepResult) => StepResult): Advancer["step"] {
  return (due) => {
    const result = run.step(due);
    return result === null ? null : change(result);
  };
}

/** Answers whatever a store asks while it takes something in, and wakes nobody. */
const silent: Reactions = {
  ...fakeConsentGate(),
  needs: { events: {}, messages: 0, consent: false },
  createEvent: ({ act }) => ({ name: act, at: 0, data: {} }),
  wake: () => [],
  route: () => ({ start: [], log: [], dirty: false }),
};

/** Rows that give what is due of one table in the wrong order. */
function reversed(table: string, rows: RowStore<true>): RowStore<true> {
  return {
    ...rows,
    transaction: (mode, tenant, run) =>
      rows.transaction(mode, tenant, (at) =>
        run({
          trip: (requests) =>
            at.trip(requests).map((answer, index) => {
              const request = requests[index];
              const isDue = request?.op === "due" && request.table.name === table;
              return isDue ? answer.toReversed() : answer;
            }),
        }),
      ),
  };
}

function routing(reactions: Reactions, route: Reactions["route"]): Reactions {
  return {
    ...reactions,
    route,
  };
}

const mutants: readonly Mutant<Store>[] = [
  {
    fault: "drops the signal of a write",
    caughtBy:
      "putDefinition does nothing when aborted before, and rejects with the signal's reason",
    spoil: (store) => ({ ...store, putDefinition: (call) => store.putDefinition(call) }),
  },
  {
    fault: "drops the signal of a read",
    caughtBy: "readOutbox does nothing when aborted before, and rejects with the signal's reason",
    spoil: (store) => ({ ...store, readOutbox: (call) => store.readOutbox(call) }),
  },
  {
    fault: "commits although it was aborted meanwhile",
    caughtBy:
      "advance writes nothing when aborted from within `step`, and rejects with the signal's reason",
    spoil: (store) => ({
      ...store,
      advance: (call, run, options) => store.advance(call, run, early(options)),
    }),
  },
  {
    fault: "rejects with an error of its own when aborted",
    caughtBy: "settle does nothing when aborted before, and rejects with the signal's reason",
    spoil: (store) => ({
      ...store,
      settle: (call, reactions, options) =>
        store.settle(call, reactions, options).catch(() => {
          throw new Error("aborted");
        }),
    }),
  },
  {
    fault: "writes contacts one by one",
    caughtBy:
      "refuses a key or an address that belongs to another contact, and writes nothing of the batch",
    spoil: (store) => ({
      ...store,
      async changeContacts(call, change, options) {
        const found = await Promise.all(
          call.lookups.map((lookup) => store.readContact({ tenant: call.tenant, lookup }, options)),
        );
        const writes = change(found);
        for (const write of writes)
          await store.changeContacts({ ...call, lookups: [] }, () => [write], options);
        return { applied: true, written: writes.length };
      },
    }),
  },
  {
    fault: "calls the passed function twice",
    caughtBy:
      "changeContacts writes nothing when `change` throws, and rejects with what was thrown",
    spoil: (store) => ({
      ...store,
      changeContacts: (call, change, options) =>
        store.changeContacts(
          call,
          (found) => {
            try {
              change(found);
            } catch {
              // Tries again, as a careless retry would.
            }
            return change(found);
          },
          options,
        ),
    }),
  },
  {
    fault: "ends the whole call where one unit fails",
    caughtBy: "puts a message aside that cannot be judged, and claims the ones beside it",
    spoil: (store) => ({
      ...store,
      async claimOutbox(call, judge, options) {
        const thrown: unknown[] = [];
        const watching = judging(judge, (candidate) => {
          try {
            return judge.verdict(candidate);
          } catch (error) {
            thrown.push(error);
            throw error;
          }
        });
        const report = await store.claimOutbox(call, watching, options);
        if (thrown.length > 0) throw thrown[0];
        return report;
      },
    }),
  },
  {
    fault: "puts everything aside for a bad release",
    caughtBy: "takes a function that fails for most units for broken, and writes nothing",
    spoil: (store) => ({
      ...store,
      advance: (call, run, options) => store.advance({ ...call, limit: 9 }, run, options),
    }),
  },
  {
    fault: "tries what failed again at once",
    caughtBy: "puts a message aside that cannot be judged, and claims the ones beside it",
    spoil: (store) => ({
      ...store,
      async claimOutbox(call, judge, options) {
        const report = await store.claimOutbox(call, judge, options);
        const { items } = await store.readQuarantine({ tenant: call.tenant, kind: "message" });
        for (const { kind, id } of items)
          await store.resolveQuarantine({ ...call, kind, id, how: "retry" }, () => []);
        return report;
      },
    }),
  },
  {
    fault: "hands a claim to two workers",
    caughtBy: "lets no two claims hold the same attempt of a message",
    spoil(store) {
      let last: Awaited<ReturnType<Store["claimOutbox"]>>["claimed"] = [];
      return {
        ...store,
        async claimOutbox(call, judge, options) {
          const result = await store.claimOutbox(call, judge, options);
          const claimed = [...last, ...result.claimed];
          last = result.claimed;
          return { ...result, claimed };
        },
      };
    },
  },
  {
    fault: "takes all workers for one",
    caughtBy: "lets no two claims hold the same attempt of a message",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, worker: "one" }, judge, options),
    }),
  },
  {
    fault: "never ends a lease",
    caughtBy: "sweeps nobody whose lease has not ended more than the grace ago",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, leaseMs: 1e12 }, judge, options),
    }),
  },
  {
    fault: "knows no grace",
    caughtBy: "sweeps nobody whose lease has not ended more than the grace ago",
    spoil: (store) => ({
      ...store,
      sweepWorkers: (call, fate, options) =>
        store.sweepWorkers({ ...call, graceMs: 0 }, fate, options),
    }),
  },
  {
    fault: "forgets what a worker says that it holds",
    caughtBy:
      "puts back what a worker does not know that it holds, at no cost, when it claims again",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, holding: [] }, judge, options),
    }),
  },
  {
    fault: "records no hand-over",
    caughtBy: "queues what a lost worker had only reserved, and holds what was in its hands",
    spoil: (store) => ({
      ...store,
      async reviewClaims(call, judge, options) {
        const report = await store.reviewClaims(call, judge, options);
        await store.settle({ ...call, results: [], closes: [call.handOver] }, silent);
        return report;
      },
    }),
  },
  {
    fault: "sends twice whatever was in lost hands",
    caughtBy: "queues what a lost worker had only reserved, and holds what was in its hands",
    spoil: (store) => ({
      ...store,
      sweepWorkers: (call, _fate, options) => store.sweepWorkers(call, () => "retry", options),
    }),
  },
  {
    fault: "sweeps more than it was asked to",
    caughtBy: "sweeps at most as many messages a call as asked, and all of them in the end",
    spoil: (store) => ({
      ...store,
      sweepWorkers: (call, fate, options) =>
        store.sweepWorkers({ ...call, limit: 1_000 }, fate, options),
    }),
  },
  {
    fault: "ignores that an earlier attempt was accepted after all",
    caughtBy: "withdraws the copy that waits when an earlier attempt turns out to be accepted",
    spoil: (store) => ({
      ...store,
      async settle(call, reactions, options) {
        const current = async ({ key }: Settlement): Promise<number | undefined> =>
          (await store.readMessage({ tenant: call.tenant, key }))?.attempt;
        const attempts = await Promise.all(call.results.map(current));
        const results = call.results.filter((result, index) => result.attempt === attempts[index]);
        const report = await store.settle({ ...call, results }, reactions, options);
        return { ...report, stale: call.results.length - report.applied };
      },
    }),
  },
  {
    fault: "calls every retry free",
    caughtBy: "puts a message back that was certainly not sent, at the cost it names",
    spoil: (store) => ({
      ...store,
      settle: (call, reactions, options) => {
        const results = call.results.map(
          (result): Settlement =>
            result.outcome === "retry" ? { ...result, costs: "nothing" } : result,
        );
        return store.settle({ ...call, results }, reactions, options);
      },
    }),
  },
  {
    fault: "tells no run that its message has left",
    caughtBy: "tells a run that its message has left, in the settlement and once",
    spoil: (store) => ({
      ...store,
      settle: (call, reactions, options) =>
        store.settle(call, { ...reactions, wake: () => [] }, options),
    }),
  },
  {
    fault: "takes in what a hand-off reported with a call of its own",
    caughtBy: "settles nothing where the ledger refuses what it reports",
    spoil: (store) => ({
      ...store,
      async settle(call, reactions, options) {
        const bare = call.results.map(({ report: _report, ...result }): Settlement => result);
        const answer = await store.settle({ ...call, results: bare }, reactions, options);
        const inputs = call.results.flatMap(({ report }) =>
          report === undefined ? [] : [{ kind: "delivery", event: report } as const],
        );
        await store.ingest({ ...call, inputs }, reactions, options);
        return answer;
      },
    }),
  },
  {
    fault: "loses the order of what is due",
    caughtBy: "advances what is due, earliest first, at most as many as asked",
    spoil: (store) => storeOver(reversed("enrollment", memoryRows({ id: store.id }))),
  },
  {
    fault: "takes what is due a millisecond from now",
    caughtBy: "advances what is due, earliest first, at most as many as asked",
    spoil: (store) => ({
      ...store,
      advance: (call, run, options) => store.advance({ ...call, now: call.now + 1 }, run, options),
    }),
  },
  {
    fault: "lets runs that it cannot run stand in the way",
    caughtBy: "leaves a run that this engine cannot run as it was, and names its version",
    spoil: (store) => ({
      ...store,
      advance: (call, run, options) => store.advance({ ...call, except: [] }, run, options),
    }),
  },
  {
    fault: "remembers definitions across tenants and versions",
    caughtBy: "gives each step the version it runs on, as the tenant published it",
    spoil: (store) => ({
      ...store,
      advance(call, run, options) {
        let last: Parameters<Advancer["step"]>[0]["definition"] = null;
        const step: Advancer["step"] = (due) => {
          last ??= due.definition;
          return run.step({ ...due, definition: last });
        };
        return store.advance(call, stepping(run, step), options);
      },
    }),
  },
  {
    fault: "shows each step of a batch the contact as it was before",
    caughtBy: "lets two steps of one contact in one batch see each other's changes",
    spoil: (store) => ({
      ...store,
      advance(call, run, options) {
        const first = new Map<string, Parameters<Advancer["step"]>[0]["facts"]>();
        const step: Advancer["step"] = (due) => {
          const facts = first.get(due.enrollment.contact) ?? due.facts;
          first.set(due.enrollment.contact, facts);
          return run.step({ ...due, facts });
        };
        return store.advance(call, stepping(run, step), options);
      },
    }),
  },
  {
    fault: "begins what steps start in a call of its own",
    caughtBy: "begins the runs that a step starts with the step, or neither",
    spoil: (store) => ({
      ...store,
      async advance(call, run, options) {
        const begun: StepResult[] = [];
        const step = changing(run, (result) => {
          begun.push(result);
          return { ...result, start: [], startLog: [] };
        });
        const report = await store.advance(call, stepping(run, step), options);
        for (const [index, { enrollment, start = [], startLog = [] }] of begun.entries()) {
          const { contact } = enrollment;
          const event = { id: `begun-${index}`, name: "begun", at: call.now, data: {} };
          const route = () => ({ start, log: startLog, dirty: false });
          await store
            .ingest(
              { ...call, inputs: [{ kind: "event", contact, event }] },
              routing(silent, route),
              options,
            )
            .catch(() => undefined);
        }
        return report;
      },
    }),
  },
  {
    fault: "begins a run anew for each step that asks for it",
    caughtBy: "begins the run that a step starts once, however often steps ask for it",
    spoil: (store) => ({
      ...store,
      advance(call, run, options) {
        const step = changing(run, (result) => ({
          ...result,
          start: (result.start ?? []).map((one) => ({ ...one, entryKey: one.id })),
        }));
        return store.advance(call, stepping(run, step), options);
      },
    }),
  },
  {
    fault: "shows each step its run as it was before the call",
    caughtBy: "shows a step what earlier steps of the call started and wrote into its run",
    spoil: (store) => ({
      ...store,
      advance: (call, run, options) =>
        store.advance(
          call,
          stepping(run, (due) =>
            run.step({ ...due, enrollment: { ...due.enrollment, pending: [] } }),
          ),
          options,
        ),
    }),
  },
  {
    fault: "overwrites what a later step says to a run before it",
    caughtBy:
      "wakes a run that an earlier step of the call left, and none that has ended or is gone",
    spoil: (store) => ({
      ...store,
      advance(call, run, options) {
        const stepped = new Set<string>();
        const step = changing(run, (result) => {
          stepped.add(result.enrollment.id);
          return {
            ...result,
            wake: (result.wake ?? []).filter(({ enrollment }) => !stepped.has(enrollment)),
          };
        });
        return store.advance(call, stepping(run, step), options);
      },
    }),
  },
  {
    fault: "keeps no record of a run that was not let in",
    caughtBy: "records a run that was not let in, with its reason, and the step that asked",
    spoil: (store) => ({
      ...store,
      advance(call, run, options) {
        const step = changing(run, (result) => ({
          ...result,
          start: (result.start ?? []).filter(({ status }) => status === "active"),
        }));
        return store.advance(call, stepping(run, step), options);
      },
    }),
  },
  {
    fault: "takes every lane",
    caughtBy: "claims due messages of one lane, earliest first, at most as many as asked",
    spoil: (store) => ({
      ...store,
      enqueue: (call, draft, options) =>
        store.enqueue(
          call,
          (facts, index) => {
            const drafted = draft(facts, index);
            return drafted === null ? null : { ...drafted, lane: "bulk" };
          },
          options,
        ),
    }),
  },
  {
    fault: "claims what the engine lacks the template for, again and again",
    caughtBy:
      "leaves messages of excepted templates to others, and does not let them stand in the way",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, exceptTemplates: [] }, judge, options),
    }),
  },
  {
    fault: "judges two messages of a contact as if each were the only one",
    caughtBy: "shows each message of a contact the verdicts on those before it",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          judging(judge, ({ message, facts }) =>
            judge.verdict({
              message,
              facts: {
                ...facts,
                messages: facts.messages.map((one) => ({ ...one, status: "queued" })),
              },
            }),
          ),
          options,
        ),
    }),
  },
  {
    fault: "forgets the tenant when it reads a message",
    caughtBy: "readMessage reads nothing of another tenant",
    spoil: (store) => ({
      ...store,
      readMessage: (call, options) => store.readMessage({ ...call, tenant: acme }, options),
    }),
  },
  {
    fault: "forgets the tenant when it settles",
    caughtBy: "settle changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      settle: (call, reactions, options) =>
        store.settle({ ...call, tenant: acme }, reactions, options),
    }),
  },
  {
    fault: "forgets the tenant when it claims",
    caughtBy: "claimOutbox shows `verdict` and changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox({ ...call, tenant: acme }, judge, options),
    }),
  },
  {
    fault: "forgets the tenant when it erases",
    caughtBy: "eraseContact shows `append` and changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      eraseContact: (call, reactions, options) =>
        store.eraseContact({ ...call, tenant: acme }, reactions, options),
    }),
  },
  {
    fault: "forgets the tenant when it sweeps",
    caughtBy: "sweepWorkers shows `fate` and changes nothing of another tenant",
    spoil: (store) => ({
      ...store,
      sweepWorkers: (call, fate, options) =>
        store.sweepWorkers({ ...call, tenant: acme }, fate, options),
    }),
  },
  {
    fault: "settles whatever attempt is named",
    caughtBy: "ignores the settlement of an attempt that is not the record's",
    spoil: (store) => ({
      ...store,
      async settle(call, reactions, options) {
        const read = (result: Settlement): Promise<OutboxRecord | null> =>
          store.readMessage({ tenant: call.tenant, key: result.key });
        const results = await Promise.all(
          call.results.map(async (result) => ({
            ...result,
            attempt: (await read(result))?.attempt ?? 0,
          })),
        );
        return store.settle({ ...call, results }, reactions, options);
      },
    }),
  },
  {
    fault: "says a stale settlement was applied",
    caughtBy: "keeps terminal states terminal",
    spoil: (store) => ({
      ...store,
      async settle(call, reactions, options) {
        await store.settle(call, reactions, options);
        return { applied: call.results.length, stale: 0 };
      },
    }),
  },
  {
    fault: "keeps only the first reason",
    caughtBy: "records every verdict at once, with all its reasons",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          judging(judge, (candidate): Verdict => {
            const verdict = judge.verdict(candidate);
            return verdict.verdict === "send"
              ? verdict
              : { ...verdict, reasons: verdict.reasons.slice(0, 1) };
          }),
          options,
        ),
    }),
  },
  {
    fault: "confirms every claim at the second look",
    caughtBy: "takes the second look at claims that are still held, and at no others",
    spoil: (store) => ({
      ...store,
      async reviewClaims(call, judge, options) {
        await store.reviewClaims(call, judge, options);
        return { confirmed: call.claims.map((claim) => claim.key) };
      },
    }),
  },
  {
    fault: "forgets where links lead when the message is settled",
    caughtBy: "keeps where the links of a mail lead from the second look on",
    spoil(store) {
      const settled = new Set<string>();
      return {
        ...store,
        settle(call, reactions, options) {
          for (const { key } of call.results) settled.add(key);
          return store.settle(call, reactions, options);
        },
        async readMessage(call, options) {
          const message = await store.readMessage(call, options);
          if (message === null || !settled.has(call.key)) return message;
          const { links: _links, ...rest } = message;
          return rest;
        },
      };
    },
  },
  {
    fault: "drops links with every confirmation that brings none",
    caughtBy:
      "replaces the links of a mail that is sent again, and keeps them where nothing is said",
    spoil: (store) => ({
      ...store,
      reviewClaims: (call, judge, options) =>
        store.reviewClaims(
          call,
          judging(judge, (candidate) => {
            const verdict = judge.verdict(candidate);
            return verdict.verdict === "send" ? { links: [], ...verdict } : verdict;
          }),
          options,
        ),
    }),
  },
  {
    fault: "judges on consent it read earlier",
    caughtBy: "shows a withdrawal to every claim that begins after it is committed",
    spoil: (store) => ({
      ...store,
      claimOutbox: (call, judge, options) =>
        store.claimOutbox(
          call,
          judging(judge, ({ message, facts }) =>
            judge.verdict({ message, facts: { ...facts, consent: [] } }),
          ),
          options,
        ),
    }),
  },
  {
    fault: "ignores the checks of keys",
    caughtBy: "writes nothing under a key whose check is another one, in each tenant",
    spoil: (store) => ({
      ...store,
      changeContacts: ({ keys: _keys, ...call }, change, options) =>
        store.changeContacts(call, change, options),
    }),
  },
  {
    fault: "ignores the name of a change",
    caughtBy: "does a named change once",
    spoil: (store) => ({
      ...store,
      changeContacts: ({ once: _once, ...call }, change, options) =>
        store.changeContacts(call, change, options),
    }),
  },
  {
    fault: "ignores what bars a change",
    caughtBy: "does nothing once what bars a change of contacts is named",
    spoil: (store) => ({
      ...store,
      changeContacts: ({ unless: _unless, ...call }, change, options) =>
        store.changeContacts(call, change, options),
    }),
  },
  {
    fault: "finds what all imports wrote whose ids begin alike",
    caughtBy:
      "finds what one import wrote, in its order and page by page, with what it replaced whole",
    spoil: (store) => ({
      ...store,
      async readImportChanges(call, options) {
        const more = { ...call, importId: `${call.importId}2` };
        const [own, others] = [
          await store.readImportChanges(call, options),
          await store.readImportChanges(more, options),
        ];
        return { ...own, items: [...own.items, ...others.items] };
      },
    }),
  },
  {
    fault: "removes a contact whatever was written of it since",
    caughtBy: "removes a contact that nobody has dealt with, and no other",
    spoil: (store) => ({
      ...store,
      removeContact: (call, options) => store.removeContact({ ...call, revision: 1 }, options),
    }),
  },
  {
    fault: "ignores revisions",
    caughtBy: "refuses a write that expects another revision",
    spoil: (store) => ({
      ...store,
      async changeContacts(call, change, options) {
        const { items } = await store.readContacts({ tenant: call.tenant, limit: 1_000 }, options);
        const revisions = new Map(items.map((contact) => [contact.id, contact.revision]));
        return store.changeContacts(
          call,
          (found) =>
            change(found).map(({ contact }) => ({
              contact: { ...contact, revision: revisions.get(contact.id) ?? 0 },
            })),
          options,
        );
      },
    }),
  },
  {
    fault: "loses wake-ups",
    caughtBy: "wakes a waiting run at once and keeps every input in order",
    spoil: (store) => ({
      ...store,
      ingest: (call, reactions, options) =>
        store.ingest(call, { ...reactions, wake: () => [] }, options),
    }),
  },
  {
    fault: "loses the wake-up of a run that begins to wait",
    caughtBy: "loses no wake-up between a step that begins to wait and an event at the same time",
    spoil(store) {
      // Routes by what it read before the step was committed.
      return {
        ...store,
        async ingest(call, reactions, options) {
          const known = await store.readEnrollments({ tenant: call.tenant });
          const stale = new Map(
            known.items.map((one) => [one.id, { ...one, waitingFor: [] as readonly string[] }]),
          );
          const wake: Reactions["wake"] = (unit) =>
            reactions.wake({
              ...unit,
              enrollments: unit.enrollments.map((run) => stale.get(run.id) ?? run),
            });
          return store.ingest(call, { ...reactions, wake }, options);
        },
      };
    },
  },
  {
    fault: "records an event as often as it comes",
    caughtBy: "records an event once, in one batch as in two",
    spoil(store) {
      let count = 0;
      return {
        ...store,
        ingest(call, reactions, options) {
          const inputs = call.inputs.map((input) => {
            count += 1;
            return input.kind === "event"
              ? { ...input, event: { ...input.event, id: `${input.event.id}#${count}` } }
              : input;
          });
          return store.ingest({ ...call, inputs }, reactions, options);
        },
      };
    },
  },
  {
    fault: "appends no denial for a complaint",
    caughtBy: "appends the denials that reports mean, and routes their news with them",
    spoil: (store) => ({
      ...store,
      ingest: (call, reactions, options) =>
        store.ingest(call, { ...reactions, draftsFor: () => [] }, options),
    }),
  },
  {
    fault: "keeps no count of bounces",
    caughtBy: "begins the count anew after a sign of life, also where that is told late",
    spoil: (store) => ({
      ...store,
      ingest: (call, reactions, options) =>
        store.ingest(
          call,
          {
            ...reactions,
            draftsFor: (event, point, history) =>
              reactions.draftsFor(
                event,
                point,
                history && { ...history, days: history.days.slice(-1) },
              ),
          },
          options,
        ),
    }),
  },
  {
    fault: "starts a run as often as it is asked",
    caughtBy: "starts a run once per workflow, contact and entry key",
    spoil: (store) => ({
      ...store,
      ingest: (call, reactions, options) =>
        store.ingest(
          call,
          routing(reactions, (unit) => {
            const routed = reactions.route(unit);
            return { ...routed, start: routed.start.map((run) => ({ ...run, entryKey: run.id })) };
          }),
          options,
        ),
    }),
  },
  {
    fault: "says that a taken key was queued",
    caughtBy: "queues a key once, whoever brings it, and says what became of each draft",
    spoil: (store) => ({
      ...store,
      async enqueue(call, draft, options) {
        const { results } = await store.enqueue(call, draft, options);
        return { results: results.map((result) => (result === "known" ? "queued" : result)) };
      },
    }),
  },
  {
    fault: "records no refusal",
    caughtBy: "records a refusal as skipped, and frees its key for a draft that is allowed",
    spoil: (store) => ({
      ...store,
      enqueue: (call, draft, options) =>
        store.enqueue(
          call,
          (facts, index) => {
            const drafted = draft(facts, index);
            return drafted?.decision.allowed === true ? drafted : null;
          },
          options,
        ),
    }),
  },
  {
    fault: "does not say which consent events it knows",
    caughtBy: "reports known ids to the gate, so that the same event twice is one",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, reactions, options) =>
        store.appendConsent(
          call,
          {
            ...reactions,
            append: (state, drafts) => reactions.append({ ...state, known: [] }, drafts),
          },
          options,
        ),
    }),
  },
  {
    fault: "tells nobody what was appended",
    caughtBy: "routes what an append says, in the same transaction and once",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, reactions, options) =>
        store.appendConsent(
          call,
          {
            ...reactions,
            append: (state, drafts) => ({ ...reactions.append(state, drafts), news: [] }),
          },
          options,
        ),
    }),
  },
  {
    fault: "wakes nothing by the news",
    caughtBy:
      "keeps the entry where one contact cannot be routed, wakes its runs, and looks at it later",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, reactions, options) =>
        store.appendConsent(call, { ...reactions, wake: () => [] }, options),
    }),
  },
  {
    fault: "starts nothing by the news",
    caughtBy: "starts and wakes runs by the news, with facts that hold the act",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, reactions, options) =>
        store.appendConsent(call, routing(reactions, silent.route), options),
    }),
  },
  {
    fault: "forgets what was said at other points of an address",
    caughtBy: "shows what was said at other points of the same address",
    spoil: (store) => ({
      ...store,
      async readFacts(call, options) {
        const facts = await store.readFacts(call, options);
        return facts === null
          ? null
          : { ...facts, consent: facts.consent.map((one) => ({ ...one, elsewhere: [] })) };
      },
    }),
  },
  {
    fault: "forgets what the person said at other addresses of theirs",
    caughtBy: "shows what was said at other points of the same person, former ones among them",
    spoil: (store) => ({
      ...store,
      async readFacts(call, options) {
        const facts = await store.readFacts(call, options);
        return facts === null
          ? null
          : { ...facts, consent: facts.consent.map((one) => ({ ...one, ofPerson: [] })) };
      },
    }),
  },
  {
    fault: "knows only who has an address now",
    caughtBy: "names the owners of an address, the newest first, and every point of a contact",
    spoil: (store) => ({
      ...store,
      readOwners: async (call, options) => (await store.readOwners(call, options)).slice(0, 1),
    }),
  },
  {
    fault: "never releases a suppression",
    caughtBy: "finds suppressions of every fingerprint, adds each once, and releases by reason",
    spoil: (store) => ({
      ...store,
      appendConsent: (call, reactions, options) =>
        store.appendConsent(
          call,
          {
            ...reactions,
            append: (state, drafts) => ({ ...reactions.append(state, drafts), release: [] }),
          },
          options,
        ),
    }),
  },
  {
    fault: "forgets the projection of an erased person",
    caughtBy: "keeps the log, the projection and the suppression of a person it erased",
    spoil: (store) => ({
      ...store,
      readConsent: async (call, options) =>
        "fingerprint" in call ? null : store.readConsent(call, options),
    }),
  },
  {
    fault: "erases nothing",
    caughtBy: "erases a person and everything about them, and nobody else",
    spoil: (store) => ({ ...store, eraseContact: async () => ({ removed: {} }) }),
  },
  {
    fault: "suppresses by itself whoever is erased",
    caughtBy: "erases nobody without the denial that keeps them from being written to",
    spoil: (store) => ({
      ...store,
      async eraseContact(call, reactions, options) {
        const points = await store.readPoints(call);
        const suppress = points.map((point) => ({
          ...{ id: `own:${point.id}`, type: "erased", contactPoint: point.id },
          ...{ effectiveAt: call.now, fields: {} },
        }));
        return store.eraseContact({ ...call, suppress }, reactions, options);
      },
    }),
  },
  {
    fault: "overwrites a published definition",
    caughtBy: "publishes versions of definitions that never change",
    spoil: (store) => ({
      ...store,
      putDefinition: (call, options) => store.putDefinition(call, options).catch(() => undefined),
    }),
  },
  {
    fault: "removes versions that are to be kept",
    caughtBy: "removes old versions of one definition, the lowest first, and never the highest",
    spoil: (store) => ({
      ...store,
      dropDefinitions: (call, options) => store.dropDefinitions({ ...call, keep: [] }, options),
    }),
  },
  {
    fault: "removes versions that are not below",
    caughtBy: "removes old versions of one definition, the lowest first, and never the highest",
    spoil: (store) => ({
      ...store,
      dropDefinitions: (call, options) => store.dropDefinitions({ ...call, below: 1e9 }, options),
    }),
  },
  {
    fault: "removes versions that runs are on",
    caughtBy: "removes no version of a workflow that an active run is on",
    spoil: (store) => ({
      ...store,
      dropDefinitions: async (call, options) => {
        const done = await store.dropDefinitions(call, options);
        const more = call.kind === "workflow" ? [1, 4] : [];
        return { ...done, dropped: [...new Set([...more, ...done.dropped])].toSorted() };
      },
    }),
  },
  {
    fault: "moves runs to a version that is gone",
    caughtBy: "puts the version that runs move to where it is gone by then",
    spoil: (store) => ({
      ...store,
      migrateRuns: (call, { needs, move }, options) =>
        store.migrateRuns(call, { needs, move: (run) => move(run) }, options),
    }),
  },
  {
    fault: "removes no version",
    caughtBy: "removes old versions of one definition, the lowest first, and never the highest",
    spoil: (store) => ({
      ...store,
      dropDefinitions: (call, options) => store.dropDefinitions({ ...call, below: 0 }, options),
    }),
  },
  {
    fault: "removes as many versions as it finds",
    caughtBy: "removes old versions of one definition, the lowest first, and never the highest",
    spoil: (store) => ({
      ...store,
      dropDefinitions: (call, options) => store.dropDefinitions({ ...call, limit: 1e9 }, options),
    }),
  },
  {
    fault: "looks at the first versions only",
    caughtBy: "removes old versions where there are many",
    spoil: (store) => ({
      ...store,
      dropDefinitions: (call, options) =>
        store.dropDefinitions({ ...call, below: Math.min(call.below, 50) }, options),
    }),
  },
  {
    fault: "tells both of two writers that they have the version",
    caughtBy: "lets one of two writers have a version",
    spoil: (store) => ({
      ...store,
      putDefinition: (call, options) =>
        call.definition.kind === "publication"
          ? store.putDefinition(call, options).catch(() => undefined)
          : store.putDefinition(call, options),
    }),
  },
  {
    fault: "keeps drafts where published workflows are",
    caughtBy: "keeps definitions of every kind apart",
    spoil: (store) => {
      const kindIn = (kind: Definition["kind"]) => (kind === "draft" ? "workflow" : kind);
      return {
        ...store,
        putDefinition: ({ definition, ...call }, options) =>
          store.putDefinition(
            { ...call, definition: { ...definition, kind: kindIn(definition.kind) } },
            options,
          ),
        readDefinition: (call, options) =>
          store.readDefinition({ ...call, kind: kindIn(call.kind) }, options),
      };
    },
  },
  {
    fault: "begins every page at the first row",
    caughtBy: "reads everything page by page, each row once",
    spoil: (store) => ({
      ...store,
      readContacts: ({ after: _after, ...call }, options) => store.readContacts(call, options),
    }),
  },
  {
    fault: "forgets leases when asked for the next work",
    caughtBy: "knows when there is something to do next",
    spoil: (store) => ({
      ...store,
      async nextWork(tenant, options) {
        const { items } = await store.readOutbox({ tenant, status: "claimed" });
        return items.length > 0 ? null : store.nextWork(tenant, options);
      },
    }),
  },
  {
    fault: "never looks at a segment again",
    caughtBy: "looks at segments again when time alone may change them, and not before",
    spoil: (store) => ({
      ...store,
      refreshSegments: (call, evaluate, options) =>
        store.refreshSegments(call, (unit) => ({ ...evaluate(unit), recheckAt: null }), options),
    }),
  },
  {
    fault: "gives up what is to be tried again",
    caughtBy: "ends the waiting of an entry by the host's word",
    spoil: (store) => ({
      ...store,
      resolveQuarantine: (call, tell, options) =>
        store.resolveQuarantine({ ...call, how: "drop" }, tell, options),
    }),
  },
  {
    fault: "drops a run and tells nobody",
    caughtBy: "tells the other runs of a contact when one is dropped, with its end or not at all",
    spoil: (store) => ({
      ...store,
      resolveQuarantine: (call, tell, options) =>
        store.resolveQuarantine(call, (dropped) => tell(dropped).slice(0, 0), options),
    }),
  },
  {
    fault: "tells the runs of a dropped one before it is known whether it is dropped",
    caughtBy: "tells the other runs of a contact when one is dropped, with its end or not at all",
    spoil: (store) => ({
      ...store,
      async resolveQuarantine(call, tell, options) {
        const dropped = await store.resolveQuarantine(call, tell, options);
        if (!dropped) tell({ id: enrollmentId(call.id), run: null, others: [] });
        return dropped;
      },
    }),
  },
  {
    fault: "tells who has ended, and whoever else is dropped",
    caughtBy: "tells the other runs of a contact when one is dropped, with its end or not at all",
    spoil: (store) => ({
      ...store,
      async resolveQuarantine(call, tell, options) {
        const { items } = await store.readEnrollments({ tenant: call.tenant });
        const known = (dropped: DroppedRun) =>
          tell({ ...dropped, others: items.filter(({ id }) => id !== dropped.id) });
        return store.resolveQuarantine(call, known, options);
      },
    }),
  },
  {
    fault: "asks for the runs to tell where one is tried again",
    caughtBy: "asks nobody where a run is tried again, or has ended since",
    spoil: (store) => ({
      ...store,
      async resolveQuarantine(call, tell, options) {
        if (call.how === "retry") tell({ id: enrollmentId(call.id), run: null, others: [] });
        return store.resolveQuarantine(call, tell, options);
      },
    }),
  },
  {
    fault: "finds damage where there is none",
    caughtBy: "finds nothing damaged in a store that is whole",
    spoil: (store) => ({
      ...store,
      integrity: async () => [{ table: "message", key: null, code: "STORE_CORRUPT" }],
    }),
  },
  {
    fault: "claims to be durable and shows no proof",
    caughtBy: "finds everything again after it was closed and opened, when it claims to be durable",
    spoil: (store) => ({ ...store, capabilities: { ...store.capabilities, durable: true } }),
  },
  {
    fault: "answers after it was closed",
    caughtBy: "answers nothing after close, which may be called twice",
    spoil: (store) => ({ ...store, close: async () => undefined }),
  },
];

describe("a broken store", () => {
  expectCaught(mutants, (spoil) => storeContract({ create: () => spoil(memoryStore()) }));
});

describe("skipping cases of the contract", () => {
  const create = () => memoryStore();

  it("leaves out what is named, with its reason", () => {
    const cases = ["does a named change once"];
    const all = storeContract({ create });
    const rest = storeContract({ create, skip: [{ reason: "imports are made elsewhere", cases }] });
    expect(all.length - rest.length).toBe(1);
    expect(rest.some((one) => cases.includes(one.name))).toBe(false);
  });

  it.each([
    [
      "a case that proves a capability",
      { reason: "hard", cases: ["says who it is and what it can do"] },
    ],
    ["a case there is not", { reason: "hard", cases: ["no such case"] }],
    ["anything without a reason", { reason: " ", cases: ["does a named change once"] }],
  ])("is refused for %s", (_, skip) => {
    expect(() => storeContract({ create, skip: [skip] })).toThrow(
      expect.objectContaining({ code: "ADAPTER_CONTRACT_SKIP_INVALID" }),
    );
  });

  it("has a name of its own for every case", () => {
    const names = storeContract({ create }).map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
