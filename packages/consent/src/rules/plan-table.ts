import type { Activity, ConsentQuestion } from "@wellsent/core";
import type { Cell } from "../state/index.js";
import { createPlan, type Plan } from "./plan.js";
import type { Place } from "./regime.js";

/**
 * Beyond these numbers a question is planned anew, because purposes and topics may come from any
 * source.
 */
const mostPurposes = 500;
const mostKinds = 24;

/**
 * The plans of questions about known places, kept by purpose, then by kind of question. A book
 * gives the same array for the same jurisdictions.
 */
export function planTable(): (question: ConsentQuestion, places: readonly Place[]) => Plan {
  const kept = new WeakMap<readonly Place[], Map<string, Plan[]>>();
  /** The last plan found. Consecutive questions mostly differ only in the person. */
  let latest: Plan | undefined;

  const keptPlan = (question: ConsentQuestion, places: readonly Place[]): Plan => {
    let plans = kept.get(places);
    if (plans === undefined) {
      plans = new Map();
      kept.set(places, plans);
    }
    let kinds = plans.get(question.purpose);
    if (kinds === undefined) {
      kinds = [];
      if (plans.size < mostPurposes) plans.set(question.purpose, kinds);
    }
    for (const plan of kinds) if (isAbout(plan, question)) return plan;
    const plan = createPlan(cellAsked(question), question.messageClass, places);
    if (kinds.length < mostKinds) kinds.push(plan);
    return plan;
  };

  return (question, places) => {
    if (latest === undefined || latest.places !== places || !isAbout(latest, question))
      latest = keptPlan(question, places);
    return latest;
  };
}

function isAbout({ cell, messageClass }: Plan, question: ConsentQuestion): boolean {
  return (
    messageClass === question.messageClass &&
    cell.purpose === question.purpose &&
    cell.activity === question.activity &&
    cell.channel === question.channel &&
    cell.topic === question.topic &&
    cell.sender === question.sender
  );
}

/** The cell that a question is about. */
export function cellAsked(question: ConsentQuestion, activity: Activity = question.activity): Cell {
  return {
    channel: question.channel,
    purpose: question.purpose,
    activity,
    ...(question.topic === undefined ? {} : { topic: question.topic }),
    ...(question.sender === undefined ? {} : { sender: question.sender }),
  };
}
