import type { Schema } from "../contacts/index.js";
import type { TenantId } from "../identifiers.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Activity, AppendResult, ConsentDraft } from "../ports/consent-gate.js";
import type {
  ConsentPages,
  PublicRequest,
  PublicResponse,
  TokenSubject,
} from "../ports/consent-pages.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { Renderer, TrackedLink } from "../ports/renderer.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { SendInput, SendResult } from "./engine.js";
import { composeMessage } from "./outbound.js";
import type { ConsentParts } from "./record-consent.js";

export interface PublicParts extends ConsentParts {
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly record: (
    tenant: TenantId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ) => Promise<AppendResult>;
  readonly send: (input: SendInput<Schema>, options?: CallOptions) => Promise<SendResult>;
  readonly report: (
    tenant: TenantId,
    events: readonly DeliveryEvent[],
    options?: CallOptions,
  ) => Promise<unknown>;
}

/** What the request looked like: the material for telling people from machines. */
export interface RequestEvidence {
  readonly method: string;
  readonly userAgent: string | null;
  readonly acceptLanguage: string | null;
}

const page = (
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): PublicResponse => ({
  status,
  headers: { "cache-control": "no-store", "referrer-policy": "no-referrer", ...headers },
  body,
  drafts: [],
});

/** One transparent pixel: the smallest GIF there is. */
const pixel: Uint8Array = Uint8Array.from([
  71, 73, 70, 56, 57, 97, 1, 0, 1, 0, 240, 1, 0, 0, 0, 0, 0, 0, 0, 33, 249, 4, 1, 10, 0, 0, 0, 44,
  0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 68, 1, 0, 59,
]);

/**
 * Answers a link out of a mail. What it changes is in the ledger before the answer leaves. A forged, truncated or
 * unknown link gets one and the same answer; an erased person's link still works.
 */
export const answerPublicRequest = async (
  parts: PublicParts,
  request: PublicRequest,
  evidence: RequestEvidence,
  options: CallOptions = {},
): Promise<PublicResponse> => {
  const subject = parts.pages.open(request.path);
  if (subject?.kind === "click" || subject?.kind === "open")
    return follow(parts, request, subject, evidence, options);
  if (subject?.kind === "view") return view(parts, request, subject, options);
  const read = () =>
    subject
      ? parts.store.readConsent(
          { tenant: subject.tenant, fingerprint: subject.fingerprint },
          options,
        )
      : null;
  const response = parts.pages.respond(request, subject, await read());
  if (!subject || response.drafts.length === 0) return response;
  const result = await parts.record(subject.tenant, response.drafts, options);
  if (result.entries.length === 0 && result.refused.length > 0) {
    // What the ledger refused, a spent confirmation say, must not look like a success: show where things stand.
    return parts.pages.respond({ ...request, method: "GET", body: {} }, subject, await read());
  }
  if (response.confirmation) await askToConfirm(parts, subject, response.confirmation, options);
  if (subject.kind === "unsubscribe") await creditUnsubscribe(parts, subject, options);
  return response;
};

/** Whoever holds a forwarded mail can press its buttons, so a yes from a page is asked of the mailbox itself. */
const askToConfirm = async (
  parts: PublicParts,
  { tenant, fingerprint, purpose, topic }: TokenSubject,
  confirmation: NonNullable<PublicResponse["confirmation"]>,
  options: CallOptions,
): Promise<void> => {
  const template = parts.senderOf(tenant).confirmationTemplate;
  const facts = await parts.store.readConsent({ tenant, fingerprint }, options);
  if (template === undefined || !facts) return;
  const contact = await parts.store.readContact(
    { tenant, lookup: { point: facts.contactPoint } },
    options,
  );
  if (!contact) return;
  await parts.send(
    {
      tenant,
      contact: contact.id,
      // One mail a request, however often the button is pressed.
      id: confirmation.eventId.slice(-30).replaceAll("_", "-"),
      template,
      purpose,
      ...(topic === undefined ? {} : { topic }),
      messageClass: "confirmation_request",
      data: { request: { ...confirmation } },
    },
    options,
  );
};

/** Credits the way out to the mail that offered it, where that mail is still known. The ledger has it already. */
const creditUnsubscribe = async (
  parts: PublicParts,
  subject: TokenSubject,
  options: CallOptions,
): Promise<void> => {
  const { tenant, message } = subject;
  const known = await parts.store.readMessage({ tenant, key: message }, options);
  // An "undo" comes through the same link.
  if (!known || (await isAllowed(parts, known, tenant, "send", options))) return;
  const event: DeliveryEvent = {
    type: "unsubscribed",
    dedupeKey: `unsubscribed:${message}`,
    message,
    at: parts.clock.now(),
  };
  await parts.ingest(tenant, [{ kind: "delivery", event }], options);
};

const follow = async (
  parts: PublicParts,
  request: PublicRequest,
  subject: TokenSubject,
  evidence: RequestEvidence,
  options: CallOptions,
): Promise<PublicResponse> => {
  const { tenant, message: key } = subject;
  const message = await parts.store.readMessage({ tenant, key }, options);
  const click = subject.kind === "click";
  const link = click && message ? await linkAt(parts, message, subject.link, options) : null;
  // The MAC does not cover the position: one that the mail did not hold counts for nothing.
  if (
    message &&
    !(click && link === null) &&
    (await isAllowed(parts, message, tenant, activityOf(subject), options))
  ) {
    const type = click ? "clicked" : "opened";
    const machine = isMachine(message, request, evidence);
    const event: DeliveryEvent = {
      type,
      dedupeKey: `${type}:${key}:${subject.link ?? ""}:${machine ? "machine" : "human"}`,
      message: key,
      at: request.at,
      engagement: { machine, ...(link === null ? {} : { link: link.link }) },
    };
    await parts.report(tenant, [event], options);
  }
  if (!click) return page(200, { "content-type": "image/gif" }, pixel);
  return link === null
    ? page(
        404,
        { "content-type": "text/plain; charset=utf-8" },
        "This link leads nowhere any more.\n",
      )
    : page(302, { location: asLocation(link.target) }, "");
};

/**
 * Where a position of one mail leads: as it was rendered. Messages that were sent without that on record are looked up
 * in the template's present table for the contact's locale.
 */
const linkAt = async (
  parts: PublicParts,
  message: OutboxRecord,
  position: number | undefined,
  options: CallOptions,
): Promise<Omit<TrackedLink, "position"> | null> => {
  if (position === undefined) return null;
  const { tenant, template, contact: id, links } = message;
  if (links !== undefined) return webOnly(links.find((link) => link.position === position));
  const contact = await parts.store.readContact({ tenant, lookup: { id } }, options);
  const target = parts.renderer.template(template, contact?.locale ?? null)?.links[position];
  return webOnly(target === undefined ? undefined : { link: position, target });
};

const webOnly = <Link extends { readonly target: string }>(link: Link | undefined): Link | null =>
  link !== undefined && /^https?:\/\//i.test(link.target) ? link : null;

/** Headers take visible ASCII only. Browsers decode the rest in every part of a URL, the host's name included. */
const asLocation = (target: string): string =>
  target.replace(/\p{Surrogate}/gu, "\ufffd").replace(/[^\x21-\x7e]+/g, encodeURIComponent);

const activityOf = ({ kind }: TokenSubject): Activity =>
  kind === "click" ? "track.click" : "track.open";

/** Asked when it happens, not when the mail left: who withdraws is no longer watched through mails already sent. */
const isAllowed = async (
  parts: PublicParts,
  message: OutboxRecord,
  tenant: TenantId,
  activity: Activity,
  options: CallOptions,
): Promise<boolean> => {
  const contact = await parts.store.readContact(
    { tenant, lookup: { id: message.contact } },
    options,
  );
  const point = contact?.points.find(({ id }) => id === message.contactPoint);
  const facts = await parts.store.readConsent(
    { tenant, contactPoint: message.contactPoint },
    options,
  );
  if (!contact || !point || !facts) return false;
  const { channel, purpose, topic, messageClass } = message;
  const subject = {
    tenant,
    contact,
    point,
    channel,
    purpose,
    topic,
    messageClass,
    processor: null,
  };
  return parts.gate.decide(questionFor(subject, activity, parts.clock.now()), facts).allowed;
};

/** Below this after the hand-off nobody has read anything yet; scanners click while the mail is still being taken in. */
const tooSoon = 3_000;

const isMachine = (
  message: OutboxRecord,
  request: PublicRequest,
  evidence: RequestEvidence,
): boolean =>
  evidence.method !== "GET" ||
  evidence.acceptLanguage === null ||
  evidence.userAgent === null ||
  evidence.userAgent === "Mozilla/5.0" ||
  (message.settledAt !== null && request.at - message.settledAt < tooSoon);

/** The mail once more, for a browser: rendered as it would be now, without anything that reports back. */
const view = async (
  parts: PublicParts,
  request: PublicRequest,
  subject: TokenSubject,
  options: CallOptions,
): Promise<PublicResponse> => {
  const { tenant, message: key } = subject;
  const message = await parts.store.readMessage({ tenant, key }, options);
  const facts =
    message &&
    (await parts.store.readFacts(
      {
        tenant,
        now: request.at,
        contact: message.contact,
        needs: { events: {}, messages: 0, consent: true },
      },
      options,
    ));
  if (!message || !facts || message.channel !== "email")
    return page(
      404,
      { "content-type": "text/plain; charset=utf-8" },
      "This mail is no longer kept.\n",
    );
  const sender = parts.senderOf(tenant);
  const untracked = {
    ...parts.gate,
    decide: (...asked: Parameters<typeof parts.gate.decide>) => ({
      ...parts.gate.decide(...asked),
      allowed: false,
    }),
  };
  const composed = composeMessage(
    { message, facts },
    {
      tenant,
      now: request.at,
      gate: untracked,
      pages: parts.pages,
      renderer: parts.renderer,
      sender,
      workspaceZone: sender.timeZone,
      processor: null,
      policyOf: () => ({}),
    },
  );
  if (composed.channel !== "email")
    return page(
      404,
      { "content-type": "text/plain; charset=utf-8" },
      "This mail is no longer kept.\n",
    );
  return page(
    200,
    { "content-type": "text/html; charset=utf-8", "x-robots-tag": "noindex" },
    composed.message.html ?? composed.message.text,
  );
};
