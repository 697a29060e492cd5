import { WellsentError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { isObject, type JsonObject } from "../json.js";
import {
  decideFor,
  findPoint,
  type JudgeContext,
  messageIdFor,
  messageRef,
} from "../messages/index.js";
import type { Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ConsentPages, MessageLinkContext } from "../ports/consent-pages.js";
import type { EmailCapabilities, OutboundEmail } from "../ports/email-transport.js";
import type { ComposedMail, RenderRequest, TrackedLink } from "../ports/renderer.js";
import type { OutboundSms } from "../ports/sms-transport.js";
import type { ClaimedMessage } from "../ports/store/store.js";
import type { SenderSettings } from "./sender-settings.js";

export interface ComposeContext extends JudgeContext {
  readonly pages: ConsentPages;
  readonly sender: SenderSettings;
  /**
   * The limits of a finished mail for the current transport. Absent: the transport takes the parts.
   */
  readonly finished?: Pick<EmailCapabilities, "smtputf8"> | undefined;
}

export type Composed =
  | {
      readonly channel: "email";
      readonly message: OutboundEmail;
      /**
       * The targets of its tracked links. Undefined: there are none, or the renderer does not
       * report them.
       */
      readonly links: readonly TrackedLink[] | undefined;
    }
  | {
      readonly channel: "sms";
      readonly message: OutboundSms;
      /** The parts that it is sent in. */
      readonly parts: number;
      readonly links: readonly TrackedLink[] | undefined;
    }
  | { readonly channel: null; readonly reasons: readonly DecisionReason[] };

/** A renderer that sets no limit of its own gets this one. */
const usualSegments = 3;

function unsendable(code: string, rule: string): Composed {
  return {
    channel: null,
    reasons: [{ code, effect: "deny", rule }],
  };
}

/** With the zone that dates are printed in, unless an attribute of the host's own names one. */
function zonedAttributes({ attributes, timeZone }: ClaimedMessage["facts"]["contact"]): JsonObject {
  return timeZone === null ? attributes : { timeZone: timeZone.name, ...attributes };
}

/**
 * Renders one claimed message from fresh facts. A message that cannot be rendered is recorded as
 * not sent with its reasons. No partial mail is sent.
 */
export function composeMessage(claimed: ClaimedMessage, context: ComposeContext): Composed {
  const { message, facts } = claimed;
  const { contact } = facts;
  const { sender, now, tenant } = context;
  const point = findPoint(facts, message);
  if (!point) return unsendable("ADDRESS_GONE", "the contact no longer has this address");
  const links = context.pages.links({
    tenant,
    contactPoint: point.id,
    fingerprint: point.fingerprints[0] ?? "",
    message: message.key,
    purpose: message.purpose,
    ...(message.topic === null ? {} : { topic: message.topic }),
    messageClass: message.messageClass,
    channel: message.channel,
    at: now,
    ...(contact.locale === null ? {} : { locale: contact.locale }),
    ...readNotice(message.decision),
    ...readConfirmation(claimed),
  });
  const request: RenderRequest = {
    template: message.template,
    locale: contact.locale,
    contact: contact.id,
    attributes: zonedAttributes(contact),
    data: { ...message.data, sender: { ...sender.details } },
    memberships: facts.memberships.map((membership) => membership.segment),
    links,
    tracking: {
      opens: decideFor(message, facts, context, "track.open")?.allowed ?? false,
      clicks: decideFor(message, facts, context, "track.click")?.allowed ?? false,
    },
    ...(message.channel === "sms" && sender.smsFrom ? { smsFrom: sender.smsFrom } : {}),
    at: now,
  };
  const ref = messageRef(message.key);
  if (message.channel === "sms") {
    const result = context.renderer.render(request);
    if (!result.rendered) return unrendered(result.reasons);
    if (!sender.smsFrom) return unsendable("NO_SMS_SENDER", "sender settings: smsFrom");
    return {
      channel: "sms",
      message: {
        ref,
        idempotencyKey: message.key,
        to: point.address,
        from: sender.smsFrom,
        body: result.text,
        maxSegments: result.maxSegments ?? usualSegments,
      },
      parts: result.segments ?? 1,
      links: recorded(result.links),
    };
  }
  const head: MailHead = {
    ref,
    idempotencyKey: message.key,
    from: sender.from,
    to: { address: point.address },
    ...(sender.replyTo ? { replyTo: sender.replyTo } : {}),
    messageId: messageIdFor(message.key, recipientDomain(sender.from.address)),
    date: asDate(now),
    headers: links.headers,
  };
  const result = finishedMail(context, request, head, now) ?? context.renderer.render(request);
  if (!result.rendered) return unrendered(result.reasons);
  const { subject } = result;
  const deps =
    "raw" in result ? { text: "", raw: result.raw } : { html: result.html, text: result.text };
  return {
    channel: "email",
    message: { ...head, subject, ...deps },
    links: recorded(result.links),
  };
}

function recorded(links: readonly TrackedLink[] | undefined): readonly TrackedLink[] | undefined {
  return links?.length === 0 ? undefined : links;
}

type MailHead = Omit<OutboundEmail, "subject" | "html" | "text" | "raw">;

/**
 * The mail as bytes, if the transport takes and the renderer makes finished mails; otherwise
 * `null`.
 */
function finishedMail(
  { renderer, finished }: Pick<ComposeContext, "renderer" | "finished">,
  request: RenderRequest,
  { from, to, replyTo, messageId, headers }: MailHead,
  date: Instant,
): ComposedMail | null {
  if (finished === undefined || renderer.compose === undefined) return null;
  return renderer.compose(request, {
    from,
    to,
    ...(replyTo === undefined ? {} : { replyTo }),
    messageId,
    date,
    headers,
    // A server without SMTPUTF8 still takes every mail whose addresses do not need it.
    smtputf8: finished.smtputf8 && [from, to].some(({ address }) => !isAscii(localPart(address))),
  });
}

function unrendered(
  reasons: readonly { readonly code: string; readonly path: string }[],
): Composed {
  return {
    channel: null,
    reasons: reasons.map(({ code, path }) => ({
      code,
      effect: "deny",
      rule: `template field ${path}`,
    })),
  };
}

function asDate(instant: Instant): Date {
  return new Date(instant);
}
function recipientDomain(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf("@"));
}
function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** The notice that the person agreed to, if there is one. */
function readNotice({ evidence }: Decision): Pick<MessageLinkContext, "notice"> {
  const [notice] = evidence.noticeDigests;
  return notice === undefined ? {} : { notice };
}

/**
 * A confirmation request names the consent event that it asks about. Its link becomes invalid with
 * the request.
 */
function readConfirmation({ message }: ClaimedMessage): Pick<MessageLinkContext, "request"> {
  const { request } = message.data;
  if (message.messageClass !== "confirmation_request" || !isObject(request)) return {};
  const { eventId, noticeDigest, nonce, expiresAt } = request;
  if (typeof eventId !== "string" || typeof noticeDigest !== "string") return {};
  return {
    request: {
      eventId,
      noticeDigest,
      ...(typeof nonce === "string" ? { nonce } : {}),
      ...(typeof expiresAt === "number" ? { expiresAt } : {}),
    },
  };
}

/**
 * A message that cannot be made delays no other. It is recorded as not sent with the fault's code.
 */
export function composeSafely(claimed: ClaimedMessage, context: ComposeContext): Composed {
  try {
    return composeMessage(claimed, context);
  } catch (error) {
    return WellsentError.isInstance(error)
      ? unsendable(
          error.code,
          error.path === undefined ? "composing the message" : `at ${error.path}`,
        )
      : unsendable("COMPOSE_FAILED", "composing the message");
  }
}
