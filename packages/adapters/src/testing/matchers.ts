import type { Decision, DecisionReason, SegmentId } from "@wellsent/core";
import type { TemplateReference } from "../app/index.js";
import { instantAt, type Moment } from "./moment.js";
import type { Person } from "./person.js";
import { type ReceivedMessage, readTemplateId } from "./received.js";

/** What a message must be beside being there. */
export interface ReceivedExpectation {
  /** Exactly so many. Default: one or more. */
  readonly times?: number;
  readonly at?: Moment;
  readonly subject?: string | RegExp;
  readonly text?: string | RegExp;
}

/** What `send`, `grant` and `decide` answer, as far as it says no. */
export type Refusable =
  | Decision
  | { readonly decision: Decision }
  | { readonly allowed: boolean; readonly reasons: readonly string[] };

/** Where consent is looked for. */
export interface SubscriptionExpectation {
  readonly topic?: string;
  readonly channel?: "email" | "sms";
  readonly activity?: "send" | "track.open" | "track.click" | "profile";
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for any test runner that takes Jest's kind. All of them are awaited: where one fails, it
 * looks up why, and the message says so.
 */
export const wellsentMatchers: {
  readonly toHaveReceived: typeof toHaveReceived;
  readonly toHaveBeenRefused: typeof toHaveBeenRefused;
  readonly toBeSubscribedTo: typeof toBeSubscribedTo;
  readonly toBeIn: typeof toBeIn;
} = { toHaveReceived, toHaveBeenRefused, toBeSubscribedTo, toBeIn };

async function toHaveReceived(
  person: Person,
  template?: TemplateReference,
  expected: ReceivedExpectation = {},
): Promise<Verdict> {
  const id = readTemplateId(template);
  const all: readonly ReceivedMessage[] = [...person.mails, ...person.texts];
  const same = all.filter((one) => id === undefined || one.template === id);
  const fitting = same.filter((one) => fits(one, expected));
  const { times } = expected;
  const pass = times === undefined ? fitting.length > 0 : fitting.length === times;
  const what = `${id === undefined ? "any message" : `“${id}”`}${spelled(expected)}`;
  const lines = all.map(headline);
  if (pass)
    return verdict(true, `${namePerson(person)} has received ${what}.`, { Received: lines });
  const why = same.length > 0 ? [] : (await person.explain(template)).sentences;
  return verdict(false, `${namePerson(person)} has not received ${what}.`, {
    Received: lines,
    ...(why.length === 0 ? {} : { "On record": why }),
  });
}

async function toHaveBeenRefused(
  received: Person | Refusable,
  code?: string,
  template?: TemplateReference,
): Promise<Verdict> {
  const { refused, codes } = isPerson(received)
    ? await findRefusals(received, template)
    : readAnswer(received);
  const pass = refused && (code === undefined || codes.includes(code));
  const what = code === undefined ? "" : ` by ${code}`;
  const not = pass ? "" : "not ";
  const lines = refused ? codes : ["nothing: it was let through"];
  return verdict(pass, `This was ${not}refused${what}.`, { "Against it": lines });
}

async function toBeSubscribedTo(
  person: Person,
  purpose: string,
  options: SubscriptionExpectation = {},
): Promise<Verdict> {
  const { topic, ...rest } = options;
  const asked = topic === undefined ? rest : { ...rest, topic };
  const { allowed, reasons } = await person.decision<string, string>(purpose, asked);
  const what = `${[purpose, topic, options.activity].filter(Boolean).join(", ")}`;
  const lines = reasons.map(reasonLine);
  return verdict(allowed, `${namePerson(person)} may ${allowed ? "" : "not "}be sent ${what}.`, {
    Reasons: lines,
  });
}

async function toBeIn(
  person: Person,
  segment: string | { readonly id: SegmentId },
): Promise<Verdict> {
  const pass = await person.isIn(segment);
  const id = typeof segment === "string" ? segment : segment.id;
  const { sentences } = await person.explain();
  const lines = sentences.filter((one) => one.includes(id));
  const not = pass ? "" : "not ";
  return verdict(pass, `${namePerson(person)} is ${not}in “${id}”.`, { "On record": lines });
}

/** What is so, and below it what is known, by its headings. */
function verdict(
  pass: boolean,
  sentence: string,
  known: Readonly<Record<string, readonly string[]>>,
): Verdict {
  const sections = Object.entries(known).map(([title, lines]) =>
    [`\n${title}:`, ...(lines.length === 0 ? ["nothing"] : lines)].join("\n  "),
  );
  return { pass, message: () => [sentence, ...sections].join("\n") };
}

function fits(message: ReceivedMessage, { at, subject, text }: ReceivedExpectation): boolean {
  return (
    (at === undefined || message.instant === instantAt(at)) &&
    (subject === undefined || (message.channel === "email" && matches(message.subject, subject))) &&
    (text === undefined || matches(message.text, text))
  );
}

function matches(text: string, expected: string | RegExp): boolean {
  return typeof expected === "string" ? text.includes(expected) : expected.test(text);
}

function spelled(expected: ReceivedExpectation): string {
  const parts = Object.entries(expected).map(([name, value]) => ` ${name} ${String(value)}`);
  return parts.length === 0 ? "" : `,${parts.join(",")}`;
}

function headline(message: ReceivedMessage): string {
  const subject = message.channel === "email" ? ` “${message.subject}”` : "";
  return `${message.at} ${message.template}${subject}`;
}

function namePerson({ email, phone, id }: Person): string {
  return email || phone || id;
}

function isPerson(received: Person | Refusable): received is Person {
  return "explain" in received;
}

async function findRefusals(person: Person, template: TemplateReference | undefined) {
  const { messages, skipped, refused } = await person.explain(template);
  const unsent = messages.filter(({ status }) => status === "skipped");
  const all = [...unsent, ...skipped, ...(template === undefined ? refused : [])];
  return { refused: all.length > 0, codes: listCodes(all.flatMap(({ reasons }) => reasons)) };
}

function readAnswer(answer: Refusable): {
  readonly refused: boolean;
  readonly codes: readonly string[];
} {
  if ("decision" in answer) return readAnswer(answer.decision);
  const codes = answer.reasons.map((one) =>
    typeof one === "string" ? (one.split(":", 1)[0] ?? "") : isAgainst(one) ? one.code : "",
  );
  return { refused: !answer.allowed, codes: [...new Set(codes.filter((code) => code !== ""))] };
}

function listCodes(reasons: readonly DecisionReason[]): readonly string[] {
  return [...new Set(reasons.filter(isAgainst).map(({ code }) => code))];
}

function isAgainst({ effect }: DecisionReason): boolean {
  return effect === "deny" || effect === "defer";
}

function reasonLine({ code, effect, rule }: DecisionReason): string {
  return `${effect} ${code}: ${rule}`;
}
