import type { OutboundEmail } from "../../ports/email-transport.js";
import type { ContractCase } from "../contract-case.js";
import { equal } from "../expectations.js";
import type { EmailTransportContractOptions } from "./email-contract-options.js";
import { checkRefused } from "./outcome-checks.js";
import { sampleEmail } from "./sample-messages.js";
import { withTransport } from "./transport-cases.js";

const smuggled = ["\r\nBcc: victim@example.com", "\nX-Evil: 1", "\rX-Evil: 1", "\0"] as const;

type Spoil = (mail: OutboundEmail, evil: string) => OutboundEmail;

/** Every part of a mail that ends up in a header field or the SMTP envelope. */
const places: Readonly<Record<string, Spoil>> = {
  subject: (mail, evil) => ({ ...mail, subject: mail.subject + evil }),
  "the sender's name": (mail, evil) => ({ ...mail, from: { ...mail.from, name: `Shop${evil}` } }),
  "the sender's address": (mail, evil) => ({
    ...mail,
    from: { address: `news@shop.example${evil}` },
  }),
  "the recipient's name": (mail, evil) => ({ ...mail, to: { ...mail.to, name: `Ann${evil}` } }),
  "the recipient's address": (mail, evil) => ({ ...mail, to: { address: mail.to.address + evil } }),
  "the reply address": (mail, evil) => ({
    ...mail,
    replyTo: { address: `reply@shop.example${evil}` },
  }),
  "the reply address's name": (mail, evil) => ({
    ...mail,
    replyTo: { address: "reply@shop.example", name: `Shop${evil}` },
  }),
  "the envelope sender": (mail, evil) => ({ ...mail, envelopeFrom: `bounce@shop.example${evil}` }),
  "the Message-ID": (mail, evil) => ({ ...mail, messageId: mail.messageId + evil }),
  "a header's name": (mail, evil) => ({
    ...mail,
    headers: [{ name: `X-Good${evil}`, value: "1" }],
  }),
  "a header's value": (mail, evil) => ({
    ...mail,
    headers: [{ name: "X-Good", value: `1${evil}` }],
  }),
};

/** Texts that are not one mailbox: a lenient parser would add a recipient or an SMTP command. */
function noMailbox(address: string): readonly string[] {
  return [
    `${address}, victim@example.com`,
    `${address};victim@example.com`,
    `victim@example.com> <${address}`,
    `${address}> NOTIFY=NEVER <victim@example.com`,
    `Victim <victim@example.com>`,
    `friends: victim@example.com;`,
    `"victim@example.com"${address}`,
    address.replace("@", " @"),
    address.replace("@", ""),
    "",
  ];
}

/** Fields that the message's own parts decide, and names that are none. */
const noField = [
  "Bcc",
  "CC",
  "to",
  "From",
  "Sender",
  "Reply-To",
  "Subject",
  "Date",
  "Message-ID",
  "Content-Type",
  "MIME-Version",
  "Return-Path",
  "X Good",
  "X-Good:",
  "X-Gööd",
  "",
];

/**
 * A line break in a header smuggles in another header, or another recipient; so do other things.
 */
export function emailSafetyCases(
  options: EmailTransportContractOptions,
): readonly (ContractCase & { readonly mandatory: boolean })[] {
  const { recipients } = options;
  const refuses = (
    name: string,
    mails: readonly (readonly [what: string, mail: OutboundEmail])[],
  ): ContractCase & { readonly mandatory: boolean } => ({
    name,
    mandatory: true,
    run: () =>
      withTransport(
        () => options.create(),
        async (transport) => {
          for (const [what, mail] of mails)
            checkRefused(await transport.send(mail), mail.ref, JSON.stringify(what));
          if (options.taken !== undefined) equal((await options.taken()).length, 0, "mails taken");
        },
      ),
  });
  const sample = (number: number): OutboundEmail => sampleEmail(recipients.accepted, number);
  return [
    ...Object.entries(places).map(([place, spoil]) =>
      refuses(
        `refuses a line break or NUL in ${place}, and sends nothing`,
        smuggled.map((evil, number) => [evil, spoil(sample(number), evil)]),
      ),
    ),
    refuses(
      "refuses a recipient's address that is not one mailbox, and sends nothing",
      noMailbox(recipients.accepted).map((address, number) => [
        address,
        { ...sample(number), to: { address } },
      ]),
    ),
    refuses(
      "refuses a sender's, reply or envelope address that is not one mailbox, and sends nothing",
      noMailbox("news@shop.example").flatMap((address, number) => [
        [`from ${address}`, { ...sample(number), from: { address } }],
        [`reply to ${address}`, { ...sample(100 + number), replyTo: { address } }],
        [`envelope ${address}`, { ...sample(200 + number), envelopeFrom: address }],
      ]),
    ),
    refuses(
      "refuses a header field that the message's parts decide, or whose name is none",
      noField.map((name, number) => [
        name,
        { ...sample(number), headers: [{ name, value: "victim@example.com" }] },
      ]),
    ),
  ];
}
