import { isLaxer } from "../message-class.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { TemplateInfo } from "../ports/renderer.js";

/**
 * Why a message must not be made of this template; `null`: it may. Class and channel belong to the
 * template: a caller can only be stricter, and another class that needs as little is not.
 */
export const templateFault = (
  message: { readonly channel: Channel; readonly messageClass: MessageClass },
  template: TemplateInfo,
): "CHANNEL_MISMATCH" | "CLASS_LAXER" | null => {
  if (message.channel !== template.channel) return "CHANNEL_MISMATCH";
  return isLaxer(message.messageClass, template.messageClass) ? "CLASS_LAXER" : null;
};
