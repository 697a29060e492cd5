import { holdsGrant } from "../state/index.js";
import type { Finding } from "./finding.js";
import { trackingDuties } from "./lawful-basis.js";
import { aboutActivity, type Matter } from "./matter.js";
import type { Plan } from "./plan.js";
import { standing } from "./standing.js";
import { subjectFindings } from "./subject.js";

/** What a message must carry or leave out, for everybody concerned. */
export const obligationsOf = (matter: Matter, fromBasis: readonly string[]): readonly string[] => {
  const { watching } = matter.plan;
  if (watching === undefined) return [...new Set(fromBasis)];
  const opens = watching.open === undefined ? undefined : watchedUnder(matter, watching.open);
  const clicks = watchedUnder(matter, watching.click);
  const [none, onlyOpens, onlyClicks, both] = watching.obligations;
  const codes = opens ? (clicks ? both : onlyOpens) : clicks ? onlyClicks : none;
  const more = [...fromBasis, ...(opens ?? []), ...(clicks ?? [])];
  return more.length === 0 ? codes : [...new Set([...more, ...codes])];
};

/**
 * What watching obliges to, where it is allowed: the same answer as `decide` about the activity,
 * without what only a message needs.
 */
const watchedUnder = (matter: Matter, plan: Plan): readonly string[] | undefined => {
  if (plan.messageClass === "confirmation_request") return undefined;
  // Most people never said anything about it, which is seen without deciding.
  if (!plan.exempt && !holdsGrant(matter.projection, plan.keyed)) return undefined;
  const other = aboutActivity(matter, plan);
  const duties = trackingDuties(other);
  if (duties === undefined) return undefined;
  const against: Finding[] = [];
  standing(other, against);
  subjectFindings(other, against);
  return against.length === 0 ? duties : undefined;
};
