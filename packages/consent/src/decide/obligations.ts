import type { DecisionFinding, Plan } from "../rules/index.js";
import { holdsGrant } from "../state/index.js";
import { aboutActivity, type DecisionContext } from "./decision-context.js";
import { addDenials } from "./denial-findings.js";
import { trackingDuties } from "./lawful-basis.js";
import { subjectFindings } from "./subject.js";

/** What a message must contain or omit, for all places concerned. */
export function collectObligations(
  context: DecisionContext,
  fromBasis: readonly string[],
): readonly string[] {
  const { watching } = context.plan;
  if (watching === undefined) return [...new Set(fromBasis)];
  const opens = watching.open === undefined ? undefined : watchedUnder(context, watching.open);
  const clicks = watchedUnder(context, watching.click);
  const [none, onlyOpens, onlyClicks, both] = watching.obligations;
  const codes = opens ? (clicks ? both : onlyOpens) : clicks ? onlyClicks : none;
  const more = [...fromBasis, ...(opens ?? []), ...(clicks ?? [])];
  return more.length === 0 ? codes : [...new Set([...more, ...codes])];
}

/**
 * The obligations of tracking, if it is allowed. The answer is that of `decide` about the activity,
 * without what only a message needs.
 */
function watchedUnder(context: DecisionContext, plan: Plan): readonly string[] | undefined {
  if (plan.messageClass === "confirmation_request") return undefined;
  // Most people never made a choice about tracking, which can be seen without a decision.
  if (!plan.exempt && !holdsGrant(context.projection, plan.keyed)) return undefined;
  const other = aboutActivity(context, plan);
  const duties = trackingDuties(other);
  if (duties === undefined) return undefined;
  const against: DecisionFinding[] = [];
  addDenials(other, against);
  subjectFindings(other, against);
  return against.length === 0 ? duties : undefined;
}
