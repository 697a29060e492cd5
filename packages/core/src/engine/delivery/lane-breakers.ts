import type { TransportError } from "../../errors/index.js";
import type { SendKey } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { findPoint } from "../../messages/index.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { Candidate } from "../../ports/store/store.js";
import { type Breaker, createBreaker } from "./breaker.js";
import type { BreakerPolicy } from "./delivery-options.js";
import type { Jitter } from "./jitter.js";

/** The mail domain of an address; `null` for one that has none, such as a phone number. */
export type Domain = string | null;

export function recipientDomain({ message, facts }: Candidate): Domain {
  if (message.channel !== "email") return null;
  const address = findPoint(facts, message)?.address;
  return address === undefined ? null : address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** What one lane knows about its provider and about the domains it sends to. */
export interface LaneBreakers {
  readonly provider: Breaker;
  /**
   * For one batch of messages: the time until which each has to wait for its domain; `null`: no
   * wait. If a domain needs a probe, only the first of its messages may go.
   */
  admission(now: Instant): (domain: Domain, key: SendKey) => Instant | null;
  /**
   * The message is about to be handed over. If its domain needs a probe, this message is the probe.
   */
  chosen(domain: Domain, key: SendKey, now: Instant): void;
  /** When the provider, or mail to the domain, is tried again. `now` or earlier: at once. */
  pausedUntil(domain: Domain, now: Instant): Instant;
  /** The code of the error for which the provider's breaker last opened. */
  cause(): string;
  /** Records the result of a hand-over. */
  heard(outcome: SendOutcome, domain: Domain, now: Instant): void;
  /** No slot for a hand-over was available. */
  unreachable(error: TransportError, now: Instant): void;
  /** The hand-over of the message has ended, with any result. */
  done(domain: Domain, key: SendKey): void;
  /** Whether there is nothing to remember. */
  isIdle(now: Instant): boolean;
}

/** The longest pause that a provider can ask for. */
const longestAsked: Milliseconds = 86_400_000;

/** The shortest pause that an error asks for. */
export function waitAsked({ retryAfterMs }: TransportError): Milliseconds {
  return retryAfterMs === undefined || !(retryAfterMs > 0)
    ? 0
    : Math.ceil(Math.min(retryAfterMs, longestAsked));
}

export function createLaneBreakers(policy: BreakerPolicy, jitter: Jitter): LaneBreakers {
  const provider = createBreaker({ first: policy.firstPause, most: policy.maxPause }, jitter);
  const domains = new Map<string, { readonly breaker: Breaker; probe: SendKey | null }>();
  const failing = new Set<string>();
  let lostAnswers = 0;
  let cause = "";

  const providerFailed = (error: TransportError, now: Instant, atLeast: Milliseconds): void => {
    cause = error.code;
    provider.failed(now, atLeast);
  };

  const domainFailed = (domain: string, now: Instant, atLeast: Milliseconds): void => {
    const bounds = { first: policy.firstDomainPause, most: policy.maxDomainPause };
    const known = domains.get(domain) ?? { breaker: createBreaker(bounds, jitter), probe: null };
    domains.set(domain, known);
    known.breaker.failed(now, atLeast);
    failing.add(domain);
  };

  const alive = (domain: Domain, now: Instant): void => {
    lostAnswers = 0;
    failing.clear();
    provider.succeeded(now);
    const known = domain === null ? undefined : domains.get(domain);
    known?.breaker.succeeded(now);
    if (domain !== null && known?.breaker.admits(now) === "all") domains.delete(domain);
  };

  return {
    provider,
    admission: (now) => {
      const probes = new Map<string, SendKey>();
      return (domain, key) => {
        const known = domain === null ? undefined : domains.get(domain);
        if (domain === null || known === undefined || known.probe === key) return null;
        const admits = known.breaker.admits(now);
        if (admits === "all") return null;
        if (admits === "none") return known.breaker.retryAt(now);
        const first = probes.get(domain) ?? key;
        probes.set(domain, first);
        return first === key ? null : now + policy.firstDomainPause;
      };
    },
    chosen: (domain, key, now) => {
      const known = domain === null ? undefined : domains.get(domain);
      if (known?.breaker.admits(now) !== "probe") return;
      known.breaker.probe();
      known.probe = key;
    },
    pausedUntil: (domain, now) => {
      const known = domain === null ? undefined : domains.get(domain);
      return Math.max(provider.retryAt(now), known?.breaker.retryAt(now) ?? now);
    },
    cause: () => cause,
    heard: (outcome, domain, now) => {
      if (outcome.outcome === "accepted" || outcome.outcome === "rejected") {
        alive(domain, now);
        return;
      }
      const { error } = outcome;
      if (error.kind === "aborted") return;
      if (outcome.outcome === "unknown") {
        if (error.scope !== "provider" && error.scope !== "account") return;
        lostAnswers += 1;
        if (lostAnswers >= policy.lostAnswers || provider.admits(now) !== "all")
          providerFailed(error, now, waitAsked(error));
        return;
      }
      switch (error.scope) {
        case "account":
        case "provider":
          providerFailed(error, now, waitAsked(error));
          return;
        case "domain":
          if (domain !== null) domainFailed(domain, now, waitAsked(error));
          // If the relay reports one domain after another as broken, the relay itself is broken.
          if (failing.size >= policy.domains) providerFailed(error, now, 0);
          else provider.succeeded(now);
          return;
        case "recipient":
        case "message":
          alive(domain, now);
      }
    },
    unreachable: (error, now) => {
      providerFailed(error, now, waitAsked(error));
    },
    done: (domain, key) => {
      const known = domain === null ? undefined : domains.get(domain);
      if (known === undefined || known.probe !== key) return;
      known.probe = null;
      known.breaker.withdraw();
    },
    isIdle: (now) => {
      for (const [domain, { breaker, probe }] of domains) {
        // Nothing was sent there for long after the pause, so the next failure counts as a first
        // one.
        if (probe === null && now > breaker.openUntil() + policy.maxDomainPause)
          domains.delete(domain);
      }
      return domains.size === 0 && lostAnswers === 0 && provider.admits(now) === "all";
    },
  };
}
