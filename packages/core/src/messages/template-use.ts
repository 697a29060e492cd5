import { isLaxer } from "../message-class.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { TemplateInfo } from "../ports/renderer.js";

export interface TemplateUse {
  readonly channel: Channel;
  readonly messageClass: MessageClass;
  readonly purpose: string;
  readonly topic?: string | null;
}

export interface TemplateMisuse {
  readonly code: "CLASS_LAXER" | "CHANNEL" | "TEMPLATE_WAY_OUT" | "PURPOSE";
  /** What of the use is at fault. */
  readonly member: "messageClass" | "channel" | "purpose" | "topic";
  /** For people. */
  readonly message: string;
}

/**
 * What is wrong with asking for a template so; `null`: nothing. Class, channel, purpose and topic
 * belong to the template: a caller may ask for more permission than it needs, and never for less.
 */
export function templateMisuse(info: TemplateInfo, use: TemplateUse): TemplateMisuse | null {
  const fault = templateFault(use, info);
  if (fault === "CHANNEL_MISMATCH") {
    const message = "The template is for another channel.";
    return { code: "CHANNEL", member: "channel", message };
  }
  if (fault === "CLASS_LAXER") {
    const message = "Only the template's own message class, or one that needs more, may be named.";
    return { code: "CLASS_LAXER", member: "messageClass", message };
  }
  // What is sent as marketing lets its reader leave, and the template must have been made so.
  const tightened = use.messageClass === "marketing" && info.messageClass !== "marketing";
  if (tightened && info.wayOut !== true) {
    const message = "Marketing needs an unsubscribe link: add one to the template's body.";
    return { code: "TEMPLATE_WAY_OUT", member: "messageClass", message };
  }
  if (!isForOtherPurpose(use, info)) return null;
  const member = use.purpose === info.purpose ? "topic" : "purpose";
  return { code: "PURPOSE", member, message: `The template is for another ${member}.` };
}

/** Whether permission was asked for another purpose or topic than the template's own. */
export function isForOtherPurpose(
  { purpose, topic }: { readonly purpose: string; readonly topic?: string | null },
  template: TemplateInfo,
): boolean {
  if (template.purpose !== undefined && purpose !== template.purpose) return true;
  return template.topic !== undefined && (topic ?? template.topic) !== template.topic;
}

/**
 * Why a message must not be made of this template; `null`: it may. Class and channel belong to the
 * template: a caller can only be stricter, and another class that needs as little is not.
 */
export function templateFault(
  message: { readonly channel: Channel; readonly messageClass: MessageClass },
  template: TemplateInfo,
): "CHANNEL_MISMATCH" | "CLASS_LAXER" | null {
  if (message.channel !== template.channel) return "CHANNEL_MISMATCH";
  return isLaxer(message.messageClass, template.messageClass) ? "CLASS_LAXER" : null;
}
