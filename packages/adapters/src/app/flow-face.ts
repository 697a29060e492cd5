import type { CallOptions, FeedEntry, FlowConflict, TenantId } from "@wellsent/core";
import type {
  FeedOptions,
  Flow,
  FlowConsent,
  FlowDependencies,
  FlowReport,
  FlowRunOptions,
} from "@wellsent/core/flows";
import { timerPause } from "../in-process/index.js";
import type { AppDependencies } from "./app-dependencies.js";
import { loadLedger } from "./peers.js";
import { readPages } from "./reading.js";

/** Data flows between a tenant's contacts and the host's own tables. */
export interface TenantFlows {
  /**
   * Carries what has changed, both ways or as the flow says, until there is nothing more. A run
   * that was broken off is continued by the next one; of two at the same time, one is `busy`.
   * What fails for one row is in `faults`, and the others are carried.
   * @throws InputError `INPUT_FLOW_UNKNOWN`; what the host's table throws
   * @example
   * const { contacts, written, conflicts, faults } = await acme.flows.run("crm");
   * for (const { hostKey, code } of faults) console.warn(hostKey, code);
   */
  run(flow: string, options?: FlowRunOptions): Promise<FlowReport>;
  /**
   * Values that both sides had changed, with both values and whose was taken, the oldest first.
   * @example
   * for await (const { path, host, wellsent, won } of acme.flows.conflicts("crm"))
   *   console.log(path, host, wellsent, won);
   */
  conflicts(flow: string, options?: CallOptions): AsyncIterable<FlowConflict>;
}

/** What is told of a tenant's people. */
export interface TenantFeed {
  /**
   * What was written about contacts, consent and erasures, each at least once, in order. Keep the
   * `cursor` of what you are done with, and go on `after` it. With a `signal` it waits for more.
   * @throws StoreError `STORE_FEED_GAP` where `dropChanges` removed entries that were not read: take
   * `feedEnd`, read all contacts anew, and go on from there
   * @example
   * let cursor = await acme.feedEnd();
   * for await (const entry of acme.feed({ after: cursor })) {
   *   if (entry.kind === "contact") console.log(entry.contact, entry.cause);
   *   cursor = entry.cursor;
   * }
   */
  feed(options?: FeedOptions): AsyncIterable<FeedEntry>;
  /**
   * The cursor behind everything that is there now.
   * @example
   * const cursor = await acme.feedEnd();
   * for await (const { id } of acme.contacts()) console.log(id, cursor);
   */
  feedEnd(options?: CallOptions): Promise<string>;
}

type FaceDependencies = Pick<
  AppDependencies,
  "engine" | "consent" | "random" | "clock" | "ids" | "schema" | "flows"
>;

export function flowFace(deps: FaceDependencies, tenant: TenantId): TenantFlows {
  const { store } = deps.engine;
  return {
    async run(flow, options) {
      const { createFlowRunner } = await import("@wellsent/core/flows");
      const own = await flowDependencies(deps);
      return createFlowRunner(own, deps.flows, tenant).run(flow, options);
    },
    conflicts: (flow, call) =>
      readPages((page) => store.readFlowConflicts({ tenant, flow, ...page }, call)),
  };
}

export function feedFace({ engine }: FaceDependencies, tenant: TenantId): TenantFeed {
  const { store } = engine;
  return {
    async *feed(options) {
      const { readFeed } = await import("@wellsent/core/flows");
      yield* readFeed({ store, pause: timerPause }, tenant, options);
    },
    feedEnd: (call) => store.readFeedEnd(tenant, call),
  };
}

/** What flows work with: made anew for each run, since most processes never run one. */
async function flowDependencies(deps: FaceDependencies): Promise<FlowDependencies> {
  const { engine, clock, ids, schema } = deps;
  return {
    ...{ clock, ids, schema, store: engine.store, pause: timerPause },
    consent: await flowConsent(deps),
    record: (tenant, drafts, call) => engine.record(tenant, drafts, call),
  };
}

async function flowConsent({ engine, consent, random }: FaceDependencies): Promise<FlowConsent> {
  const { sha256 } = await loadLedger();
  const { store } = engine;
  const gate = engine.options.consent;
  const plain = consent.importDrafts(random, []);
  return {
    gate,
    deny: ({ id: name, at, contactPoint, denial: { purpose, topic, channel } }) => {
      const scope = {
        ...(purpose === undefined ? {} : { purpose }),
        ...(topic === undefined ? {} : { topic }),
        ...(channel === undefined ? {} : { channel }),
      };
      // The same word of the same row has the same id: appended twice it is there once.
      const told = new TextEncoder().encode(JSON.stringify([name, contactPoint, scope]));
      const id = `flow_${sha256(told)
        .reduce((text, byte) => text + hex(byte), "")
        .slice(0, 40)}`;
      const by = { ids: { next: () => id }, random, now: at };
      return [consent.withdrawConsent(by, { contactPoint, scope, method: "api", at })];
    },
    denyAddress: ({ id, at, fingerprints }) =>
      plain({
        ...{ kind: "restrict", id, at, fingerprints, importId: id, row: 0 },
        code: "STATUS_UNSUBSCRIBED",
      }),
    async isDenied(tenant, contact, { purpose, topic, channel }, call) {
      const record = await store.readContact({ tenant, lookup: { id: contact } }, call);
      for (const point of record?.points ?? []) {
        if (channel !== undefined && point.channel !== channel) continue;
        const facts = await store.readConsent({ tenant, contactPoint: point.id }, call);
        if (facts === null) continue;
        const denials = gate.listDenials?.(facts, [], Number.MAX_SAFE_INTEGER) ?? [];
        const covers = (denied: string | undefined, asked: string | undefined): boolean =>
          denied === undefined || denied === asked;
        const isCovered = denials.some(
          (one) =>
            one.activity === undefined &&
            covers(one.purpose, purpose) &&
            covers(one.topic, topic) &&
            (one.channel === undefined || one.channel === point.channel),
        );
        if (isCovered) return true;
      }
      return false;
    },
  };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** Asks flows that come in before sending; `undefined`: there are none. */
export function freshenWith(
  flows: readonly Flow[],
  deps: () => FaceDependencies,
): EngineFreshen | undefined {
  if (!flows.some(({ direction }) => direction === "inBeforeSend")) return undefined;
  return async (tenant, contacts, call) => {
    const { freshenBefore } = await import("@wellsent/core/flows");
    return freshenBefore(await flowDependencies(deps()), flows, tenant, contacts, call);
  };
}

type EngineFreshen = NonNullable<AppDependencies["engine"]["options"]["freshen"]>;
