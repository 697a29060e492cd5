import type { Instant } from "../instant.js";
import type { QuarantineKind } from "../ports/store/store.js";
import { nearest } from "../there-are.js";
import type { Explanation } from "./explanation.js";
import { isHostsWord, moment, why } from "./reason-words.js";
import { ofRun } from "./run-sentence.js";

type ExplanationFacts = Omit<Explanation, "sentences">;

/** The template that was asked about, and those that there is something to say of. */
interface Named {
  readonly template: string;
  readonly known: readonly string[];
}

/** An explanation in plain English, one fact a sentence. */
export function explanationSentences(
  told: ExplanationFacts,
  now: Instant,
  named: Named | null,
): readonly string[] {
  const sentences = [
    ...told.denials.map(ofDenial),
    ...told.segments.map(
      ({ segment, member }) => `${member ? "Is" : "Is not"} in segment ${segment}.`,
    ),
    ...told.refused.map(
      ({ workflow, at, reasons }) =>
        `Was not let into workflow ${workflow} on ${moment(at)}: ${why(reasons)}.`,
    ),
    ...told.runs.map((run) => ofRun(run, now)),
    ...told.messages.map((message) => ofMessage(message, now)),
    ...told.skipped.map(
      ({ template, at, reasons }) => `Was not sent ${template} on ${moment(at)}: ${why(reasons)}.`,
    ),
    ...told.quarantined.map(
      ({ kind, code, tries, nextAt }) =>
        `${asides[kind]} could not be judged (${code}), ${tries} times so far. ` +
        `It is tried again on ${moment(nextAt)}.`,
    ),
  ];
  const { runs, messages, refused, skipped, quarantined } = told;
  const nothing = [runs, messages, refused, skipped, quarantined].every((all) => all.length === 0);
  if (named !== null && messages.length + skipped.length === 0)
    return [...sentences, `No message ${named.template} was ever meant to be sent${meant(named)}.`];
  return nothing ? [...sentences, "Nothing was ever meant to be sent."] : sentences;
}

function ofDenial(denial: ExplanationFacts["denials"][number]): string {
  const { text, at, method, code, rule, purpose, topic, channel, activity } = denial;
  const scope = [
    purpose ?? "every purpose",
    ...(topic === undefined ? [] : [`topic ${topic}`]),
    channel ?? "every channel",
    ...(activity === undefined || activity === "send" ? [] : [activity]),
  ].join(", ");
  const road = method === undefined ? "" : ` by ${method}`;
  return `${text} on ${moment(at)}${road}, for ${scope}: ${code} (${rule}).`;
}

function meant({ template, known }: Named): string {
  const near = nearest(template, known);
  return near === undefined ? "" : `, but ${near} was`;
}

const asides: Readonly<Record<QuarantineKind, string>> = {
  message: "A message",
  run: "A run",
  contact: "News of this contact",
};

function ofMessage(
  {
    template,
    status,
    at,
    reasons,
    decision,
    maybeTwice,
    withoutTransport,
  }: ExplanationFacts["messages"][number],
  now: Instant,
): string {
  const basis = decision.basis === undefined ? "" : ` on the basis of ${decision.basis}`;
  const because = reasons.length > 0 ? `: ${why(reasons)}` : "";
  switch (status) {
    case "accepted":
      return [
        `Was sent ${template} on ${moment(at)}${basis}${isHostsWord(reasons) ? ", by the host's word" : ""}.`,
        ...(maybeTwice ? ["It may have arrived more than once."] : []),
      ].join(" ");
    case "queued":
      return at > now
        ? `Message ${template} is queued until ${moment(at)}${because}.`
        : `Message ${template} is queued since ${moment(at)}${because}${
            withoutTransport === null
              ? ""
              : `, and waits for an engine that has a transport for ${withoutTransport}`
          }.`;
    case "claimed":
      return `Message ${template} is being sent since ${moment(at)}.`;
    case "unknown":
      return `Message ${template} is held since ${moment(at)}, nobody knows if it left${because}.`;
    case "skipped":
    case "rejected":
    case "failed":
      return `Message ${template} is ${status} since ${moment(at)}${because}.`;
  }
}
