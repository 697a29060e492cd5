import type { Milliseconds } from "../instant.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Candidate } from "../ports/store/store.js";
import { type BindingPolicy, bindingPolicy, capReach } from "./binding-policy.js";
import type { JudgeContext } from "./judge-context.js";
import { joinDigest, judgeDigest } from "./merge.js";
import { skip } from "./policy-checks.js";
import { firstObjection } from "./send-checks.js";
import type { SendPolicy } from "./send-policy.js";
import { isForOtherPurpose, templateFault } from "./template-use.js";

/** What the claim reads: messages as far back as the widest cap that binds one of these reaches. */
export function claimNeeds(messages: readonly OutboxRecord[], base: SendPolicy): FactsNeeded {
  return {
    events: {},
    messages: Math.max(capReach(base), ...messages.map((message) => ownReach(message, base))),
    consent: true,
    // What a campaign leaves out is asked again.
    memberships: messages.some(({ origin }) => origin.kind === "campaign"),
    enrolled: false,
  };
}

/** A policy that cannot be read says nothing here: the verdict on its own message will throw. */
function ownReach(message: OutboxRecord, base: SendPolicy): Milliseconds {
  if (message.policy === undefined) return 0;
  try {
    return capReach(bindingPolicy(base, message));
  } catch {
    return 0;
  }
}

/**
 * What the second look reads: what is claimed counts for caps, so they are not asked again, but
 * mail is composed in it, for members of segments.
 */
export const lookNeeds: FactsNeeded = {
  events: {},
  messages: 0,
  consent: true,
  enrolled: false,
};

/**
 * Decides about one message inside the claim, on facts read there: first by its template, then by
 * all that {@link judgeAgain} looks at, and by caps.
 */
export function judgeClaim(candidate: Candidate, context: JudgeContext): Verdict {
  const { message } = candidate;
  const template = context.renderer.template(message.template);
  if (template === undefined) return withoutTemplate(message, context);
  const fault = templateFault(message, template);
  if (fault !== null) return skip(fault, "the template's own class and channel");
  if (isForOtherPurpose(message, template))
    return skip("PURPOSE_MISMATCH", "the template's own purpose and topic");
  const policy = bindingPolicy(context.policy, message);
  const judged = objectionTo(candidate, policy, context);
  if (judged.verdict !== "send") return judged;
  // What it shows is chosen at the second look.
  const { items: _items, brought: _brought, ...claimed } = judged;
  return claimed;
}

function objectionTo(candidate: Candidate, policy: BindingPolicy, context: JudgeContext): Verdict {
  const judged = firstObjection(candidate, policy, context);
  if (judged.verdict === "overflow") return joinDigest(candidate, policy, judged, context);
  const isDigest = candidate.message.origin.kind === "digest";
  return judged.verdict === "send" && isDigest ? judgeDigest(candidate, judged, context) : judged;
}

/**
 * The wait counts from the first engine that met the message and lacked its template. Its end is on
 * record until an engine that has the template takes the message up.
 */
function withoutTemplate(
  message: OutboxRecord,
  { now, templateMissingFor }: Pick<JudgeContext, "now" | "templateMissingFor">,
): Verdict {
  const code = "TEMPLATE_MISSING";
  const noted = message.reasons.find((reason) => reason.code === code)?.until;
  if (noted !== undefined && now > noted)
    return skip("TEMPLATE_GONE", "engine option: templateMissingFor");
  const until = noted ?? now + templateMissingFor;
  const rule = "the renderer of this engine";
  return { verdict: "leave", reasons: [{ code, effect: "defer", rule, until }] };
}

/**
 * The second look. What is claimed counts for caps, so they are not asked again. A digest is told
 * what it shows.
 */
export function judgeAgain(candidate: Candidate, context: JudgeContext): Verdict {
  const policy = bindingPolicy(context.policy, candidate.message);
  return objectionTo(candidate, { ...policy, caps: [] }, context);
}
