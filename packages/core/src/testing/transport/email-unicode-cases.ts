import type { EmailAddress, EmailTransport, OutboundEmail } from "../../ports/email-transport.js";
import type { ContractCase } from "../contract-case.js";
import { equal, present } from "../expectations.js";
import type { EmailTransportContractOptions, TakenEmail } from "./email-contract-options.js";
import { checkOutcome, checkRefused } from "./outcome-checks.js";
import { sampleEmail } from "./sample-messages.js";
import { withTransport } from "./transport-cases.js";

/**
 * What goes wrong where text is cut, encoded or decoded by rules that are not those of RFC 2047.
 */
const texts = [
  "Grüße aus Köln",
  "日本語の件名",
  "שלום, Ann",
  "👩‍👩‍👧‍👦 für alle 🎉",
  `Sehr ${"lange ".repeat(40)}Grüße`,
  "ü".repeat(200),
  "=?utf-8?Q?Bcc:_victim@example.com?=",
  'Müller, "Söhne" & Co <shop>',
  "e\u0301 and é",
] as const;

function shown({ address, name = "" }: EmailAddress): readonly string[] {
  return [address, name];
}

/**
 * Text beyond ASCII, in each place of a mail where people write. In headers it is encoded (RFC
 * 2047), in a domain as A-labels (RFC 5890); before the `@` only SMTPUTF8 (RFC 6531) can say it.
 */
export function emailUnicodeCases(
  options: EmailTransportContractOptions,
): readonly (ContractCase & { readonly mandatory: boolean })[] {
  const { recipients } = options;
  const unicodeCase = (
    name: string,
    mandatory: boolean,
    check: (transport: EmailTransport) => Promise<void>,
  ) => ({ name, mandatory, run: () => withTransport(() => options.create(), check) });
  /** What the provider got of each, in order; nothing where it cannot be asked. */
  const accepted = async (
    transport: EmailTransport,
    mails: readonly OutboundEmail[],
    check: (taken: TakenEmail, mail: OutboundEmail) => void,
  ): Promise<void> => {
    for (const mail of mails) {
      const outcome = await transport.send(mail);
      equal([outcome.ref, outcome.outcome], [mail.ref, "accepted"], "outcome");
    }
    if (options.taken === undefined) return;
    const taken = await options.taken();
    equal(taken.length, mails.length, "mails taken");
    for (const [index, mail] of mails.entries()) check(present(taken[index], "the mail"), mail);
  };
  const sample = (number: number): OutboundEmail => sampleEmail(recipients.accepted, number);

  return [
    unicodeCase("hands over a subject in any script, unchanged", true, (transport) =>
      accepted(
        transport,
        texts.map((subject, number) => ({ ...sample(number), subject })),
        (taken, mail) => equal(taken.subject, mail.subject, "subject"),
      ),
    ),
    unicodeCase("hands over a header's value in any script, unchanged", true, (transport) =>
      accepted(
        transport,
        texts.map((value, number) => ({
          ...sample(number),
          headers: [{ name: "X-Campaign", value }],
        })),
        (taken, mail) =>
          equal(
            taken.headers.filter(({ name }) => name.toLowerCase() === "x-campaign"),
            mail.headers.map(({ value }) => ({ name: "X-Campaign", value })),
            "headers",
          ),
      ),
    ),
    unicodeCase("hands over names in any script, and adds no mailbox", true, (transport) =>
      accepted(
        transport,
        texts.map((name, number) => ({
          ...sample(number),
          from: { address: "news@shop.example", name },
          to: { address: recipients.accepted, name },
          replyTo: { address: "reply@shop.example", name },
        })),
        (taken, mail) => {
          equal(taken.to, [recipients.accepted], "envelope recipients");
          const { from, recipient, replyTo } = taken;
          if (from !== undefined) equal(shown(from), shown(mail.from), "From");
          if (recipient !== undefined) equal(shown(recipient), shown(mail.to), "To");
          if (replyTo !== undefined && mail.replyTo !== undefined)
            equal(shown(replyTo), shown(mail.replyTo), "Reply-To");
        },
      ),
    ),
    unicodeCase("writes to an internationalized domain", false, (transport) =>
      accepted(
        transport,
        [sampleEmail("ann@bücher.example", 1)],
        // Either form means the same mailbox.
        ({ to }) =>
          equal(
            to.map((one) => one.replace("bücher.example", "xn--bcher-kva.example")),
            ["ann@xn--bcher-kva.example"],
            "recipients",
          ),
      ),
    ),
    unicodeCase("writes to a non-ASCII local part when it claims smtputf8", true, (transport) =>
      transport.capabilities.smtputf8
        ? accepted(transport, [sampleEmail("jörg@example.com", 1)], ({ to }) =>
            equal(to, ["jörg@example.com"], "recipients"),
          )
        : Promise.resolve(),
    ),
    unicodeCase(
      "refuses a non-ASCII local part when it does not claim smtputf8",
      true,
      async (transport) => {
        if (transport.capabilities.smtputf8) return;
        const address = "jörg@example.com";
        const outcome = await transport.send(sampleEmail(address, 1));
        checkOutcome(outcome, transport.id, address);
        equal(outcome.outcome, "rejected", "outcome");
        equal(outcome.outcome === "rejected" && outcome.reason, "invalid_address", "reason");
        const sender = { ...sample(2), from: { address: "grüße@shop.example" } };
        checkRefused(await transport.send(sender), sender.ref, "the sender's address");
        if (options.taken !== undefined) equal((await options.taken()).length, 0, "mails taken");
      },
    ),
  ];
}
