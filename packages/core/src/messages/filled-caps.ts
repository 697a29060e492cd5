import type { Instant } from "../instant.js";
import type { ContactFacts, MessageFact } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import { capReached } from "../timing/index.js";
import { bindingPolicy } from "./binding-policy.js";
import type { JudgeContext } from "./judge-context.js";
import { capClause } from "./policy-checks.js";

/**
 * The caps in which a message takes the last room, were it to leave now: the next one of their kind
 * has to wait. As they are named in reasons.
 */
export function filledCaps(
  message: OutboxRecord,
  facts: ContactFacts,
  context: Pick<JudgeContext, "policy" | "workspaceZone"> & { readonly now: Instant },
): readonly string[] {
  const policy = bindingPolicy(context.policy, message);
  const { caps = [] } = policy;
  if (caps.length === 0) return [];
  const zone = facts.contact.timeZone?.name ?? context.workspaceZone;
  const { workflow = null, campaign = null } = message.origin;
  const subject = { ...message, workflow, campaign };
  const others = facts.messages.filter(({ key }) => key !== message.key);
  const left = [...others, leaving(subject, context.now)];
  return caps.flatMap((cap, place) => {
    // What is kept for others is no room of its own.
    const { lookAhead: _, ...plain } = cap;
    return capReached([plain], left, context.now, subject, zone).reached
      ? [capClause(place, policy.tenantCaps, message.origin.kind)]
      : [];
  });
}

type Subject = Omit<OutboxRecord, "origin"> & Pick<MessageFact, "workflow" | "campaign">;

function leaving(subject: Subject, now: Instant): MessageFact {
  return {
    ...subject,
    ...{ status: "accepted", touchedAt: now, sentAt: now },
    ...{ deliveredAt: null, bouncedAt: null, complainedAt: null, openedAt: null },
    ...{ clickedAt: null, machineOpenedAt: null, machineClickedAt: null },
  };
}
