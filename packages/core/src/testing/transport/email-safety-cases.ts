import type { OutboundEmail } from "../../ports/email-transport.js";
import type { ContractCase } from "../contract-case.js";
import { equal } from "../expectations.js";
import type { EmailTransportContractOptions } from "./email-transport-contract.js";
import { sampleEmail } from "./sample-messages.js";
import { withTransport } from "./transport-cases.js";

const smuggled = ["\r\nBcc: victim@example.com", "\nX-Evil: 1", "\rX-Evil: 1", "\0"] as const;

/** Every place of a mail that ends up in a header field or the SMTP envelope. */
const places: Readonly<Record<string, (mail: OutboundEmail, evil: string) => OutboundEmail>> = {
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

/** A line break in a header smuggles in another header, or another recipient. */
export function emailSafetyCases(options: EmailTransportContractOptions): readonly ContractCase[] {
  return Object.entries(places).map(([place, spoil]) => ({
    name: `refuses a line break or NUL in ${place}, and sends nothing`,
    run: () =>
      withTransport(
        () => options.create(),
        async (transport) => {
          for (const [number, evil] of smuggled.entries()) {
            const mail = spoil(sampleEmail(options.recipients.accepted, number), evil);
            const outcome = await transport.send(mail);
            const refused = outcome.outcome === "failed" || outcome.outcome === "rejected";
            equal([outcome.ref, refused], [mail.ref, true], `refusal of ${JSON.stringify(evil)}`);
            equal(refused && outcome.error.retry, "never", "retry");
          }
          if (options.taken !== undefined) equal((await options.taken()).length, 0, "mails taken");
        },
      ),
  }));
}
