import { holdsGrant } from "../state/index.js";
import type { Finding } from "./finding.js";
import { hasTrackingBasis } from "./lawful-basis.js";
import { aboutActivity, type Matter } from "./matter.js";
import type { Plan } from "./plan.js";
import { standing } from "./standing.js";
import { subjectFindings } from "./subject.js";

/** What a message must carry or leave out, for everybody concerned. */
export const obligationsOf = (matter: Matter, fromBasis: readonly string[]): readonly string[] => {
  const { watching } = matter.plan;
  if (watching === undefined) return [...new Set(fromBasis)];
  const opens = watching.open !== undefined && mayWatch(matter, watching.open);
  const clicks = mayWatch(matter, watching.click);
  const [none, onlyOpens, onlyClicks, both] = watching.obligations;
  const codes = opens ? (clicks ? both : onlyOpens) : clicks ? onlyClicks : none;
  return fromBasis.length === 0 ? codes : [...new Set([...fromBasis, ...codes])];
};

/** The same answer as `decide` about the activity, without what only a message needs. */
const mayWatch = (matter: Matter, plan: Plan): boolean => {
  if (plan.messageClass === "confirmation_request") return false;
  // Most people never said anything about it, which is seen without deciding.
  if (!plan.exempt && !holdsGrant(matter.projection, plan.keyed)) return false;
  const other = aboutActivity(matter, plan);
  if (!hasTrackingBasis(other)) return false;
  const against: Finding[] = [];
  standing(other, against);
  subjectFindings(other, against);
  return against.length === 0;
};
