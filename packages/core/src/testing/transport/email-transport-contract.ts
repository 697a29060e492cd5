import type { EmailTransport, OutboundEmail } from "../../ports/email-transport.js";
import { type ContractCase, withoutSkipped } from "../contract-case.js";
import { ensure, equal, present } from "../expectations.js";
import { emailBatchCases } from "./email-batch-cases.js";
import type { EmailTransportContractOptions } from "./email-contract-options.js";
import { emailReserveCases } from "./email-reserve-cases.js";
import { emailSafetyCases } from "./email-safety-cases.js";
import { emailUnicodeCases } from "./email-unicode-cases.js";
import { sampleEmail } from "./sample-messages.js";
import { longestWait, transportCases, withTransport } from "./transport-cases.js";

/**
 * Every promise of {@link EmailTransport} that can be tested from outside. Cases of abilities that
 * a transport does not claim hold trivially; those of abilities it claims cannot be skipped.
 */
export function emailTransportContract(
  options: EmailTransportContractOptions,
): readonly ContractCase[] {
  const { recipients } = options;
  const create = () => options.create();
  const common = transportCases<EmailTransport, OutboundEmail>({
    create,
    recipients,
    message: sampleEmail,
    ...(options.interrupted === undefined ? {} : { interrupted: options.interrupted }),
    ...(options.wait === undefined ? {} : { wait: options.wait }),
    ...(options.taken === undefined
      ? {}
      : { taken: async () => ((await options.taken?.()) ?? []).length }),
  });
  const own: readonly (ContractCase & { readonly mandatory?: boolean })[] = [
    {
      name: "says who it is and what it can do",
      mandatory: true,
      run: () =>
        withTransport(create, async (transport) => {
          equal(
            [transport.specVersion, transport.channel],
            [1, "email"],
            "specVersion and channel",
          );
          ensure(transport.id.length > 0, "an id");
          const { batch, raw, envelopeFrom, smtputf8, idempotency } = transport.capabilities;
          ensure(
            [raw, envelopeFrom, smtputf8].every((flag) => typeof flag === "boolean"),
            "flags are booleans",
          );
          ensure(batch === false || batch.max >= 1, "batch is false or has a maximum");
          ensure(
            idempotency === false || idempotency.ttlSeconds > 0,
            "idempotency is false or lasts a while",
          );
          longestWait(transport.capabilities);
          equal(
            transport.sendBatch !== undefined,
            batch !== false,
            "sendBatch is there when batch is claimed",
          );
        }),
    },
    {
      name: "hands over subject, text and header fields unchanged, to one recipient",
      run: () =>
        withTransport(create, async (transport) => {
          const sent = sampleEmail(recipients.accepted, 1);
          await transport.send(sent);
          if (options.taken === undefined) return;
          const mail = present((await options.taken())[0], "the mail taken");
          equal(mail.to, [recipients.accepted], "recipients");
          equal(mail.subject, sent.subject, "subject");
          equal(mail.text.trim(), sent.text.trim(), "text");
          for (const field of [...sent.headers, { name: "Message-ID", value: sent.messageId }]) {
            const found = mail.headers.filter(
              (one) => one.name.toLowerCase() === field.name.toLowerCase(),
            );
            equal(
              found.map((one) => one.value),
              [field.value],
              `header ${field.name}`,
            );
          }
        }),
    },
    {
      name: "sends finished bytes as they are when it claims raw",
      mandatory: true,
      run: () =>
        withTransport(create, async (transport) => {
          if (!transport.capabilities.raw || options.taken === undefined) return;
          const parts = sampleEmail(recipients.accepted, 1);
          const lines = [
            `From: ${parts.from.address}`,
            `To: ${recipients.accepted}`,
            "Subject: from the bytes",
            `Message-ID: ${parts.messageId}`,
            "Date: Thu, 01 Jan 2026 00:00:00 +0000",
            "",
            "body from the bytes",
            "",
          ];
          const outcome = await transport.send({
            ...parts,
            raw: new TextEncoder().encode(lines.join("\r\n")),
          });
          equal(outcome.outcome, "accepted", "outcome");
          const mail = present((await options.taken())[0], "the mail taken");
          equal(
            [mail.subject, mail.text.trim()],
            ["from the bytes", "body from the bytes"],
            "subject and text",
          );
        }),
    },
    {
      name: "sends the same key once when it claims idempotency per message",
      mandatory: true,
      run: () =>
        withTransport(create, async (transport) => {
          const { idempotency } = transport.capabilities;
          if (
            idempotency === false ||
            idempotency.scope !== "message" ||
            options.taken === undefined
          )
            return;
          const sent = sampleEmail(recipients.accepted, 1);
          const outcomes = [await transport.send(sent), await transport.send(sent)];
          equal(
            outcomes.map((one) => one.outcome),
            ["accepted", "accepted"],
            "outcomes",
          );
          equal((await options.taken()).length, 1, "mails taken");
        }),
    },
    {
      name: "lays a domain's trouble at the domain's door",
      run: () =>
        withTransport(create, async (transport) => {
          if (options.domainDown === undefined) return;
          const outcome = await transport.send(sampleEmail(options.domainDown, 1));
          equal(outcome.outcome, "failed", "outcome");
          if (outcome.outcome !== "failed") return;
          equal([outcome.error.scope, outcome.error.retry], ["domain", "after"], "scope and retry");
          const next = await transport.send(sampleEmail(recipients.accepted, 2));
          equal(next.outcome, "accepted", "the message to another domain");
        }),
    },
  ];
  const cases = [
    ...own,
    ...common,
    ...emailSafetyCases(options),
    ...emailUnicodeCases(options),
    ...emailBatchCases(options),
    ...emailReserveCases(options),
  ];
  return withoutSkipped(cases, options.skip ?? []);
}
