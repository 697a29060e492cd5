import type { CallOptions, Store, TenantId } from "@wellsent/core";
import { AdapterError } from "@wellsent/core/errors";
import { createCallGuard } from "../store-rules/index.js";
import { advance } from "./advance.js";
import { changeContacts, findContact } from "./contacts.js";
import { eraseContact } from "./erase.js";
import { factsOf } from "./facts.js";
import { ingest } from "./ingest.js";
import { appendConsent, destroyPayloads, ledgerHead, readConsent } from "./ledger.js";
import { claimOutbox, countOutbox, reviewClaims, settle } from "./outbox.js";
import { nextWork, pageOf, putDefinition, readDefinition, scanOf } from "./reads.js";
import { refreshSegments } from "./segments.js";
import { createTenantState, giveBackTaken, keyOf, type TenantState } from "./tenant-state.js";
import { queueMessages } from "./writes.js";

export interface MemoryStoreOptions {
  /** Shows up in traces and reports. */
  readonly id?: string;
}

/**
 * A whole store in the memory of one process: for tests, simulations and first steps. Not durable, one process.
 * Records it hands out are deeply frozen; records it is given are copied.
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const guard = createCallGuard();
  const tenants = new Map<TenantId, TenantState>();

  const tenantState = (tenant: TenantId): TenantState => {
    const known = tenants.get(tenant);
    if (known !== undefined) return known;
    const state = createTenantState(tenant);
    tenants.set(tenant, state);
    return state;
  };

  const run = <T>(
    tenant: TenantId,
    call: CallOptions | undefined,
    work: (state: TenantState) => T,
  ): Promise<T> =>
    guard.run(call, (beforeCommit) => {
      const state = tenantState(tenant);
      try {
        const result = work(state);
        beforeCommit();
        state.journal.commit();
        return result;
      } catch (error) {
        state.journal.rollBack();
        throw error;
      } finally {
        giveBackTaken(state);
      }
    });

  return {
    specVersion: 1,
    id: options.id ?? "memory",
    capabilities: { durable: false, multiProcess: false, hostTransaction: false },

    changeContacts: (call, change, at) =>
      run(call.tenant, at, (state) => changeContacts(state, call, change)),
    advance: (call, reduce, at) => run(call.tenant, at, (state) => advance(state, call, reduce)),
    ingest: (call, route, at) => run(call.tenant, at, (state) => ingest(state, call, route)),
    refreshSegments: (call, evaluate, at) =>
      run(call.tenant, at, (state) => refreshSegments(state, call, evaluate)),
    enqueue: (call, at) =>
      run(call.tenant, at, (state) => ({
        queued: queueMessages(state, call.drafts, call.now, "drafts"),
      })),
    claimOutbox: (call, judge, at) =>
      run(call.tenant, at, (state) => claimOutbox(state, call, judge)),
    reviewClaims: (call, judge, at) =>
      run(call.tenant, at, (state) => reviewClaims(state, call, judge)),
    settle: (call, at) => run(call.tenant, at, (state) => settle(state, call)),

    appendConsent: (call, append, at) =>
      run(call.tenant, at, (state) => appendConsent(state, call, append)),
    readConsent: (call, at) => run(call.tenant, at, (state) => readConsent(state, call)),
    readLedgerHead: (tenant, at) => run(tenant, at, ledgerHead),
    readLedger: (call, at) =>
      run(call.tenant, at, ({ ledger }) => {
        const { contactPoint: point } = call;
        const scan =
          point === undefined
            ? ledger.scan
            : (after: number) => ledger.scanWhere("contactPoint", point, after);
        return pageOf(scan, call, (entry) => entry);
      }),
    readTiles: (call, at) =>
      run(call.tenant, at, (state) =>
        call.tiles.map(({ level, index }) => state.tiles.get(keyOf(level, index)) ?? null),
      ),
    destroyPayloads: (call, at) =>
      run(call.tenant, at, (state) => destroyPayloads(state, call.ids)),

    readContact: (call, at) => run(call.tenant, at, (state) => findContact(state, call.lookup)),
    readContacts: (call, at) =>
      run(call.tenant, at, ({ contacts }) =>
        pageOf(contacts.scan, call, ({ record, memberships }) => {
          const inSegment =
            call.segment === undefined ||
            memberships.some((member) => member.segment === call.segment);
          const inList = call.list === undefined || record.lists.includes(call.list);
          return inSegment && inList ? record : undefined;
        }),
      ),
    readFacts: (call, at) =>
      run(call.tenant, at, (state) => factsOf(state, call.contact, call.needs, call.now)),
    readEnrollments: (call, at) =>
      run(call.tenant, at, ({ enrollments }) =>
        pageOf(scanOf(enrollments, call.contact), call, (enrollment) =>
          call.workflow === undefined || enrollment.workflow === call.workflow
            ? enrollment
            : undefined,
        ),
      ),
    readStepLog: (call, at) =>
      run(call.tenant, at, ({ steps }) =>
        pageOf(scanOf(steps, call.contact), call, (entry) => entry),
      ),
    readOutbox: (call, at) =>
      run(call.tenant, at, ({ messages }) =>
        pageOf(scanOf(messages, call.contact), call, ({ record }) =>
          call.status === undefined || record.status === call.status ? record : undefined,
        ),
      ),
    readMessage: (call, at) =>
      run(call.tenant, at, (state) => state.messages.get(call.key)?.record ?? null),
    countOutbox: (tenant, at) => run(tenant, at, countOutbox),
    nextWork: (tenant, at) => run(tenant, at, nextWork),

    putDefinition: (call, at) =>
      run(call.tenant, at, (state) => putDefinition(state, call.definition)),
    readDefinition: (call, at) => run(call.tenant, at, (state) => readDefinition(state, call)),

    eraseContact: (call, at) =>
      run(call.tenant, at, (state) => ({ removed: eraseContact(state, call.contact) })),

    async transaction() {
      throw new AdapterError(
        "ADAPTER_CAPABILITY_MISSING",
        "The memory store cannot join a transaction.",
        {
          path: "capabilities.hostTransaction",
          remedy: "Use a store whose capabilities say hostTransaction.",
        },
      );
    },
    async close() {
      guard.close();
    },
  };
}
