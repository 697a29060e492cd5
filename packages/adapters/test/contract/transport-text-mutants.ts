import type { EmailAddress, EmailTransport, OutboundEmail, SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";
import type { MemoryEmailTransport } from "../../src/memory/index.js";
import type { Mutant } from "./caught.js";

type Spoiled = Mutant<EmailTransport, MemoryEmailTransport>;

/** Another mail in the place of the one given. */
function changing(
  fault: string,
  caughtBy: string,
  change: (mail: OutboundEmail) => OutboundEmail,
): Spoiled {
  return {
    fault,
    caughtBy,
    spoil: (transport) => ({
      ...transport,
      send: (mail, options) => transport.send(change(mail), options),
    }),
  };
}

/** Another outcome in the place of the provider's, on every way out. */
function answering(
  fault: string,
  caughtBy: string,
  change: (outcome: SendOutcome) => SendOutcome,
): Spoiled {
  return {
    fault,
    caughtBy,
    spoil: (transport) => ({
      ...transport,
      send: async (mail, options) => change(await transport.send(mail, options)),
      sendBatch: async (mails, options) => (await transport.sendBatch(mails, options)).map(change),
      async reserve(options) {
        const place = await transport.reserve(options);
        if ("error" in place) return place;
        const { slot } = place;
        const send: typeof slot.send = async (mail, call) => change(await slot.send(mail, call));
        return { slot: { ...slot, send } };
      },
    }),
  };
}

function withError(
  outcome: SendOutcome,
  changed: { readonly retry?: TransportError["retry"]; readonly retryAfterMs?: number },
): SendOutcome {
  if (outcome.outcome === "accepted") return outcome;
  const { kind, message, transport, scope, retry, retryAfterMs = 0 } = outcome.error;
  const detail = { transport, scope, retry, retryAfterMs, ...changed };
  return { ...outcome, error: new TransportError(kind, message, detail) };
}
function givingUp(outcome: SendOutcome): SendOutcome {
  return outcome.outcome === "failed" ? withError(outcome, { retry: "never" }) : outcome;
}

function strip(text: string): string {
  return text.replaceAll(/[\r\n\0]/g, "");
}
function ascii(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, "?");
}
function named(mailbox: EmailAddress, change: (text: string) => string): EmailAddress {
  return mailbox.name === undefined ? mailbox : { ...mailbox, name: change(mailbox.name) };
}
function addressed(mailbox: EmailAddress, change: (text: string) => string): EmailAddress {
  return {
    ...mailbox,
    address: change(mailbox.address),
  };
}
function replying(mail: OutboundEmail, change: (to: EmailAddress) => EmailAddress) {
  return mail.replyTo === undefined ? mail : { ...mail, replyTo: change(mail.replyTo) };
}

/** Reads an address as lenient clients do: the part in angle brackets, or what stands first. */
function lenient(address: string): string {
  return /[\w.-]+@[\w.-]+/.exec(address)?.[0] ?? "someone@shop.example";
}

const stripping: Readonly<Record<string, (mail: OutboundEmail) => OutboundEmail>> = {
  subject: (mail) => ({ ...mail, subject: strip(mail.subject) }),
  "the sender's name": (mail) => ({ ...mail, from: named(mail.from, strip) }),
  "the sender's address": (mail) => ({ ...mail, from: addressed(mail.from, lenient) }),
  "the recipient's name": (mail) => ({ ...mail, to: named(mail.to, strip) }),
  "the recipient's address": (mail) => ({ ...mail, to: addressed(mail.to, lenient) }),
  "the reply address": (mail) => replying(mail, (to) => addressed(to, lenient)),
  "the reply address's name": (mail) => replying(mail, (to) => named(to, strip)),
  "the envelope sender": ({ envelopeFrom, ...mail }) =>
    envelopeFrom === undefined ? mail : { ...mail, envelopeFrom: lenient(envelopeFrom) },
  "the Message-ID": (mail) => ({ ...mail, messageId: strip(mail.messageId) }),
  "a header's name": (mail) => ({
    ...mail,
    headers: mail.headers.map(({ value }) => ({ name: "X-Good", value })),
  }),
  "a header's value": (mail) => ({
    ...mail,
    headers: mail.headers.map(({ name, value }) => ({ name, value: strip(value) })),
  }),
};

/** Transports that mangle text, read addresses leniently, or say the wrong thing of a failure. */
export const textMutants: readonly Spoiled[] = [
  ...Object.entries(stripping).map(([place, change]) =>
    changing(
      `strips a line break from ${place}`,
      `refuses a line break or NUL in ${place}, and sends nothing`,
      change,
    ),
  ),
  changing(
    "writes to the first of several addresses",
    "refuses a recipient's address that is not one mailbox, and sends nothing",
    (mail) => ({ ...mail, to: addressed(mail.to, lenient) }),
  ),
  ...(
    [
      ["sender", (mail) => ({ ...mail, from: addressed(mail.from, lenient) })],
      ["reply address", (mail) => replying(mail, (to) => addressed(to, lenient))],
      ["envelope sender", ({ envelopeFrom: _dropped, ...mail }) => mail],
    ] satisfies [string, (mail: OutboundEmail) => OutboundEmail][]
  ).map(([place, change]) =>
    changing(
      `takes any text for its ${place}`,
      "refuses a sender's, reply or envelope address that is not one mailbox, and sends nothing",
      change,
    ),
  ),
  changing(
    "drops header fields that it does not like",
    "refuses a header field that the message's parts decide, or whose name is none",
    ({ headers, ...mail }) => ({
      ...mail,
      headers: headers.filter(({ name }) => /^(?:X|List|Feedback)-[\w-]+$/.test(name)),
    }),
  ),
  changing(
    "cannot say a subject beyond ASCII",
    "hands over a subject in any script, unchanged",
    (mail) => ({ ...mail, subject: ascii(mail.subject) }),
  ),
  changing(
    "decodes a subject that only looks encoded",
    "hands over a subject in any script, unchanged",
    (mail) => ({ ...mail, subject: mail.subject.replace(/=\?utf-8\?Q\?(.*?)\?=/i, "$1") }),
  ),
  changing(
    "cuts long header values",
    "hands over a header's value in any script, unchanged",
    ({ headers, ...mail }) => ({
      ...mail,
      headers: headers.map(({ name, value }) => ({ name, value: value.slice(0, 78) })),
    }),
  ),
  ...(
    [
      ["sender's", (mail) => ({ ...mail, from: named(mail.from, ascii) })],
      ["recipient's", (mail) => ({ ...mail, to: named(mail.to, ascii) })],
      ["reply address's", (mail) => replying(mail, (to) => named(to, ascii))],
    ] satisfies [string, (mail: OutboundEmail) => OutboundEmail][]
  ).map(([whose, change]) =>
    changing(
      `mangles the ${whose} name`,
      "hands over names in any script, and adds no mailbox",
      change,
    ),
  ),
  changing(
    "drops letters of a domain beyond ASCII",
    "writes to an internationalized domain",
    (mail) => ({
      ...mail,
      to: addressed(mail.to, (address) => address.replaceAll(/[^\0-\x7f]/g, "")),
    }),
  ),
  changing(
    "writes to another mailbox where the local part is beyond ASCII",
    "writes to a non-ASCII local part when it claims smtputf8",
    (mail) => ({ ...mail, to: addressed(mail.to, (one) => one.replace("ö", "o")) }),
  ),
  {
    fault: "hands over a local part that it does not claim to be able to",
    caughtBy: "refuses a non-ASCII local part when it does not claim smtputf8",
    spoil: (transport) => ({
      ...transport,
      capabilities: { ...transport.capabilities, smtputf8: false },
    }),
  },
  ...[
    "resolves to failed when the provider does so, and goes on with the next message",
    "answers a batch with one outcome per message, in the order given",
    "answers through a place as through send",
  ].map((caughtBy) => answering("gives up what is only not taken now", caughtBy, givingUp)),
  answering(
    "asks to be tried again at no time at all",
    "resolves to failed when the provider does so, and goes on with the next message",
    (outcome) => withError(outcome, { retryAfterMs: Number.NaN }),
  ),
  answering(
    "gives a reason that nobody knows",
    "resolves to rejected when the provider does so, and goes on with the next message",
    (outcome) =>
      outcome.outcome === "rejected" ? { ...outcome, reason: "spam" as never } : outcome,
  ),
  answering(
    "has the refused tried again",
    "resolves to rejected when the provider does so, and goes on with the next message",
    (outcome) =>
      outcome.outcome === "rejected" ? withError(outcome, { retry: "after" }) : outcome,
  ),
  answering(
    "gives no id and does not say so",
    "accepts a message and answers with its ref",
    (outcome) => (outcome.outcome === "accepted" ? { ...outcome, providerMessageId: "" } : outcome),
  ),
];
