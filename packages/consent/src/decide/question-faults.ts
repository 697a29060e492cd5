import type { ConsentQuestion } from "@wellsent/core";
import { purposeCovers } from "../events/index.js";
import { type DecisionFinding, denied, precedence } from "../rules/index.js";
import {
  activities,
  channels,
  type DecisionFacts,
  type DecisionRules,
  messageClasses,
} from "./decision-context.js";

const purposeKey = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const rule = "Wellsent policy: what is not understood is refused";

/** Group 1. The question may come from any source. */
export function questionFaults(
  question: ConsentQuestion,
  facts: DecisionFacts,
  rules: DecisionRules,
): readonly DecisionFinding[] {
  let found: DecisionFinding[] | undefined;
  const fault = (code: string): void => {
    found ??= [];
    found.push(denied(precedence.input, code, rule));
  };
  if (!channels.includes(question.channel)) fault("INPUT_CHANNEL");
  if (!activities.includes(question.activity)) fault("INPUT_ACTIVITY");
  if (question.channel === "sms" && question.activity === "track.open") fault("INPUT_ACTIVITY");
  if (question.channel === "call" && question.activity !== "send") fault("INPUT_ACTIVITY");
  if (!messageClasses.includes(question.messageClass)) fault("INPUT_MESSAGE_CLASS");
  if (!(Number.isSafeInteger(question.at) && question.at >= 0 && question.at < end))
    fault("INPUT_TIME");
  if (!isPurpose(question.purpose)) fault("INPUT_PURPOSE");
  if (
    rules.purposes !== undefined &&
    !rules.purposes.some((purpose) => purposeCovers(purpose, question.purpose))
  ) {
    fault("INPUT_PURPOSE_UNKNOWN");
  }
  if (facts.projection === undefined) fault("INPUT_PROJECTION");
  return found ?? none;
}

/** Calendars look some years ahead, and cannot at the last instant that there is. */
const end = Date.UTC(10_000);

/** Consecutive questions are mostly about the same purpose. */
let lastPurpose: string | undefined;

function isPurpose(purpose: string): boolean {
  if (purpose === lastPurpose) return true;
  if (!purposeKey.test(purpose)) return false;
  lastPurpose = purpose;
  return true;
}

const none: readonly never[] = [];
