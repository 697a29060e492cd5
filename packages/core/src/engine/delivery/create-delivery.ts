import type { SendKey, TenantId } from "../../identifiers.js";
import type { Milliseconds } from "../../instant.js";
import { channels } from "../../messages/channels.js";
import { actionWhenUnknown } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Channel, ConsentGate } from "../../ports/consent-gate.js";
import type { ConsentPages } from "../../ports/consent-pages.js";
import type { EmailTransport } from "../../ports/email-transport.js";
import type { Holidays } from "../../ports/holidays.js";
import type { Renderer } from "../../ports/renderer.js";
import type { SmsTransport } from "../../ports/sms-transport.js";
import type { Clock, Random } from "../../ports/sources.js";
import type { Store } from "../../ports/store/store.js";
import { createOffers } from "../offers/index.js";
import type { ReactionsFor } from "../reactions.js";
import type { SenderFor } from "../sender-settings.js";
import type { LeftMessages, StoppableCall } from "../stopping.js";
import type { Telemetry } from "../telemetry.js";
import { type Carrier, emailCarrier, smsCarrier } from "./carrier.js";
import { type DeliveryOptions, deliverySettings } from "./delivery-options.js";
import type { DeliveryReport } from "./delivery-report.js";
import { createJitter } from "./jitter.js";
import { createLane, type Lane, type LaneDependencies, type LaneOutlook } from "./lane.js";
import { createLeaseWatch } from "./lease-watch.js";
import { createSlotPacing } from "./slot-pacing.js";
import { createSteadyClock } from "./steady-clock.js";
import type { SweepSummary } from "./sweep-summary.js";

export interface DeliveryDependencies {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly email: EmailTransport | undefined;
  readonly sms: SmsTransport | undefined;
  readonly senderFor: SenderFor;
  readonly holidays: Holidays | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly reactions: ReactionsFor;
  readonly telemetry: Telemetry;
  /** Messages claimed at once. */
  readonly batch: number;
  readonly options: DeliveryOptions;
}

/**
 * Hands messages over. One for each process is enough. Any number of processes may work on one
 * store.
 */
export interface Delivery {
  /**
   * Hands over what is due on one channel of a tenant, up to one batch. Channels and tenants do not
   * wait for each other. `null`: there is no transport for the channel.
   */
  deliver(
    tenant: TenantId,
    channel: Channel,
    options?: StoppableCall,
  ): Promise<DeliveryReport | null>;
  /** Messages that may have left, of which nothing is on record yet: by channel, where any are. */
  left(): readonly LeftMessages[];
  /** What the lanes can do next for a tenant. */
  outlook(tenant: TenantId): {
    readonly lanes: readonly LaneOutlook[];
    /** How long after its end a lease is taken over. */
    readonly graceMs: Milliseconds;
  };
  /** Takes over the messages of lost workers, up to one batch. It is part of every tick. */
  sweep(tenant: TenantId, options?: CallOptions): Promise<SweepSummary>;
}

/**
 * @throws DefinitionError `DEFINITION_LEASE` for a lease that a hand-over can outlast,
 * `DEFINITION_CONCURRENCY`, `DEFINITION_RATE`
 */
export function createDelivery(deps: DeliveryDependencies): Delivery {
  const { store, senderFor, clock, email, sms, batch, telemetry, options } = deps;
  const { now, known } = createSteadyClock(clock);
  const settings = deliverySettings(
    options,
    [email, sms].flatMap((transport) => transport?.capabilities.longestWaitMs ?? []),
  );
  const carriers: Readonly<Record<Channel, Carrier | undefined>> = {
    email: email && emailCarrier(email),
    sms: sms && smsCarrier(sms),
  };
  const worker = newWorker(deps.random);
  let handOvers = 0;
  const leases = createLeaseWatch(settings.leaseMs);
  const laneDependencies: LaneDependencies = {
    ...{ store, senderFor, now, known, worker, batch, settings, leases, telemetry },
    gate: deps.gate,
    pages: deps.pages,
    renderer: deps.renderer,
    holidays: deps.holidays,
    freshen: options.freshen,
    reactions: deps.reactions,
    jitter: createJitter(deps.random),
    pacing: createSlotPacing({ store, ...settings.pacing, now, known }),
    offers: createOffers({
      ...{ store, renderer: deps.renderer, clock: { now: known }, telemetry },
      ...{ codeSources: options.codeSources, catalog: options.catalog, pause: options.pause },
    }),
    nameHandOver: () => {
      handOvers += 1;
      return `${worker}:${handOvers}`;
    },
  };
  const lanes = new Map<string, Lane>();
  const laneName = (tenant: TenantId, channel: Channel): string =>
    JSON.stringify([tenant, channel]);

  return {
    deliver: async (tenant, channel, options = {}) => {
      const carrier = carriers[channel];
      if (carrier === undefined) return null;
      const name = laneName(tenant, channel);
      const lane = lanes.get(name) ?? createLane(laneDependencies, tenant, carrier);
      lanes.set(name, lane);
      const report = await lane.deliver(options);
      // An idle lane is dropped, so that an engine for many tenants does not grow with their
      // number.
      if (lane.isIdle()) lanes.delete(name);
      return report;
    },
    left: () =>
      [...lanes.values()].map((lane) => lane.left()).filter(({ keys }) => keys.length > 0),
    outlook: (tenant) => ({
      lanes: Object.values(carriers).flatMap((carrier): readonly LaneOutlook[] => {
        if (carrier === undefined) return [];
        const { channel: lane } = carrier;
        const idle = { lane, notBefore: 0, exceptTemplates: [], again: null };
        return [lanes.get(laneName(tenant, lane))?.outlook() ?? idle];
      }),
      graceMs: settings.graceMs,
    }),
    sweep: (tenant, options) =>
      telemetry.span("wellsent.outbox.sweep", { tenant }, async () => {
        // This worker's own lease may have ended too, although the worker is alive.
        await leases.renewAll(tenant, now());
        const doubled = new Set<SendKey>();
        const policy = senderFor(tenant).policy ?? {};
        const lacking = Object.values(channels).filter((one) => carriers[one] === undefined);
        const report = await store.sweepWorkers(
          { tenant, now: now(), graceMs: settings.graceMs, limit: batch, lanes: lacking },
          (message) => {
            const fate = actionWhenUnknown(message, policy);
            if (fate === "hold") doubled.delete(message.key);
            else if (carriers[message.channel]?.deduplicates !== true) doubled.add(message.key);
            return fate;
          },
          options,
        );
        return { ...report, doubled: report.doubled === 0 ? [] : [...doubled] };
      }),
  };
}

/**
 * A worker's name is new for each start of the process, so an earlier process's leases are not its
 * own.
 */
function newWorker(random: Random): string {
  return [...random.bytes(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
