import type { MessageClass } from "./ports/consent-gate.js";

/**
 * How much a class needs before it may be sent. Classes of one rank need different things, so none
 * stands for another.
 */
const strictness: Readonly<Record<MessageClass, number>> = {
  marketing: 2,
  service: 1,
  transactional: 0,
  confirmation_request: 0,
  legal_notice: 0,
};

/**
 * What the person is waiting for, as opposed to what we want to say: quiet hours and caps without a
 * class bind the latter only.
 */
export function isSolicited(messageClass: MessageClass): boolean {
  return strictness[messageClass] === 0;
}

/**
 * Whether a message of class `asked` could get by a rule that binds its template's class: it may be
 * of that very class, or of one that needs more.
 */
export function isLaxer(asked: MessageClass, template: MessageClass): boolean {
  return asked !== template && !(strictness[asked] > strictness[template]);
}
