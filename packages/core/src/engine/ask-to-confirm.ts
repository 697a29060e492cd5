import { WellsentError } from "../errors/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel } from "../ports/consent-gate.js";
import type { DueConfirmation, TokenSubject } from "../ports/consent-pages.js";
import { type DirectParts, sendDirect } from "./direct-send.js";
import type { FollowParts } from "./follow-link.js";
import type { SenderSettings } from "./sender-settings.js";
import type { Telemetry } from "./telemetry.js";

interface AskingParts extends FollowParts, DirectParts {
  readonly telemetry: Telemetry;
}

/** What asks to confirm on a channel; absent: nothing does, and nothing is offered there. */
export const confirmationTemplateOf = (
  { confirmationTemplate, smsConfirmationTemplate }: SenderSettings,
  channel: Channel,
): string | undefined => (channel === "email" ? confirmationTemplate : smsConfirmationTemplate);

/**
 * Whoever holds a forwarded mail can press its buttons, so a yes is asked of the mailbox or handset
 * itself: of the very one that it is about, and about what was chosen for it.
 *
 * @returns why nobody is asked, or `null`. A refused message is on record with all its reasons.
 */
export const askToConfirm = async (
  parts: AskingParts,
  { tenant }: TokenSubject,
  { contactPoint, channel, purpose, topic, ...request }: DueConfirmation,
  options: CallOptions,
): Promise<string | null> => {
  try {
    const template = confirmationTemplateOf(parts.senderOf(tenant), channel);
    if (template === undefined) return "NO_CONFIRMATION_TEMPLATE";
    const lookup = { point: contactPoint };
    const contact = await parts.store.readContact({ tenant, lookup }, options);
    if (!contact) return "ADDRESS_GONE";
    const question = {
      ...{ tenant, contact: contact.id, template, purpose },
      // One message a request, however often the button is pressed.
      id: request.eventId.slice(-30).replaceAll("_", "-"),
      ...(topic === undefined ? {} : { topic }),
      messageClass: "confirmation_request",
      data: { request: { ...request, names: [...request.names] } },
    } as const;
    const [sent] = await sendDirect(parts, [question], options, contactPoint);
    if (sent === undefined) return "UNEXPECTED";
    const { decision } = sent;
    if (decision.allowed) return null;
    return decision.reasons.find(({ effect }) => effect !== "allow")?.code ?? "REFUSED";
  } catch (error) {
    // The request stands in the ledger: a template or sender that is wrong is the host's to mend.
    if (!WellsentError.isInstance(error) || !error.code.startsWith("INPUT_")) throw error;
    parts.telemetry.log("error", "A confirmation could not be asked for.", {
      ...{ tenant, code: error.code },
    });
    return error.code;
  }
};
