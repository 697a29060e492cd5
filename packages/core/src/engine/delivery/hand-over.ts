import type { SendKey, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { SendPolicy } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { OutboxRecord, Settlement } from "../../ports/store/outbox.js";
import type { ClaimedMessage } from "../../ports/store/store.js";
import type { Telemetry } from "../telemetry.js";
import type { Carrier, Place, Sendable } from "./carrier.js";
import type { DeliverySettings } from "./delivery-options.js";
import type { DeliveryTally } from "./delivery-report.js";
import type { DoubtRoom } from "./doubt-room.js";
import type { Jitter } from "./jitter.js";
import { type Domain, type LaneBreakers, recipientDomain, waitAsked } from "./lane-breakers.js";
import type { LookResult } from "./look.js";
import { unheard } from "./read-outcome.js";
import type { SenderDoubt } from "./sender-doubt.js";
import { toPlainSettlement, toSettlement } from "./settle-outcome.js";
import { errorCode, type SettlementKeeper } from "./settlement-keeper.js";

export interface HandOverDependencies {
  readonly carrier: Carrier;
  readonly breakers: LaneBreakers;
  readonly senderDoubt: SenderDoubt;
  readonly keeper: SettlementKeeper;
  readonly room: DoubtRoom;
  readonly settings: DeliverySettings;
  readonly jitter: Jitter;
  readonly telemetry: Telemetry;
  /** Counts messages by their outcome. */
  readonly count: (outcome: string, messages: number) => void;
  readonly tenant: TenantId;
  /** Never throws: see `SteadyClock.known`. */
  readonly now: () => Instant;
  readonly policy: SendPolicy;
  /** See `SettleContext`. */
  readonly isWarming: boolean;
  readonly look: (entry: ClaimedMessage) => Promise<LookResult>;
  /** Waits for the message's slot; see `SlotPacing`. */
  readonly slot: (entry: ClaimedMessage) => Promise<Instant | null>;
  /** Tells all engines that a provider or a domain takes nothing before then. */
  readonly holdLine: (
    entry: ClaimedMessage,
    scope: "provider" | "domain",
    until: Instant,
  ) => Promise<void>;
  /** Takes the messages that cannot be put back while the store fails. */
  readonly strand: (settlements: readonly Settlement[]) => void;
  readonly tally: DeliveryTally;
  /** This batch is the one message that tests whether the provider works again. */
  readonly probing: boolean;
  readonly options: CallOptions;
  /** Aborts earlier: nothing more is handed over, and what is in hands is waited for. */
  readonly ending: AbortSignal | undefined;
}

/** Why a lane stops. Its claimed messages go back to the queue and lose no try. */
interface Halt {
  readonly code: string;
  readonly rule: string;
  readonly until: Instant;
}

/** How long a message waits after the store failed during its last check. */
const lookPause = 5_000;

/**
 * Hands over one group of claimed messages. It waits for a slot and for room, checks once more,
 * sends at once, and resolves when the outcomes are recorded or kept. It never rejects and strands
 * no message: every message that is not handed over is put back.
 */
export function createHandOver(
  deps: HandOverDependencies,
): (group: readonly ClaimedMessage[]) => Promise<void> {
  const { carrier, breakers, senderDoubt, keeper, room, tenant, tally, telemetry, options, now } =
    deps;
  const { channel } = carrier;
  let lookFault: string | null = null;

  const waiting = waitingCall(options, deps.ending);
  const stopped = (at: Instant): Halt | null => {
    if (options.signal?.aborted) return { code: "ABORTED", rule: "the caller's signal", until: at };
    if (deps.ending?.aborted) return { code: "ABORTED", rule: "the engine stops", until: at };
    return null;
  };

  const halted = (at: Instant): Halt | null => {
    const stop = stopped(at);
    if (stop !== null) return stop;
    const trouble = keeper.trouble() ?? lookFault;
    if (trouble !== null) return { code: trouble, rule: "the store", until: at + lookPause };
    if (!deps.probing && breakers.provider.admits(at) !== "all")
      return {
        code: breakers.cause(),
        rule: carrier.id,
        until: breakers.provider.retryAt(at),
      };
    return null;
  };

  const back = (group: readonly ClaimedMessage[], why: Halt): readonly Settlement[] => {
    const { code, rule, until } = why;
    const reasons: readonly DecisionReason[] = [{ code, effect: "defer", rule, until }];
    tally.putBack += group.length;
    return group.map(({ message: { key, attempt } }): Settlement => {
      const costs = "nothing";
      return { key, attempt, outcome: "retry", at: until, reasons, costs };
    });
  };

  const putBack = (group: readonly ClaimedMessage[], why: Halt): Promise<void> =>
    keeper.record(back(group, why));

  /**
   * Messages that were only reserved. They take no room among the outcomes while the store fails.
   */
  const putBackUnseen = async (group: readonly ClaimedMessage[], why: Halt): Promise<void> => {
    if (keeper.trouble() === null) await putBack(group, why);
    else deps.strand(back(group, why));
  };

  /** Waits for the slots of all. What was waited for is lost where one of them is too far away. */
  const paced = async (group: readonly ClaimedMessage[]): Promise<Halt | null> => {
    try {
      for (const entry of group) {
        const until = await deps.slot(entry);
        if (until !== null) return { code: "RATE", rule: "delivery option: rates", until };
      }
      return null;
    } catch (error) {
      return (
        stopped(now()) ?? { code: errorCode(error), rule: "the store", until: now() + lookPause }
      );
    }
  };

  /** A message that waits for a connection takes no room, because it cannot have left. */
  const place = async (messages: number): Promise<Hold | Halt> => {
    try {
      const got = await carrier.place(waiting);
      if (!("error" in got)) return await createHold(got, messages);
      breakers.unreachable(got.error, now());
      return {
        code: got.error.code,
        rule: carrier.id,
        until: breakers.provider.retryAt(now()),
      };
    } catch (error) {
      return (
        stopped(now()) ?? { code: errorCode(error), rule: carrier.id, until: now() + lookPause }
      );
    }
  };

  const createHold = async (got: Place, messages: number): Promise<Hold | Halt> => {
    const code = await room.enter(messages);
    if (code !== null) {
      got.release();
      return { code, rule: "the store", until: now() + lookPause };
    }
    const answered = (): void => room.leave(messages);
    const release = (): void => {
      got.release();
      answered();
    };
    return { send: got.send, answered, release };
  };

  /** `null`: the store failed, so it is unknown whether these count as being handed over. */
  const lookAt = async (group: readonly ClaimedMessage[]): Promise<readonly Ready[] | null> => {
    try {
      const looked = await Promise.all(group.map(deps.look));
      return group.flatMap((entry, index) => {
        const seen = looked[index];
        if (seen?.sent === true) return [{ entry, message: seen.message, at: seen.at }];
        if (seen?.why === "unrendered") tally.unrendered += 1;
        else tally.refusedAtReview += 1;
        return [];
      });
    } catch (error) {
      if (!options.signal?.aborted) {
        lookFault = errorCode(error);
        tally.fault = lookFault;
        telemetry.log("warn", "The store failed the last look: nothing was sent on it.", {
          ...{ tenant, channel, code: lookFault },
        });
      }
      return null;
    }
  };

  const measure = (ready: readonly Ready[]): void => {
    const begun = now();
    for (const { at } of ready) {
      const length = Math.max(0, begun - at);
      const { count, total, longest } = tally.lookToSend;
      tally.lookToSend = {
        count: count + 1,
        total: total + length,
        longest: Math.max(longest, length),
      };
      telemetry.lookToSend(length, { tenant, channel });
    }
  };

  /**
   * Whatever fails from here on, the slot is returned and each message has an outcome: `unknown`
   * where no answer came.
   */
  const sendAll = async (ready: readonly Ready[], hand: Hold): Promise<void> => {
    const messages = ready.map(({ message }) => message);
    const attributes = { tenant, channel, transport: carrier.id, messages: ready.length };
    measure(ready);
    const heard = telemetry.span("wellsent.outbox.hand_over", attributes, () =>
      hand.send(messages, options),
    );
    const outcomes = await heard.catch((): readonly SendOutcome[] => []);
    const settlements = ready.map(({ entry, message: { message } }, index) =>
      settled(outcomes[index] ?? unheard(carrier.id, message.ref), entry),
    );
    keeper.keep(settlements, now());
    hand.answered();
    await passOn(ready, outcomes);
    // A bounce tells something about its address that other lanes should know soon.
    if (settlements.some(({ outcome }) => outcome !== "accepted")) await keeper.flush();
  };

  /** What a provider asked for with Retry-After holds for all engines; their lines are moved. */
  const passOn = async (
    ready: readonly Ready[],
    outcomes: readonly SendOutcome[],
  ): Promise<void> => {
    for (const [index, outcome] of outcomes.entries()) {
      const entry = ready[index]?.entry;
      if (entry === undefined || outcome.outcome === "accepted") continue;
      const { error } = outcome;
      const scope = error.scope === "account" ? "provider" : error.scope;
      const wait = waitAsked(error);
      if (wait === 0 || (scope !== "provider" && scope !== "domain")) continue;
      try {
        await deps.holdLine(entry, scope, now() + wait);
      } catch (cause) {
        // This engine's breaker knows it all the same.
        telemetry.log("warn", "Other engines could not be told to wait.", {
          ...{ tenant, channel, code: errorCode(cause) },
        });
      }
    }
  };

  const settled = (outcome: SendOutcome, entry: ClaimedMessage): Settlement => {
    const { message } = entry;
    const at = now();
    const domain = recipientDomain(entry);
    tally[outcome.outcome] += 1;
    deps.count(outcome.outcome, 1);
    const settlement = settlementAt(at, outcome, message, domain);
    if (settlement.outcome === "retry") {
      tally.retried += 1;
      if (settlement.costs === "doubt" && !carrier.deduplicates) doubled(message.key);
    }
    return settlement;
  };

  const settlementAt = (
    at: Instant,
    outcome: SendOutcome,
    message: OutboxRecord,
    domain: Domain,
  ): Settlement => {
    try {
      breakers.heard(outcome, domain, at);
      return toSettlement(outcome, message, {
        now: at,
        retry: deps.settings.retry,
        jitter: deps.jitter,
        policy: deps.policy,
        pausedUntil: breakers.pausedUntil(domain, at),
        isSendersFault: senderDoubt.heard(outcome, message.contactPoint, at),
        isWarming: deps.isWarming,
      });
    } catch {
      return toPlainSettlement(outcome, message, at);
    }
  };

  const doubled = (key: SendKey): void => {
    tally.doubled = [...tally.doubled, key];
    deps.count("doubled", 1);
  };

  const handle = async (group: readonly ClaimedMessage[]): Promise<void> => {
    const before = halted(now());
    if (before !== null) return putBackUnseen(group, before);
    const tooSoon = await paced(group);
    if (tooSoon !== null) return putBackUnseen(group, tooSoon);
    const got = await place(group.length);
    if ("until" in got) return putBackUnseen(group, got);
    // While the message waited for a slot, other messages may have shown that the provider fails.
    const after = halted(now());
    if (after !== null) {
      got.release();
      return putBackUnseen(group, after);
    }
    const ready = await lookAt(group);
    if (ready === null || ready.length === 0) got.release();
    else return sendAll(ready, got);
    if (ready === null)
      await putBack(group, halted(now()) ?? { code: "ABORTED", rule: "look", until: now() });
  };

  return async (group) => {
    try {
      await handle(group);
    } finally {
      for (const entry of group) breakers.done(recipientDomain(entry), entry.message.key);
    }
  };
}

/** What waits before a hand-over gives up as soon as the engine stops. */
export function waitingCall(options: CallOptions, ending: AbortSignal | undefined): CallOptions {
  if (ending === undefined) return options;
  const { signal } = options;
  return { ...options, signal: signal === undefined ? ending : AbortSignal.any([signal, ending]) };
}

/** A slot, and room for the messages that are handed over in it. */
interface Hold extends Place {
  /** None of these is being handed over any more: the keeper has their outcomes. */
  readonly answered: () => void;
}

interface Ready {
  readonly entry: ClaimedMessage;
  readonly message: Sendable;
  readonly at: Instant;
}
