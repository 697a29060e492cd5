import { type TenantId, tenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { askAt, createSlotKeeper, type SlotKeeper, slotsAsked } from "../../pacing/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { SharedRate } from "../../ports/store/rates.js";
import type { Store } from "../../ports/store/store.js";
import type { Domain } from "./lane-breakers.js";
import type { DeliveryRates, Pause } from "./rates.js";

/** What a message's rates depend on. */
interface PacedMessage {
  readonly transport: string;
  readonly tenant: TenantId;
  readonly domain: Domain;
  /** `perSecond: null`: it is of no campaign, or of one without a rate. */
  readonly campaign: { readonly id: string; readonly perSecond: number | null };
}

/** Keeps the rates that all engines on a store share. */
export interface SlotPacing {
  /**
   * Waits for the message's slot. Resolves to `null` when it may leave, or to when it should be
   * tried again, if its slot is too far away to be waited for. `more`: others wait behind it.
   * Rejects with the store's error or the signal's reason.
   */
  slot(message: PacedMessage, more: boolean, options: CallOptions): Promise<Instant | null>;
  /**
   * A provider or a domain has said until when it takes nothing: its line has no slot before, for
   * any engine. Slots that are leased already are at most a second ahead. Rejects with the store's
   * error.
   */
  hold(message: PacedMessage, scope: "provider" | "domain", until: Instant): Promise<void>;
  /** How many messages of a batch can leave while they are waited for. */
  most(batch: number): number;
}

export interface SlotPacingDependencies {
  readonly store: Pick<Store, "leaseSlots" | "limitRate">;
  readonly rates: DeliveryRates;
  /** Absent: what would have to wait is put back. */
  readonly pause: Pause | undefined;
  readonly now: () => Instant;
  readonly known: () => Instant;
}

/** Rates are shared by tenants, whose rows are apart: they stand under a tenant of their own. */
const keeper: TenantId = tenantId("wellsent-rates");

const micro = 1_000;
const maxAhead: Milliseconds = 1_000;
/** A claim takes no more than can leave in this time, and a message waits twice as long at most. */
export const claimSpan: Milliseconds = 5_000;
const longestWait: Milliseconds = 2 * claimSpan;

const mostLines = 500;

interface Line {
  readonly rates: readonly SharedRate[];
  readonly slots: SlotKeeper;
  /** The call that is under way: how long it is of no use to ask again. */
  asked: Promise<Milliseconds> | null;
  /** What the line's own clock said, and when that was by this engine's. */
  clock: { readonly said: Milliseconds; readonly at: Instant } | null;
}

/** How late it is by the line's own clock; `null`: no lease has said so. */
function clockOf({ clock }: Line, now: Instant): Milliseconds | null {
  // What has passed since by this engine's own clock; a clock that was set back says nothing.
  return clock === null ? null : clock.said + Math.max(0, now - clock.at);
}

export function createSlotPacing(deps: SlotPacingDependencies): SlotPacing {
  const { store, rates, pause, now, known } = deps;
  const lines = new Map<string, Line>();

  const ratesFor = ({
    transport,
    tenant,
    domain,
    campaign,
  }: PacedMessage): readonly SharedRate[] => {
    const ofDomain = domain === null ? undefined : rates.domains.get(domain);
    return [
      ...(rates.transport === null
        ? []
        : [{ key: `transport:${transport}`, perSecond: rates.transport }]),
      ...(rates.tenant === null ? [] : [{ key: `tenant:${tenant}`, perSecond: rates.tenant }]),
      ...(ofDomain === undefined ? [] : [{ key: `domain:${domain}`, perSecond: ofDomain }]),
      ...(campaign.perSecond === null
        ? []
        : [{ key: `campaign:${tenant}:${campaign.id}`, perSecond: campaign.perSecond }]),
    ];
  };

  // Who cannot wait for a slot would lose it.
  const ahead = pause === undefined ? 0 : maxAhead;
  const isLimited = (domain: Domain): boolean => domain !== null && rates.domains.has(domain);

  const lease = async (line: Line): Promise<Milliseconds> => {
    const { rates: shared, slots } = line;
    const want = slotsAsked(Math.min(...shared.map(({ perSecond }) => perSecond)));
    const begun = now();
    const clock = clockOf(line, begun);
    const { startsIn, every, count, ...said } = await store.leaseSlots({
      ...{ tenant: keeper, now: begun, rates: shared, want, maxAhead: ahead },
      ...(clock === null ? {} : { clock }),
    });
    line.clock = { said: said.clock, at: begun };
    const run = { startsIn: startsIn * micro, every: every * micro, count };
    return slots.add(run, known() * micro) / micro;
  };
  const ask = (line: Line): Promise<Milliseconds> => {
    line.asked ??= lease(line).finally(() => {
      line.asked = null;
    });
    return line.asked;
  };

  const lineFor = (shared: readonly SharedRate[]): Line => {
    const name = JSON.stringify(shared.map(({ key, perSecond }) => [key, perSecond]));
    // Campaigns come to an end, and their rates change.
    if (lines.size > mostLines)
      for (const [one, { slots, asked }] of lines)
        if (asked === null && slots.lasts(known() * micro) === 0) lines.delete(one);
    const line = lines.get(name) ?? {
      rates: shared,
      slots: createSlotKeeper(),
      asked: null,
      clock: null,
    };
    lines.set(name, line);
    return line;
  };

  return {
    async slot(message, more, { signal }) {
      const shared = ratesFor(message);
      if (shared.length === 0) return null;
      const line = lineFor(shared);
      const begun = known();
      for (;;) {
        signal?.throwIfAborted();
        const at = known() * micro;
        const next = line.slots.next(at);
        if (next.do === "send") {
          // Asked for ahead, so that nobody waits for the store. Whoever finds none tells its
          // error.
          if (more && line.slots.lasts(at) <= askAt) ask(line).catch(() => undefined);
          return null;
        }
        const wait = next.do === "wait" ? next.for / micro : await ask(line);
        const isTooLong = known() + wait - begun > longestWait;
        if (isTooLong || (wait > 0 && pause === undefined)) return Math.ceil(known() + wait);
        if (wait > 0) await pause?.(Math.max(1, Math.ceil(wait)), signal);
      }
    },
    async hold({ transport, domain }, scope, until) {
      const limited = scope === "provider" ? rates.transport !== null : isLimited(domain);
      if (!limited) return;
      const key = scope === "provider" ? `transport:${transport}` : `domain:${domain}`;
      const at = known();
      // The answer may have taken a minute, in which nobody else leased a slot.
      const clocks = [...lines.values()]
        .filter((line) => line.rates.some((rate) => rate.key === key))
        .flatMap((line) => clockOf(line, at) ?? []);
      await store.limitRate({
        ...{ tenant: keeper, key, now: at, notBefore: Math.ceil(until) },
        ...(clocks.length === 0 ? {} : { clock: Math.max(...clocks) }),
      });
    },
    most(batch) {
      const slowest = Math.min(rates.transport ?? batch, rates.tenant ?? batch);
      return Math.min(batch, Math.max(1, Math.ceil((slowest * claimSpan) / 1_000)));
    },
  };
}
