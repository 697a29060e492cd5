import type { TemplateProgram } from "../program/index.js";
import type { Remark } from "./finding.js";
import { flatten } from "./flatten.js";
import { worstSize } from "./worst-size.js";

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 102.4) / 10} KB`;
}

/** Gmail shows what comes before some 102 KB and hides the rest, the unsubscribe link with it. */
export function* size(program: TemplateProgram): Generator<Remark> {
  const { bytes, unbounded } = worstSize(program, program.html);
  const assumed =
    unbounded.length === 0
      ? ""
      : ` (${unbounded.slice(0, 5).join(", ")} have no bound; one was assumed)`;
  if (bytes >= 90 * 1024) {
    yield {
      code: "SIZE",
      severity: bytes >= 102 * 1024 ? "error" : "warning",
      message: `At worst the HTML comes to ${kilobytes(bytes)}${assumed}; Gmail cuts at 102 KB.`,
      remedy: "Shorten the mail, or give lists a maxItems and texts a maxLength.",
    };
  } else if (unbounded.length > 0) {
    yield {
      code: "SIZE_UNBOUNDED",
      severity: "info",
      message: `The size rests on an assumption: ${unbounded.slice(0, 5).join(", ")} have no bound.`,
      remedy: "Declare maxLength or maxItems.",
    };
  }
}

export function* textPart(program: TemplateProgram): Generator<Remark> {
  const text = flatten(program.text, program.fields).trim();
  if (text.length < 20) {
    yield {
      code: "TEXT_MISSING",
      severity: "error",
      part: "text",
      message: "There is no text part to speak of.",
      remedy: "Put words into the mail, or give text with the template.",
    };
  }
}

export function* subjectLine(program: TemplateProgram): Generator<Remark> {
  const subject = flatten(program.subject, program.fields).trim();
  const remark = (
    code: string,
    severity: "error" | "warning" | "info",
    message: string,
    remedy: string,
  ): Remark => ({
    code,
    severity,
    part: "subject",
    message,
    remedy,
  });
  if (subject === "") yield remark("SUBJECT_EMPTY", "error", "The subject is empty.", "Write one.");
  const letters = subject.replace(/\P{L}/gu, "");
  if (
    letters.length > 8 &&
    letters === letters.toUpperCase() &&
    letters !== letters.toLowerCase()
  ) {
    yield remark(
      "SUBJECT_SHOUTS",
      "warning",
      "The subject is all capitals.",
      "Write it as a sentence.",
    );
  }
  if (/!{2,}|\?{2,}|[!?].*[!?].*[!?]|[$€£]{2,}/.test(subject)) {
    yield remark(
      "SUBJECT_SHOUTS",
      "warning",
      "The subject shouts with punctuation.",
      "One exclamation mark is plenty.",
    );
  }
  if (/^\s*(?:re|fwd?|aw|wg)\s*:/i.test(subject)) {
    yield remark(
      "SUBJECT_REPLY",
      "error",
      "The subject pretends to be a reply.",
      "Remove the prefix: it is unlawful in places, and filters look for it.",
    );
  }
  if (subject.length > 80) {
    yield remark(
      "SUBJECT_LONG",
      "info",
      "Phones show some 40 characters of a subject, desktops some 80.",
      "Put what matters first.",
    );
  }
  if (flatten(program.preheader, program.fields).trim() === "") {
    yield {
      code: "PREHEADER",
      severity: "info",
      part: "preheader",
      message: "Without a preheader, inboxes show the mail's first words instead.",
      remedy: "Write one: it is the second line of the subject.",
    };
  }
}
