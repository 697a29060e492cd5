import type { OutboundEmail, SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import type { Provider, Reception } from "@wellsent/core/testing/sim";
import { day, hour } from "./plan.ts";
import type { Service, World } from "./world.ts";
import { start } from "./world.ts";

/** One mail as it arrived at the far end, and what became of the hand-over. */
interface Arrival {
  readonly ref: string;
  readonly address: string;
  readonly template: string;
  readonly at: number;
  readonly process: string;
  readonly epoch: number;
  /** Whether a mailbox got it. */
  readonly arrived: boolean;
  /** The worker heard this. */
  heard: SendOutcome["outcome"] | null;
}

/** The one provider that every worker hands its mail to, and the log of what it saw. */
export interface Post {
  readonly arrivals: readonly Arrival[];
  providerFor(service: Service): Provider;
}

function readDomain(address: string): string {
  return address.slice(address.indexOf("@") + 1);
}

export function createPost(world: World): Post {
  const { scheduler, draws, on } = world;
  const arrivals: Arrival[] = [];
  const firstTry = new Map<string, number>();
  const bounced = on("bounce") ? draws.integer("bounced", 3) : -1;
  const outageFrom = start + (2 + draws.at("outage.from") * 6) * day;
  const outageFor = hour * (1 + draws.at("outage.for") * 20);
  const greyFor = hour * (0.5 + draws.at("grey.for") * 3.4);
  const stubborn = `${draws.pick("421", ["acme", "beta"])}.mail.example`;
  const error = (
    kind: "provider" | "invalid_recipient",
    scope: TransportError["scope"],
    code: number,
  ): TransportError =>
    new TransportError(kind, "The simulated server refuses.", {
      transport: "sim-smtp",
      scope,
      retry: scope === "recipient" && code >= 500 ? "never" : "after",
      retryAfterMs: 60_000,
      smtpCode: code,
    });
  const refuse = (
    make: (ref: string) => SendOutcome,
    outcome: "rejected" | "failed",
  ): Reception => ({
    kind: "outcome",
    outcome,
    make,
  });

  const decideReception = (message: OutboundEmail): Reception => {
    const { address } = message.to;
    const now = scheduler.now();
    if (address.startsWith(`p${bounced}@`)) {
      return refuse(
        (ref) => ({
          outcome: "rejected",
          ref,
          reason: "invalid_address",
          error: error("invalid_recipient", "recipient", 550),
        }),
        "rejected",
      );
    }
    if (
      world.faulty &&
      on("domain421") &&
      readDomain(address) === stubborn &&
      now < start + 4 * day
    ) {
      return refuse(
        (ref) => ({ outcome: "failed", ref, error: error("provider", "domain", 421) }),
        "failed",
      );
    }
    const first = firstTry.get(message.ref) ?? now;
    firstTry.set(message.ref, first);
    if (world.faulty && on("greylist") && now < first + greyFor) {
      world.findings.sometimes("greylisted");
      return refuse(
        (ref) => ({ outcome: "failed", ref, error: error("provider", "recipient", 450) }),
        "failed",
      );
    }
    if (world.faulty && on("lostAnswer") && draws.happens(`lost.${message.ref}`, 0.1)) {
      world.findings.sometimes("answer lost");
      return { kind: "lost", arrives: draws.happens(`lost.arrives.${message.ref}`, 0.7) };
    }
    return { kind: "accept" };
  };

  return {
    arrivals,
    providerFor: (service) => ({
      refusal: () => {
        const now = scheduler.now();
        const out = on("outage") && now >= outageFrom && now < outageFrom + outageFor;
        if (out) world.findings.sometimes("outage met");
        return out ? error("provider", "provider", 421) : null;
      },
      connectMs: (place) => {
        if (!world.faulty || !on("slowConnect")) return draws.integer(`connect.${place}`, 50);
        return draws.integer(`connect.${place}`, 40_000);
      },
      receive: (message, process) => {
        world.watch.firstByte(service, message);
        const reception = decideReception(message);
        arrivals.push({
          ref: message.ref,
          address: message.to.address,
          template: message.subject,
          at: scheduler.now(),
          process: process.name,
          epoch: process.epoch,
          arrived: reception.kind === "accept" || (reception.kind === "lost" && reception.arrives),
          heard: null,
        });
        return reception;
      },
      answerMs: (message) => {
        if (world.faulty && on("slowAnswer") && draws.happens(`answer.slow.${message.ref}`, 0.1)) {
          return 150_000 + draws.integer(`answer.ms.${message.ref}`, 400_000);
        }
        return draws.integer(`answer.${message.ref}`, 2_000);
      },
      beforeAnswer: (message) => {
        if (
          world.faulty &&
          on("killAtAnswer") &&
          draws.happens(`kill.answer.${message.ref}`, 0.05)
        ) {
          world.findings.sometimes("killed at the answer");
          world.kill(service);
        }
      },
      answered: (message, outcome, process) => {
        const arrival = arrivals.findLast(
          (a) => a.ref === message.ref && a.process === process.name && a.epoch === process.epoch,
        );
        if (arrival) arrival.heard = outcome.outcome;
        world.watch.answered(service, message, outcome);
      },
    }),
  };
}
