import type { CodeSources } from "../../codes/index.js";
import { DefinitionError } from "../../errors/index.js";
import type { ContactId, TenantId } from "../../identifiers.js";
import type { Milliseconds } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Catalog } from "../../ports/catalog.js";
import type { MessageClass } from "../../ports/consent-gate.js";
import { type DeliveryRates, deliveryRates, type Pause, type RateOptions } from "./rates.js";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * When a message is tried again after a failure that is due to its recipient or its own content,
 * such as greylisting. A broken relay or domain costs no try: a {@link BreakerPolicy} waits for it.
 */
export interface RetryPolicy {
  /** The wait after the first failed try. It doubles from try to try. Default one minute. */
  readonly firstDelay: Milliseconds;
  /** The longest wait. A longer one that the provider asks for is kept. Default four hours. */
  readonly maxDelay: Milliseconds;
  /** The number of failures due to the message itself after which it has failed. Default 60. */
  readonly maxTries: number;
  /**
   * How long after it was first claimed, or was due and could not be claimed, a message is given up
   * (`EXPIRED`): `failed` where it was tried, `skipped` where it waited for so long. By class;
   * default five days for each. Outages count here as well, so a few hours lose mail. Caps and
   * quiet hours do not: they move the time at which it is due.
   */
  readonly expires: Readonly<Partial<Record<MessageClass, Milliseconds>>>;
}

export const defaultRetry: RetryPolicy = {
  firstDelay: minute,
  maxDelay: 4 * hour,
  maxTries: 60,
  expires: {},
};

/** How long a message of a class that `expires` does not name is tried. */
const defaultExpiry: Milliseconds = 5 * day;

/** The longest time that a message of each class may take to leave. */
export function messageLifetime(
  { expires }: Pick<RetryPolicy, "expires">,
  messageClass: MessageClass,
): Milliseconds {
  return expires[messageClass] ?? defaultExpiry;
}

/**
 * When a provider, or mail to one domain, is left alone for a while. Pauses double up to a bound, a
 * little shorter by chance; after each, exactly one message is tried. A longer pause that the
 * provider asks for is kept.
 */
export interface BreakerPolicy {
  /** After a provider's failure. Default 30 seconds, up to ten minutes. */
  readonly firstPause: Milliseconds;
  readonly maxPause: Milliseconds;
  /** After a failure of the recipient's domain. Default one minute, up to an hour. */
  readonly firstDomainPause: Milliseconds;
  readonly maxDomainPause: Milliseconds;
  /** Answers lost in a row that count as the provider's failure. Default 3. */
  readonly lostAnswers: number;
  /** Domains failing in a row, with no mail accepted between, that count as one. Default 5. */
  readonly domains: number;
  /**
   * Recipients refused in the same unclear way (the same reply, `undetermined`), today and the day
   * before, UTC, from which on such refusals count against none of them, as long as they are more
   * than half of what the provider answered: then the sender is held to be at fault. Default 5.
   * Each engine judges by what it has sent itself since it was made.
   */
  readonly unclearRefusals: number;
}

const defaultBreaker: BreakerPolicy = {
  firstPause: 30 * second,
  maxPause: 10 * minute,
  firstDomainPause: minute,
  maxDomainPause: hour,
  lostAnswers: 3,
  domains: 5,
  unclearRefusals: 5,
};

/** How messages are handed over. Lengths of time are in milliseconds. */
/**
 * Brings contacts up to date before messages to them are looked at for the last time. Rejects only
 * with the reason of an aborted signal. What it takes is time of the worker's lease: a claim that
 * is lost meanwhile is sent by nobody here.
 */
export type Freshen = (
  tenant: TenantId,
  contacts: readonly ContactId[],
  options: CallOptions,
) => Promise<{ readonly defer: ReadonlySet<ContactId>; readonly skip: ReadonlySet<ContactId> }>;

export interface DeliveryOptions {
  /**
   * Asked with the contacts of each batch of messages, after they are claimed and before they are
   * rendered. Messages to those in `defer` wait a minute; messages to those in `skip` are not sent.
   */
  readonly freshen?: Freshen;
  /**
   * The most that a crash leaves in doubt on one channel of a tenant: messages in hands, and those
   * answered whose outcome is not on record yet. Twice the connections of the transport lets one
   * commit record several outcomes; no more than the connections makes it one commit each.
   * Default 10.
   */
  readonly concurrency?: number;
  /**
   * How long a worker holds what it has claimed without giving a sign of life. Must be longer than
   * a hand-over can take. Default: the longest wait of the transports and a minute, at least two
   * minutes.
   */
  readonly lease?: Milliseconds;
  /** How far the clocks of two workers may differ. Default five seconds. */
  readonly leaseGrace?: Milliseconds;
  readonly retry?: Partial<RetryPolicy>;
  readonly breaker?: Partial<BreakerPolicy>;
  /**
   * How long a message waits for a template that this engine lacks, as during a release. After that
   * it is skipped (`TEMPLATE_GONE`). It counts from when an engine first lacked it, and anew once
   * an engine that has it took the message up. Default three days.
   */
  readonly templateMissingFor?: Milliseconds;
  /** Rates that all engines on the store keep together. Needs `pause`. */
  readonly rates?: RateOptions;
  /**
   * How the engine waits for a slot, for the catalog, or for a source of codes that does not
   * answer: it has no timers of its own.
   */
  readonly pause?: Pause;
  /** The products that templates show. Needs `pause`: the catalog has 300 ms. */
  readonly catalog?: Catalog;
  /**
   * Where the codes of a pool are made, by the name of the pool. What is made is kept in the store,
   * a block ahead. Other pools have what was loaded. With a `pause`, a source has five seconds.
   */
  readonly codeSources?: CodeSources;
}

export interface DeliverySettings {
  readonly concurrency: number;
  readonly leaseMs: Milliseconds;
  readonly graceMs: Milliseconds;
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy;
  readonly templateMissingFor: Milliseconds;
  /** `null`: nothing is limited. */
  readonly pacing: { readonly rates: DeliveryRates; readonly pause: Pause | undefined };
}

/** Time allowed for the last check and its commit, in addition to the hand-over itself. */
const lookAllowance: Milliseconds = 5 * second;

/**
 * Options with their defaults.
 * @throws DefinitionError `DEFINITION_LEASE` for a lease that a hand-over can outlast,
 * `DEFINITION_CONCURRENCY` for one that hands nothing over, `DEFINITION_RATE`, `DEFINITION_CATALOG`
 */
export function deliverySettings(
  options: DeliveryOptions,
  longestWaits: readonly Milliseconds[],
): DeliverySettings {
  const longest = Math.max(0, ...longestWaits);
  const { concurrency = 10, lease = Math.max(2 * minute, longest + minute) } = options;
  if (!(lease > longest + lookAllowance)) {
    throw new DefinitionError(
      "DEFINITION_LEASE",
      `A hand-over may take ${longest} ms, and a lease of ${lease} ms would end during it.`,
      {
        path: "lease",
        remedy: `Make the lease longer than ${longest + lookAllowance} ms, or leave it out.`,
      },
    );
  }
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new DefinitionError("DEFINITION_CONCURRENCY", "At least one hand-over at once.", {
      path: "concurrency",
      remedy: "Give a whole number from 1 on, or leave it out.",
    });
  }
  if (options.catalog !== undefined && options.pause === undefined) {
    throw new DefinitionError("DEFINITION_CATALOG", "Nothing says how to wait for the catalog.", {
      path: "pause",
      remedy: "Give the engine a pause: timerPause of @wellsent/adapters/in-process does.",
    });
  }
  return {
    concurrency,
    leaseMs: lease,
    graceMs: options.leaseGrace ?? 5 * second,
    retry: { ...defaultRetry, ...options.retry },
    breaker: { ...defaultBreaker, ...options.breaker },
    templateMissingFor: options.templateMissingFor ?? 3 * day,
    pacing: pacingBy(options),
  };
}

function pacingBy({ rates, pause }: DeliveryOptions): DeliverySettings["pacing"] {
  const read = deliveryRates(rates ?? {});
  // A campaign may have a rate all the same: without a pause, what has to wait goes back.
  if (pause !== undefined || rates === undefined) return { rates: read, pause };
  throw new DefinitionError("DEFINITION_RATE", "Nothing says how to wait for a slot.", {
    path: "pause",
    remedy: "Give the engine a pause: timerPause of @wellsent/adapters/in-process does.",
  });
}
