import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { ConsentGate } from "../../ports/consent-gate.js";
import type { ConsentPages } from "../../ports/consent-pages.js";
import type { Holidays } from "../../ports/holidays.js";
import type { Renderer } from "../../ports/renderer.js";
import type { Settlement, Verdict } from "../../ports/store/outbox.js";
import type { Candidate, ClaimedMessage, LaneReach, Store } from "../../ports/store/store.js";
import type { Offers } from "../offers/index.js";
import type { ComposeContext } from "../outbound.js";
import type { ReactionsFor } from "../reactions.js";
import type { SenderFor, SenderSettings } from "../sender-settings.js";
import type { LeftMessages, StoppableCall } from "../stopping.js";
import type { Telemetry } from "../telemetry.js";
import { warmUpDeferral } from "../warm-up.js";
import { campaignRates } from "./campaign-rates.js";
import type { Carrier } from "./carrier.js";
import { claimBatch } from "./claim-batch.js";
import { type DeliverySettings, type Freshen, messageLifetime } from "./delivery-options.js";
import { type DeliveryReport, type DeliveryTally, newTally } from "./delivery-report.js";
import { createDoubtRoom } from "./doubt-room.js";
import { freshenClaims } from "./freshen-claims.js";
import { createHandOver, waitingCall } from "./hand-over.js";
import type { Jitter } from "./jitter.js";
import { createLaneBreakers, recipientDomain } from "./lane-breakers.js";
import type { LeaseWatch } from "./lease-watch.js";
import { createLook } from "./look.js";
import { createSenderDoubt } from "./sender-doubt.js";
import { createSettlementKeeper } from "./settlement-keeper.js";
import { claimSpan, type SlotPacing } from "./slot-pacing.js";

/** What all lanes of an engine share. */
export interface LaneDependencies {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly senderFor: SenderFor;
  readonly holidays: Holidays | undefined;
  readonly reactions: ReactionsFor;
  /** See `SteadyClock`. */
  readonly now: () => Instant;
  readonly known: () => Instant;
  /** Names this engine as a worker. */
  readonly worker: string;
  readonly nameHandOver: () => string;
  /** Messages claimed at once. */
  readonly batch: number;
  readonly settings: DeliverySettings;
  readonly jitter: Jitter;
  readonly leases: LeaseWatch;
  /** Shared by all lanes of the engine. */
  readonly pacing: SlotPacing;
  readonly telemetry: Telemetry;
  readonly offers: Offers;
  /** Absent: contacts are as they are stored. */
  readonly freshen: Freshen | undefined;
}

/** One channel of one tenant. */
export interface Lane {
  /** Hands over what is due, up to one batch. One at a time: a second call waits for the first. */
  deliver(options: StoppableCall): Promise<DeliveryReport>;
  outlook(): LaneOutlook;
  /** Messages that may have left, of which nothing is on record yet. */
  left(): LeftMessages;
  /** Whether the lane can be dropped without loss. */
  isIdle(): boolean;
}

/** What a lane can do next. */
export interface LaneOutlook extends LaneReach {
  /** When the lane has to look again at something that no store records. `null`: never. */
  readonly again: Instant | null;
}

/** How long the lane waits after the store refused to record an outcome. */
const unsettledPause: Milliseconds = 1_000;
/** How often messages without a template are checked, so that those past their time limit end. */
const leftPause: Milliseconds = 60_000;

/** How many claims for a probe may find nothing to send before the tick goes on. */
const mostProbes = 25;

export function createLane(deps: LaneDependencies, tenant: TenantId, carrier: Carrier): Lane {
  const { store, settings, worker, leases, telemetry, now, known } = deps;
  const { channel } = carrier;
  const { leaseMs } = settings;
  const batch = deps.pacing.most(deps.batch);
  const breakers = createLaneBreakers(settings.breaker, deps.jitter);
  const ownRates = campaignRates(claimSpan);
  const senderDoubt = createSenderDoubt(settings.breaker.unclearRefusals);
  const span = <T>(step: string, messages: number, run: () => Promise<T>): Promise<T> =>
    telemetry.span(`wellsent.outbox.${step}`, { tenant, channel, messages }, run);

  const count = (outcome: string, messages: number): void =>
    telemetry.count("wellsent.outbox.messages", messages, { tenant, channel, outcome });

  // The caller's signal is not passed on: known outcomes must be recorded even if the caller
  // aborts.
  const keeper = createSettlementKeeper((results, closes) =>
    span("settle", results.length, async () => {
      const at = known();
      const scope = { tenant, now: at };
      const lease = { worker, leaseMs };
      await store.settle({ ...scope, results, closes, lease }, deps.reactions(scope));
      leases.renewed(tenant, at);
    }),
  );

  const room = createDoubtRoom(settings.concurrency, keeper);

  const createContext = (sender: SenderSettings): ComposeContext => ({
    tenant,
    now: now(),
    gate: deps.gate,
    pages: deps.pages,
    renderer: deps.renderer,
    sender,
    finished: carrier.finished,
    workspaceZone: sender.timeZone,
    holidays: deps.holidays,
    processor: carrier.id,
    policy: sender.policy ?? {},
    templateMissingFor: settings.templateMissingFor,
    lifetimeFor: (messageClass) => messageLifetime(settings.retry, messageClass),
  });

  /**
   * Holds back a permitted message while its domain is paused, and while its sender is warmed up.
   */
  const admission =
    (sender: SenderSettings) =>
    (at: Instant): ((candidate: Candidate) => Verdict | null) => {
      const admit = breakers.admission(at);
      return (candidate) => {
        const until = admit(recipientDomain(candidate), candidate.message.key);
        if (until === null)
          return candidate.takePlace?.() === false
            ? warmUpDeferral(sender, candidate.message, at)
            : null;
        const reason = { code: "DOMAIN_PAUSED", effect: "defer", rule: carrier.id, until } as const;
        return { verdict: "defer", until, reasons: [reason] };
      };
    };

  const paced = (entry: ClaimedMessage) => ({
    ...{ transport: carrier.id, tenant, domain: recipientDomain(entry) },
    campaign: { id: entry.message.queue, perSecond: ownRates.rateFor(entry.message.queue) },
  });

  /** A sliding window over the claimed messages: when one hand-over ends, the next begins. */
  const handOver = async (
    claimed: readonly ClaimedMessage[],
    sender: SenderSettings,
    probing: boolean,
    tally: DeliveryTally,
    options: StoppableCall,
  ): Promise<void> => {
    const { ending } = options;
    const waiting = waitingCall(options, ending);
    const held = await freshenClaims(deps.freshen, tenant, claimed, waiting);
    const admit = admission(sender);
    const look = createLook(
      {
        store,
        worker,
        leaseMs,
        nameHandOver: deps.nameHandOver,
        now,
        context: () => createContext(sender),
        offers: deps.offers,
        admission: (at) => {
          const admitted = admit(at);
          return (candidate) => held(candidate, at) ?? admitted(candidate);
        },
        opened: keeper.opened,
      },
      options,
    );
    const stranded: Settlement[] = [];
    const queue = [...claimed];
    const hand = createHandOver({
      ...{ carrier, breakers, senderDoubt, keeper, room, settings, telemetry, count },
      ...{ tenant, tally, probing, options, ending },
      now: known,
      jitter: deps.jitter,
      policy: sender.policy ?? {},
      isWarming: sender.warmUp !== undefined,
      look,
      slot: async (entry) => {
        return deps.pacing.slot(paced(entry), queue.length > 0, waiting);
      },
      holdLine: async (entry, scope, until) => deps.pacing.hold(paced(entry), scope, until),
      strand: (settlements) => stranded.push(...settlements),
    });
    const size = Math.min(carrier.groupSize, settings.concurrency);
    const slide = async (): Promise<void> => {
      while (queue.length > 0) {
        const group = queue.splice(0, size);
        for (const entry of group)
          breakers.chosen(recipientDomain(entry), entry.message.key, known());
        await hand(group);
        await leases.pulse(known());
      }
      // Nothing more is added to this commit: a slow hand-over must not delay the recording of
      // others.
      await keeper.flush();
    };
    const windows = Math.ceil(Math.min(settings.concurrency, claimed.length) / size);
    await Promise.all(Array.from({ length: windows }, slide));
    // The store records outcomes again. If it does not, the next claim frees the messages.
    if (stranded.length > 0 && keeper.trouble() === null) await keeper.record(stranded);
  };

  let left: readonly string[] = [];
  let ended: Instant = 0;

  const deliverNow = async (options: StoppableCall): Promise<DeliveryReport> => {
    options.signal?.throwIfAborted();
    // If the clock fails here, nothing is begun. From here on there is an earlier reading to fall
    // back to.
    const begun = now();
    const tally = newTally();
    const finished = (): DeliveryReport => {
      const at = known();
      const { provider } = breakers;
      const isPaused = provider.admits(at) === "none";
      tally.paused = isPaused ? { until: provider.retryAt(at), code: breakers.cause() } : null;
      tally.unsettled = keeper.held().length;
      ended = at;
      tally.fault = keeper.trouble() ?? tally.fault;
      if (isPaused || tally.fault !== null || options.ending?.aborted) tally.more = false;
      if (tally.unsettled > 0)
        telemetry.log("warn", "Outcomes are not on record yet.", {
          ...{ tenant, channel, messages: tally.unsettled },
          code: tally.fault,
        });
      return tally;
    };
    await keeper.flush();
    const admits = breakers.provider.admits(begun);
    // A message must not be handed over while its outcome could not be recorded.
    if (keeper.trouble() !== null || admits === "none" || options.ending?.aborted)
      return finished();
    const probing = admits === "probe";
    const sender = deps.senderFor(tenant);
    const claimed = await claimBatch(
      {
        ...{ store, worker, leaseMs, channel, span, count, tally },
        context: () => createContext(sender),
        admission: (at) => {
          const [admit, keep] = [admission(sender)(at), ownRates.admission(at)];
          return (candidate) => admit(candidate) ?? keep(candidate);
        },
        holding: keeper.held,
        renewed: (at) => leases.renewed(tenant, at),
      },
      // One message tests whether the provider works again.
      probing ? { limit: 1, rounds: mostProbes } : { limit: batch, rounds: 1 },
      options,
    );
    left = tally.left;
    if (claimed.length === 0) return finished();
    if (probing) breakers.provider.probe();
    const release = leases.hold(tenant, keeper);
    try {
      await handOver(claimed, sender, probing, tally, options);
    } finally {
      release();
      if (probing) breakers.provider.withdraw();
    }
    return finished();
  };

  let turn: Promise<unknown> = Promise.resolve();
  let calls = 0;
  return {
    deliver: async (options) => {
      calls += 1;
      const done = turn.then(() => deliverNow(options));
      turn = done.catch(() => undefined);
      return done.finally(() => {
        calls -= 1;
      });
    },
    outlook: () => {
      const at = known();
      const { provider } = breakers;
      const paused = provider.admits(at) === "none" ? provider.retryAt(at) : 0;
      const unsettled = keeper.trouble() === null ? 0 : ended + unsettledPause;
      const lacking = left.filter((template) => deps.renderer.template(template) === undefined);
      const again = [
        ...(unsettled > 0 ? [unsettled] : []),
        ...(lacking.length > 0 ? [Math.max(ended + leftPause, paused)] : []),
      ];
      return {
        lane: channel,
        notBefore: Math.max(paused, unsettled),
        exceptTemplates: lacking,
        again: again.length === 0 ? null : Math.min(...again),
      };
    },
    left: () => ({ tenant, channel, keys: [...new Set([...keeper.inHands(), ...keeper.held()])] }),
    isIdle: () =>
      calls === 0 &&
      left.length === 0 &&
      keeper.held().length === 0 &&
      breakers.isIdle(known()) &&
      senderDoubt.isIdle(known()),
  };
}
