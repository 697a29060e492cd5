import type { EmailTransport, OutboundEmail } from "../../ports/email-transport.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { ContractCase } from "../contract-case.js";
import { ensure, equal, rejection } from "../expectations.js";
import type { EmailTransportContractOptions } from "./email-contract-options.js";
import { checkDeferred, checkOutcome } from "./outcome-checks.js";
import { sampleEmail } from "./sample-messages.js";
import { withTransport } from "./transport-cases.js";

type SendBatch = (
  messages: readonly OutboundEmail[],
  options?: { readonly signal?: AbortSignal },
) => Promise<readonly SendOutcome[]>;

export function emailBatchCases(
  options: EmailTransportContractOptions,
): readonly (ContractCase & { readonly mandatory: boolean })[] {
  const { recipients } = options;
  const batchCase = (
    name: string,
    check: (sendBatch: SendBatch, transport: EmailTransport) => Promise<void>,
  ): ContractCase & { readonly mandatory: boolean } => ({
    name,
    mandatory: true,
    run: () =>
      withTransport(
        () => options.create(),
        async (transport) => {
          if (transport.capabilities.batch === false || transport.sendBatch === undefined) return;
          await check(
            (messages, call) => transport.sendBatch?.(messages, call) ?? Promise.resolve([]),
            transport,
          );
        },
      ),
  });
  const taken = async (expected: number): Promise<void> => {
    if (options.taken !== undefined) equal((await options.taken()).length, expected, "mails taken");
  };

  return [
    batchCase(
      "answers a batch with one outcome per message, in the order given",
      async (sendBatch, transport) => {
        const kinds = (
          ["accepted", "rejected", "accepted", "failed", "unknown", "accepted"] as const
        ).filter((kind) => recipients[kind] !== undefined);
        const messages = kinds.map((kind, number) =>
          sampleEmail(recipients[kind] ?? recipients.accepted, number),
        );
        const outcomes = await sendBatch(messages);
        equal(
          outcomes.map((one) => [one.ref, one.outcome]),
          messages.map((one, index) => [one.ref, kinds[index]]),
          "outcomes",
        );
        for (const [index, outcome] of outcomes.entries()) {
          checkOutcome(outcome, transport.id, messages[index]?.to.address ?? "");
          if (kinds[index] === "failed") checkDeferred(outcome);
        }
      },
    ),
    batchCase("lets one bad message of a batch harm no other", async (sendBatch) => {
      const bad = {
        ...sampleEmail(recipients.accepted, 1),
        subject: "broken\r\nBcc: victim@example.com",
      };
      const outcomes = await sendBatch([
        sampleEmail(recipients.accepted, 0),
        bad,
        sampleEmail(recipients.accepted, 2),
      ]);
      equal(
        outcomes.map((one) => one.outcome === "accepted"),
        [true, false, true],
        "accepted",
      );
      await taken(2);
    }),
    batchCase("takes a batch of none, and one address twice", async (sendBatch) => {
      equal(await sendBatch([]), [], "outcomes of an empty batch");
      const outcomes = await sendBatch([
        sampleEmail(recipients.accepted, 1),
        sampleEmail(recipients.accepted, 2),
      ]);
      equal(
        outcomes.map((one) => one.ref),
        ["ref-1", "ref-2"],
        "refs",
      );
      await taken(2);
    }),
    batchCase("shows no recipient of a batch to another", async (sendBatch) => {
      await sendBatch([sampleEmail(recipients.accepted, 1), sampleEmail(recipients.accepted, 2)]);
      for (const mail of (await options.taken?.()) ?? [])
        equal(mail.to, [recipients.accepted], "recipients");
    }),
    batchCase("sends nothing of a batch when aborted before it began", async (sendBatch) => {
      const reason = new Error("the caller gave up");
      const call = { signal: AbortSignal.abort(reason) };
      const error = await rejection(
        () => sendBatch([sampleEmail(recipients.accepted, 1)], call),
        "sendBatch",
      );
      ensure(error === reason, "the rejection is the signal's own reason");
      await taken(0);
    }),
  ];
}
