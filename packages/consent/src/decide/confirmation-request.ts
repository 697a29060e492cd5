import { type DecisionFinding, deferred, denied, precedence } from "../rules/index.js";
import { coveringDenials, requestKey } from "../state/index.js";
import { type DecisionContext, defaultConfirmationLimits } from "./decision-context.js";

const day = 86_400_000;
const policy = "Wellsent policy: one confirmation mail for each request, and few a day";

const ruling = "OLG München 29 U 1682/12";

/**
 * A waiting request about something else on the channel, which is probably the one that was meant.
 */
function openElsewhere({
  projection,
  cell,
  question,
}: DecisionContext): { readonly id: string; readonly name: string } | undefined {
  for (const { cell: other, asked, answer } of Object.values(projection.requests)) {
    if (other === undefined || asked === undefined || answer !== undefined) continue;
    if (other.channel !== cell.channel || asked.at > question.at) continue;
    if (asked.until !== undefined && asked.until <= question.at) continue;
    if (coveringDenials(projection, other).some(({ at }) => at >= asked.at)) continue;
    const topic = other.topic === undefined ? "" : `, topic ${other.topic}`;
    const activity = other.activity === "send" ? "" : `, ${other.activity}`;
    return { id: asked.id, name: `${other.purpose}${topic}${activity}` };
  }
  return undefined;
}

/**
 * A confirmation mail needs a person who asked for it. It must not become a means of pestering
 * strangers.
 */
export function confirmationRequest(context: DecisionContext): readonly DecisionFinding[] {
  const { question, plan, state, projection, rules } = context;
  const { pending } = state;
  if (pending === undefined) {
    const other = openElsewhere(context);
    return [
      other === undefined
        ? denied(precedence.basis, "NO_REQUEST", ruling)
        : denied(precedence.basis, "NO_REQUEST", `${ruling}; asked for ${other.name} instead`, {
            eventId: other.id,
          }),
    ];
  }
  const limits = rules.confirmations ?? defaultConfirmationLimits;
  const found: DecisionFinding[] = [];

  const request = projection.requests[requestKey(pending.id)];
  if ((request?.reminded?.attempt ?? 1) > limits.reminders + 1) {
    found.push(denied(precedence.basis, "REMINDER_LIMIT", policy, { eventId: pending.id }));
  }
  const recent: number[] = [];
  for (const each of Object.values(projection.requests)) {
    // One mail confirms a whole form, so further choices of the form cost no further mail.
    if (each.asked !== undefined && each.asked.primary === undefined) recent.push(each.asked.at);
    if (each.reminded !== undefined) recent.push(each.reminded.at);
  }
  const today = recent.filter((at) => at > question.at - day).sort((a, b) => b - a);
  const oldest = today[limits.perDay];
  if (oldest !== undefined) {
    const until = (today[limits.perDay - 1] ?? oldest) + day;
    found.push(deferred(precedence.time, "CONFIRMATION_RATE_LIMITED", policy, { until }));
  }
  if (request?.asked?.by === "other") found.push(...plan.law.askedTooEarly(context, plan.places));
  return found;
}
