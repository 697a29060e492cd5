import type { TransportError } from "../../errors/index.js";
import type { EmailTransport, OutboundEmail, SendSlot } from "../../ports/email-transport.js";
import type { ContractCase } from "../contract-case.js";
import { broken, ensure, equal, rejection } from "../expectations.js";
import type { EmailTransportContractOptions } from "./email-contract-options.js";
import { checkDeferred, checkOutcome } from "./outcome-checks.js";
import { patience, within } from "./patience.js";
import { sampleEmail } from "./sample-messages.js";
import { withTransport } from "./transport-cases.js";

/** More than any provider gives at once: what is not given back would be missing. */
const many = 50;

interface Reserving {
  readonly transport: EmailTransport;
  readonly reserve: NonNullable<EmailTransport["reserve"]>;
  /** A place, or the case fails. */
  slot(): Promise<SendSlot<OutboundEmail>>;
}

/** The promises of a transport that has places to reserve. */
export function emailReserveCases(
  options: EmailTransportContractOptions,
): readonly (ContractCase & { readonly mandatory: boolean })[] {
  const { recipients, wait } = options;
  const taken = async (expected: number, what: string): Promise<void> => {
    if (options.taken !== undefined) equal((await options.taken()).length, expected, what);
  };
  const soon = <T>(work: Promise<T>, what: string): Promise<T> =>
    within(wait, patience, work, what);

  const reserving = async (
    create: () => EmailTransport | Promise<EmailTransport>,
    check: (tools: Reserving) => Promise<void>,
  ): Promise<void> =>
    withTransport(create, async (transport) => {
      const reserve = transport.reserve?.bind(transport);
      if (reserve === undefined) return;
      const slot = async (): Promise<SendSlot<OutboundEmail>> => {
        const place = await soon(reserve(), "reserve");
        if ("error" in place) throw broken(`reserve: expected a place, got ${place.error.code}`);
        return place.slot;
      };
      await check({ transport, reserve, slot });
    });
  const reserveCase = (
    name: string,
    check: (tools: Reserving) => Promise<void>,
  ): ContractCase & { readonly mandatory: boolean } => ({
    name,
    mandatory: true,
    run: () => reserving(() => options.create(), check),
  });

  return [
    reserveCase("writes nothing about a message while a place is reserved", async ({ slot }) => {
      const place = await slot();
      await taken(0, "mails taken after reserve");
      const sent = sampleEmail(recipients.accepted, 1);
      const outcome = await soon(place.send(sent), "send");
      equal([outcome.ref, outcome.outcome], [sent.ref, "accepted"], "outcome");
      await taken(1, "mails taken after send");
    }),
    reserveCase("lets a place be used once, and not after it was given back", async ({ slot }) => {
      const used = await slot();
      await soon(used.send(sampleEmail(recipients.accepted, 1)), "send");
      const released = await slot();
      released.release();
      for (const [index, place] of [used, released].entries()) {
        const sent = sampleEmail(recipients.accepted, 2 + index);
        const outcome = await soon(place.send(sent), "send of a place that is gone");
        equal([outcome.ref, outcome.outcome], [sent.ref, "failed"], "outcome");
      }
      await taken(1, "mails taken");
    }),
    reserveCase("takes a place back, however it was given back", async ({ slot }) => {
      const others = [recipients.rejected, recipients.failed, recipients.unknown];
      const told = others.filter((one) => one !== undefined);
      for (let number = 0; number < many; number++) {
        const place = await slot();
        const recipient = told[number % (told.length + 1)];
        if (recipient === undefined) {
          place.release();
          place.release();
        } else await soon(place.send(sampleEmail(recipient, number)), "send");
      }
      const outcome = await soon(
        (await slot()).send(sampleEmail(recipients.accepted, many)),
        "send",
      );
      equal(outcome.outcome, "accepted", "outcome of the place after them");
    }),
    reserveCase("answers through a place as through send", async ({ slot, transport }) => {
      for (const expected of ["rejected", "failed", "unknown"] as const) {
        const recipient = recipients[expected];
        if (recipient === undefined) continue;
        const outcome = await soon((await slot()).send(sampleEmail(recipient, 1)), "send");
        equal([outcome.ref, outcome.outcome], ["ref-1", expected], "outcome");
        checkOutcome(outcome, transport.id, recipient);
        if (expected === "failed") checkDeferred(outcome);
      }
      const bad = { ...sampleEmail(recipients.accepted, 2), subject: "a\r\nBcc: b@example.com" };
      const refused = await soon((await slot()).send(bad), "send of a malformed mail");
      equal(refused.outcome, "failed", "outcome of a malformed mail");
    }),
    reserveCase(
      "rejects with the signal's reason when a place is aborted before it began",
      async (tools) => {
        const reason = new Error("the caller gave up");
        const call = { signal: AbortSignal.abort(reason) };
        const early = await rejection(() => tools.reserve(call), "reserve");
        ensure(early === reason, "the rejection of reserve is the signal's own reason");
        const place = await tools.slot();
        const late = await rejection(
          () => place.send(sampleEmail(recipients.accepted, 1), call),
          "send",
        );
        ensure(late === reason, "the rejection of send is the signal's own reason");
        await taken(0, "mails taken");
      },
    ),
    reserveCase("gives no place and uses none after close", async ({ transport, ...tools }) => {
      if (transport.close === undefined) return;
      const place = await tools.slot();
      await soon(transport.close(), "close with a place reserved");
      const outcome = await soon(place.send(sampleEmail(recipients.accepted, 1)), "send");
      equal(outcome.outcome, "failed", "outcome of a place reserved before close");
      checkError(await soon(tools.reserve(), "reserve"), transport.id);
      await taken(0, "mails taken");
    }),
    {
      name: "resolves to an error that blames no message where the provider cannot be reached",
      mandatory: true,
      run: async () => {
        const { unreachable } = options;
        if (unreachable === undefined) return;
        await reserving(unreachable, async ({ transport, reserve }) => {
          const error = checkError(await soon(reserve(), "reserve"), transport.id);
          ensure(
            error.scope === "provider" || error.scope === "account",
            "the error's scope is provider or account",
          );
        });
      },
    },
  ];
}

function checkError(
  place: Awaited<ReturnType<Reserving["reserve"]>>,
  transport: string,
): TransportError {
  if (!("error" in place)) {
    place.slot.release();
    throw broken("reserve: expected an error, got a place");
  }
  equal(place.error.transport, transport, "error.transport");
  return place.error;
}
