import type { ConsentQuestion } from "@wellsent/core";
import { purposeCovers } from "../events/index.js";
import { denied, type Finding, precedence } from "./finding.js";
import { activities, channels, type DecisionFacts, type DecisionRules, messageClasses } from "./matter.js";

const purposeKey = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const rule = "Wellsent policy: what is not understood is refused";

/** Group 1. The question may come from anywhere. */
export const questionFaults = (
  question: ConsentQuestion,
  facts: DecisionFacts,
  rules: DecisionRules,
): readonly Finding[] => {
  const found: Finding[] = [];
  const fault = (wrong: boolean, code: string): void => {
    if (wrong) found.push(denied(precedence.input, code, rule));
  };
  fault(!channels.includes(question.channel), "INPUT_CHANNEL");
  fault(!activities.includes(question.activity), "INPUT_ACTIVITY");
  fault(question.channel === "sms" && question.activity === "track.open", "INPUT_ACTIVITY");
  fault(!messageClasses.includes(question.messageClass), "INPUT_MESSAGE_CLASS");
  fault(!Number.isSafeInteger(question.at) || question.at < 0, "INPUT_TIME");
  fault(!purposeKey.test(question.purpose), "INPUT_PURPOSE");
  fault(
    rules.purposes !== undefined && !rules.purposes.some((purpose) => purposeCovers(purpose, question.purpose)),
    "INPUT_PURPOSE_UNKNOWN",
  );
  fault(facts.projection === undefined, "INPUT_PROJECTION");
  return found;
};
