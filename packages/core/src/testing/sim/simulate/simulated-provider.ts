import { TransportError } from "../../../errors/index.js";
import type { Instant } from "../../../instant.js";
import type { OutboundEmail } from "../../../ports/email-transport.js";
import type { SendOutcome } from "../../../ports/send-outcome.js";
import type { Draws } from "../draws.js";
import type { Provider, Reception } from "../faulty-transport.js";
import type { Findings } from "../findings.js";
import type { Scheduler, SimProcess } from "../scheduler.js";
import { dayMs } from "./draw-plan.js";
import type { SimulatedFault, SimulatedMail } from "./simulate-options.js";

const hourMs = 3_600_000;
export const transportId = "sim-smtp";
/** The longest that the provider lets anybody wait. Below the lease of an engine's defaults. */
export const longestWaitMs = 60_000;

export interface SimulatedProviderOptions {
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly findings: Findings;
  readonly start: Instant;
  readonly days: number;
  readonly on: (fault: SimulatedFault) => boolean;
  readonly kill: (actor: SimProcess) => void;
}

/** The one provider all processes hand their mail to, and what reached it. */
export function simulatedProvider(parts: SimulatedProviderOptions): {
  readonly provider: Provider;
  readonly mails: readonly SimulatedMail[];
} {
  const { scheduler, draws, findings, on } = parts;
  const mails: SimulatedMail[] = [];
  const firstTry = new Map<string, Instant>();
  const outageFrom = parts.start + draws.at("outage.from") * parts.days * dayMs;
  const outageFor = (1 + draws.at("outage.for") * 47) * hourMs;
  const refusedFor = draws.at("refused.for") * 3 * hourMs;

  const receptionFor = ({ ref }: OutboundEmail): Reception => {
    const now = scheduler.now();
    const first = firstTry.get(ref) ?? now;
    firstTry.set(ref, first);
    if (on("refused") && now < first + refusedFor) {
      findings.sometimes("refused for now");
      const make = (of: string): SendOutcome => ({
        ...{ outcome: "failed", ref: of, error: refusal("recipient", 450) },
      });
      return { kind: "outcome", outcome: "failed", make };
    }
    if (on("lost") && draws.happens(`lost.${ref}`, 0.1)) {
      findings.sometimes("answer lost");
      return { kind: "lost", arrives: draws.happens(`lost.arrives.${ref}`, 0.7) };
    }
    return { kind: "accept" };
  };

  const provider: Provider = {
    refusal: () => {
      const now = scheduler.now();
      if (!on("outage") || now < outageFrom || now > outageFrom + outageFor) return null;
      findings.sometimes("outage met");
      return refusal("provider", 421);
    },
    connectMs: (message) => draws.integer(`connect.${message}`, 1_000),
    receive: (message) => {
      const reception = receptionFor(message);
      const arrived =
        reception.kind === "accept" || (reception.kind === "lost" && reception.arrives);
      mails.push({ message, at: scheduler.now(), arrived });
      return reception;
    },
    answerMs: ({ ref }) => draws.integer(`answer.${ref}`, 2_000),
    beforeAnswer: ({ ref }, actor) => {
      if (!on("kill") || !draws.happens(`kill.answer.${ref}`, 0.03)) return;
      findings.sometimes("killed at the answer");
      parts.kill(actor);
    },
  };
  return { provider, mails };
}

function refusal(scope: TransportError["scope"], smtpCode: number): TransportError {
  return new TransportError("provider", "The simulated server refuses.", {
    ...{ transport: transportId, scope, smtpCode },
    ...{ retry: "after", retryAfterMs: 60_000 },
  });
}
