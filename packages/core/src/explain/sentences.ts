import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { QuarantineKind } from "../ports/store/store.js";
import type { Explanation } from "./explanation.js";
import { isHostsWord, reasonWords } from "./reason-words.js";

type Told = Omit<Explanation, "sentences">;

/** An explanation in plain English, one fact a sentence. */
export const sentencesOf = (told: Told, now: Instant): readonly string[] => {
  const sentences = [
    ...told.segments.map(
      ({ segment, member }) => `${member ? "Is" : "Is not"} in segment ${segment}.`,
    ),
    ...told.refused.map(
      ({ workflow, at, reasons }) =>
        `Was not let into workflow ${workflow} on ${day(at)}: ${why(reasons)}.`,
    ),
    ...told.runs.map(ofRun),
    ...told.messages.map((message) => ofMessage(message, now)),
    ...told.skipped.map(
      ({ template, at, reasons }) => `Was not sent ${template} on ${day(at)}: ${why(reasons)}.`,
    ),
    ...told.quarantined.map(
      ({ kind, code, tries, nextAt }) =>
        `${asides[kind]} could not be judged (${code}), ${tries} times so far. ` +
        `It is tried again on ${day(nextAt)}.`,
    ),
  ];
  const { runs, messages, refused, skipped, quarantined } = told;
  const nothing = [runs, messages, refused, skipped, quarantined].every((all) => all.length === 0);
  return nothing ? [...sentences, "Nothing was ever meant to be sent."] : sentences;
};

const asides: Readonly<Record<QuarantineKind, string>> = {
  message: "A message",
  run: "A run",
  contact: "News of this contact",
};

const ofRun = ({
  workflow,
  version,
  path,
  outcome,
  waitsForDefinition,
}: Told["runs"][number]): string => {
  const way = path.length > 0 ? `went through ${path.join(" → ")}` : "has not begun";
  if (waitsForDefinition)
    return (
      `Workflow ${workflow}: ${way}, and waits for version ${version} of workflow ${workflow}, ` +
      "which this engine does not have."
    );
  const end = outcome === null ? "and is under way" : `and ended as ${outcome}`;
  return `Workflow ${workflow}: ${way}, ${end}.`;
};

const ofMessage = (
  { template, status, at, reasons, decision, maybeTwice }: Told["messages"][number],
  now: Instant,
): string => {
  const basis = decision.basis === undefined ? "" : ` on the basis of ${decision.basis}`;
  const because = reasons.length > 0 ? `: ${why(reasons)}` : "";
  switch (status) {
    case "accepted":
      return [
        `Was sent ${template} on ${day(at)}${basis}${isHostsWord(reasons) ? ", by the host's word" : ""}.`,
        ...(maybeTwice ? ["It may have arrived more than once."] : []),
      ].join(" ");
    case "queued":
      return at > now
        ? `Message ${template} is queued until ${day(at)}${because}.`
        : `Message ${template} is queued since ${day(at)}${because}.`;
    case "claimed":
      return `Message ${template} is being sent since ${day(at)}.`;
    case "unknown":
      return `Message ${template} is held since ${day(at)}, nobody knows if it left${because}.`;
    case "skipped":
    case "rejected":
    case "failed":
      return `Message ${template} is ${status} since ${day(at)}${because}.`;
  }
};

const day = (at: Instant): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const why = (reasons: readonly DecisionReason[]): string =>
  reasons
    .filter(({ effect }) => effect === "deny" || effect === "defer")
    .map(({ code, rule }) => {
      const words = reasonWords(code);
      return words === null ? `${code} (${rule})` : `${code} (${words}; ${rule})`;
    })
    .join(", ");
