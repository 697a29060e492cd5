import { holdsGrant } from "../state/index.js";
import type { Finding } from "./finding.js";
import { lawfulBasis } from "./lawful-basis.js";
import { aboutActivity, type Matter } from "./matter.js";
import type { Plan } from "./plan.js";
import { standing } from "./standing.js";
import { subjectFindings } from "./subject.js";

/** What a message must carry or leave out, for everybody concerned. */
export const obligationsOf = (matter: Matter, fromBasis: readonly string[]): readonly string[] => {
  const { obligations, watching } = matter.plan;
  if (watching === undefined) return [...new Set(fromBasis)];
  const codes = fromBasis.length === 0 ? [...obligations] : [...new Set([...fromBasis, ...obligations])];
  if (watching.open !== undefined && !mayWatch(matter, watching.open)) add(codes, "NO_OPEN_PIXEL");
  if (!mayWatch(matter, watching.click)) add(codes, "NO_CLICK_TRACKING");
  return codes;
};

const add = (codes: string[], code: string): void => {
  if (!codes.includes(code)) codes.push(code);
};

/** The same answer as `decide` about the activity, without what only a message needs. */
const mayWatch = (matter: Matter, plan: Plan): boolean => {
  if (plan.messageClass === "confirmation_request") return false;
  // Most people never said anything about it, which is seen without deciding.
  if (!plan.exempt && !holdsGrant(matter.projection, plan.keyed)) return false;
  const other = aboutActivity(matter, plan);
  if (other.state.grants.length === 0 && !plan.exempt) return false;
  const findings: Finding[] = [];
  standing(other, findings);
  subjectFindings(other, findings);
  return (
    findings.every(({ reason }) => reason.effect === "allow") &&
    lawfulBasis(other).findings.every(({ reason }) => reason.effect === "allow")
  );
};
