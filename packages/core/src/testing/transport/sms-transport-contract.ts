import type { OutboundSms, SmsTransport } from "../../ports/sms-transport.js";
import { type ContractCase, type ContractSkip, withoutSkipped } from "../contract-case.js";
import { ensure, equal } from "../expectations.js";
import { sampleSms } from "./sample-messages.js";
import {
  type InterruptedRecipient,
  longestWait,
  type ScriptedRecipients,
  transportCases,
  withTransport,
} from "./transport-cases.js";

export interface SmsTransportContractOptions {
  /** A fresh transport, with a provider that has taken nothing yet. Called once a case. */
  create(): SmsTransport | Promise<SmsTransport>;
  readonly recipients: ScriptedRecipients;
  readonly interrupted?: InterruptedRecipient;
  /**
   * A timer, for what would hang. With it and {@link interrupted}, the contract waits for
   * `longestWaitMs`: create a transport for which that is short.
   */
  wait?(milliseconds: number): Promise<void>;
  /** Numbers the provider was handed messages for since the last `create`, in order. */
  taken?(): readonly string[] | Promise<readonly string[]>;
  readonly skip?: readonly ContractSkip[];
}

/** Every promise of {@link SmsTransport} that can be tested from outside. */
export function smsTransportContract(
  options: SmsTransportContractOptions,
): readonly ContractCase[] {
  const { recipients } = options;
  const create = () => options.create();
  const common = transportCases<SmsTransport, OutboundSms>({
    create,
    recipients,
    message: sampleSms,
    ...(options.interrupted === undefined ? {} : { interrupted: options.interrupted }),
    ...(options.wait === undefined ? {} : { wait: options.wait }),
    ...(options.taken === undefined
      ? {}
      : { taken: async () => ((await options.taken?.()) ?? []).length }),
  });
  const refuses = async (
    transport: SmsTransport,
    messages: readonly OutboundSms[],
  ): Promise<void> => {
    for (const message of messages) {
      const outcome = await transport.send(message);
      const refused = outcome.outcome === "failed" || outcome.outcome === "rejected";
      equal([outcome.ref, refused], [message.ref, true], "refusal");
      equal(refused && outcome.error.retry, "never", "retry");
    }
    if (options.taken !== undefined) equal((await options.taken()).length, 0, "messages taken");
  };
  const own: readonly (ContractCase & { readonly mandatory?: boolean })[] = [
    {
      name: "says who it is and what it can do",
      mandatory: true,
      run: () =>
        withTransport(create, async (transport) => {
          equal([transport.specVersion, transport.channel], [1, "sms"], "specVersion and channel");
          ensure(transport.id.length > 0, "an id");
          const { alphanumericSender, stopHandling } = transport.capabilities;
          equal(typeof alphanumericSender, "boolean", "alphanumericSender");
          longestWait(transport.capabilities);
          ensure(["provider", "self", "carrier"].includes(stopHandling), "stopHandling");
        }),
    },
    {
      name: "refuses a number that is not E.164",
      run: () =>
        withTransport(create, (transport) =>
          refuses(
            transport,
            ["0151 2345678", "+0123456789", "+49", "+1234567890123456", "+1500555\n0006"].map(
              sampleSms,
            ),
          ),
        ),
    },
    {
      name: "refuses a body of more parts than the message allows, and counts parts as phones do",
      run: () =>
        withTransport(create, async (transport) => {
          const sms = (number: number, body: string): OutboundSms => ({
            ...sampleSms(recipients.accepted, number),
            body,
            maxSegments: 1,
          });
          // GSM 03.38: 160 septets, an extension character takes two; otherwise 70 UTF-16 units.
          const tooLong = ["a".repeat(161), "€".repeat(81), "д".repeat(71), "🎉".repeat(36)];
          await refuses(
            transport,
            tooLong.map((body, number) => sms(number, body)),
          );
          const justRight = ["a".repeat(160), "€".repeat(80), "д".repeat(70), "🎉".repeat(35)];
          for (const [number, body] of justRight.entries()) {
            equal(
              (await transport.send(sms(10 + number, body))).outcome,
              "accepted",
              "outcome of one full part",
            );
          }
        }),
    },
    {
      name: "refuses an alphanumeric sender when it does not claim them",
      mandatory: true,
      run: () =>
        withTransport(create, async (transport) => {
          if (transport.capabilities.alphanumericSender) return;
          await refuses(transport, [
            { ...sampleSms(recipients.accepted, 1), from: { type: "alphanumeric", id: "SHOP" } },
          ]);
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
          const sent = sampleSms(recipients.accepted, 1);
          await transport.send(sent);
          equal((await transport.send(sent)).outcome, "accepted", "outcome of the second send");
          equal((await options.taken()).length, 1, "messages taken");
        }),
    },
  ];
  return withoutSkipped([...own, ...common], options.skip ?? []);
}
