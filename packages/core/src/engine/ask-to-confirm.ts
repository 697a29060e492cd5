import { WellsentError } from "../errors/index.js";
import { campaignSendKey } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel } from "../ports/consent-gate.js";
import type { DueConfirmation, TokenSubject } from "../ports/consent-pages.js";
import type { MessageFact, OutboxStatus } from "../ports/store/facts.js";
import { type DirectSendDependencies, sendDirect } from "./direct-send.js";
import type { FollowDependencies } from "./follow-link.js";
import { knownSender } from "./reader-reads.js";
import type { SenderSettings } from "./sender-settings.js";

interface ConfirmationDependencies extends FollowDependencies, DirectSendDependencies {}

/**
 * The template that asks for confirmation on a channel. Absent: nothing that needs a confirmation
 * is offered on the channel.
 */
export function findConfirmationTemplate(
  { confirmationTemplate, smsConfirmationTemplate }: SenderSettings,
  channel: Channel,
): string | undefined {
  return channel === "email" ? confirmationTemplate : smsConfirmationTemplate;
}

/**
 * The id of the message that asks. There is one for each request, however often the button is
 * pressed.
 */
function askingId(request: string): string {
  return request.slice(-30).replaceAll("_", "-");
}

const underWay: ReadonlySet<OutboxStatus> = new Set(["queued", "claimed", "accepted", "unknown"]);

/** Whether the message of a request is among these and was neither refused nor given up. */
export function askedAmong(
  messages: readonly Pick<MessageFact, "key" | "messageClass" | "status">[],
): (request: string) => boolean {
  const asking = new Set(
    messages
      .filter(
        ({ messageClass, status }) =>
          messageClass === "confirmation_request" && underWay.has(status),
      )
      .map(({ key }) => key.split(":", 1)[0]),
  );
  return (request) => asking.has(askingId(request));
}

/**
 * Anybody who holds a forwarded mail can press its buttons. The confirmation is therefore asked of
 * the mailbox or phone that the choice is about.
 * @returns why nobody is asked, or `null`. A refused message is on record with all its reasons.
 */
export async function askToConfirm(
  deps: ConfirmationDependencies,
  { tenant }: TokenSubject,
  { contactPoint, channel, purpose, topic, ...request }: DueConfirmation,
  options: CallOptions,
): Promise<string | null> {
  try {
    const sender = knownSender(deps, tenant);
    if (sender === null) return "INPUT_SENDER";
    const template = findConfirmationTemplate(sender, channel);
    if (template === undefined) return "NO_CONFIRMATION_TEMPLATE";
    const lookup = { point: contactPoint };
    const contact = await deps.store.readContact({ tenant, lookup }, options);
    if (!contact) return "ADDRESS_GONE";
    const question = {
      ...{ tenant, contact: contact.id, contactPoint, template, purpose },
      id: askingId(request.eventId),
      ...(topic === undefined ? {} : { topic }),
      messageClass: "confirmation_request",
      data: { request: { ...request, names: [...request.names] } },
    } as const;
    const [sent] = await sendDirect(deps, [question], options);
    if (sent === undefined) return "UNEXPECTED";
    const { decision, status } = sent;
    if (status === "known") {
      const key = campaignSendKey(question.id, contact.id);
      const known = await deps.store.readMessage({ tenant, key }, options);
      if (known !== null && !underWay.has(known.status)) return "CONFIRMATION_NOT_SENT";
    }
    if (decision.allowed) return null;
    return decision.reasons.find(({ effect }) => effect !== "allow")?.code ?? "REFUSED";
  } catch (error) {
    // The request is in the ledger already. A wrong template is for the host to repair.
    if (!WellsentError.isInstance(error) || !error.code.startsWith("INPUT_")) throw error;
    deps.telemetry.log("error", "A confirmation could not be asked for.", {
      ...{ tenant, code: error.code },
    });
    return error.code;
  }
}
