import type { ContactId, Instant } from "@wellsent/core";
import type { TemplateReference } from "../app/index.js";
import { after, type Length, momentText } from "./moment.js";
import type { PassingTime } from "./passing-time.js";
import type { Providers } from "./provider.js";
import {
  type ReceivedMail,
  type ReceivedMessage,
  type ReceivedText,
  readTemplateId,
} from "./received.js";
import { TestKitError } from "./test-kit-error.js";

type Whom = { readonly id: ContactId };

/** A message that is still to come. */
export interface AwaitedMail {
  readonly mailTo: Whom;
  readonly template?: TemplateReference;
}
export interface AwaitedText {
  readonly textTo: Whom;
  readonly template?: TemplateReference;
}

/** Asked whenever something was done. */
export type Condition = () => boolean | Promise<boolean>;

export interface RunUntilOptions {
  /** Default: 30 days. */
  readonly atMost?: Length;
}

/**
 * Lets time pass until a message comes, or until a condition holds; the latter resolves to the
 * moment. A message that came before does not count.
 */
export interface RunUntil {
  (message: AwaitedMail, options?: RunUntilOptions): Promise<ReceivedMail>;
  (message: AwaitedText, options?: RunUntilOptions): Promise<ReceivedText>;
  (condition: Condition, options?: RunUntilOptions): Promise<string>;
}

export function runningUntil(parts: {
  readonly time: PassingTime;
  readonly providers: Pick<Providers, "mails" | "texts">;
  /** What is on record about a person, one fact a sentence. */
  readonly explain: (contact: ContactId) => Promise<readonly string[]>;
}): RunUntil {
  const { time, providers } = parts;
  const arrival = async <Message extends ReceivedMessage>(
    all: readonly Message[],
    { id: contact }: Whom,
    template: TemplateReference | undefined,
    end: Instant,
  ): Promise<Message> => {
    const id = readTemplateId(template);
    const before = all.length;
    const arrived = (): Message | undefined =>
      all
        .slice(before)
        .find((one) => one.contact === contact && (id ?? one.template) === one.template);
    await time.advanceTo(end, () => arrived() !== undefined);
    const message = arrived();
    if (message !== undefined) return message;
    const what = id === undefined ? "No message" : `No “${id}”`;
    throw notReached(`${what} came`, end, await parts.explain(contact));
  };

  function runUntil(message: AwaitedMail, options?: RunUntilOptions): Promise<ReceivedMail>;
  function runUntil(message: AwaitedText, options?: RunUntilOptions): Promise<ReceivedText>;
  function runUntil(condition: Condition, options?: RunUntilOptions): Promise<string>;
  async function runUntil(
    awaited: AwaitedMail | AwaitedText | Condition,
    { atMost = "30 days" }: RunUntilOptions = {},
  ): Promise<ReceivedMessage | string> {
    const end = after(time.now(), atMost);
    if (typeof awaited === "function") {
      if (await time.advanceTo(end, awaited)) return momentText(time.now());
      throw notReached("The condition did not hold", end, []);
    }
    return "mailTo" in awaited
      ? arrival(providers.mails, awaited.mailTo, awaited.template, end)
      : arrival(providers.texts, awaited.textTo, awaited.template, end);
  }
  return runUntil;
}

function notReached(what: string, end: Instant, known: readonly string[]): TestKitError {
  const record =
    known.length === 0 ? "" : `\nOn record:\n${known.map((one) => `  ${one}`).join("\n")}`;
  return new TestKitError("TEST_NOT_REACHED", `${what} by ${momentText(end)}.${record}`, {
    remedy: "Wait longer with `atMost`, or see what held it up.",
  });
}
