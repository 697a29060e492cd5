import { WellsentError } from "../errors/index.js";
import type { ContactPointId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentDraft, ContactPointConsent } from "../ports/consent-gate.js";
import type {
  PublicRequest,
  PublicResponse,
  RespondContext,
  TokenSubject,
} from "../ports/consent-pages.js";
import type { ContactPointRecord, ContactRecord } from "../ports/store/contact-record.js";
import { type DirectParts, sendDirect } from "./direct-send.js";
import type { RequestEvidence } from "./engine.js";
import { type FollowParts, followLink, viewMail } from "./follow-link.js";
import type { Said, SharedAppends } from "./shared-appends.js";
import type { Telemetry } from "./telemetry.js";

export interface PublicParts extends FollowParts, DirectParts {
  readonly say: SharedAppends;
  readonly telemetry: Telemetry;
}

/**
 * Answers a link out of a mail. What it changes is in the ledger before the answer leaves. A
 * forged, truncated or unknown link gets one and the same answer; an erased person's link still
 * works.
 */
export const answerPublicRequest = async (
  parts: PublicParts,
  asked: PublicRequest,
  { method, ...seen }: RequestEvidence,
  options: CallOptions = {},
): Promise<PublicResponse> => {
  // Hosts that wrap a server's request may hand on `post`.
  const visited = { ...asked, method: asked.method.toUpperCase() };
  const subject = parts.pages.open(visited.path);
  if (subject?.kind === "click" || subject?.kind === "open") {
    const evidence = { ...seen, method: method.toUpperCase() };
    return followLink(parts, visited, subject, evidence, options);
  }
  // What somebody says is dated by the clock that dates everything else in the ledger.
  const request = { ...visited, at: parts.clock.now() };
  if (subject?.kind === "view") return viewMail(parts, request, subject, options);
  if (subject === null) return parts.pages.respond(request, null, null);
  const { tenant, fingerprint } = subject;
  const read = () => parts.store.readConsent({ tenant, fingerprint }, options);
  const facts = await read();
  const context = await contextOf(parts, subject, request, facts, options);
  const response = parts.pages.respond(request, subject, facts, context);
  if (response.drafts.length === 0) return response;
  const result = await append(parts, subject, response, request.at, options);
  if (result.entries.length === 0 && result.refused.length > 0) {
    // What the ledger refused, a spent confirmation say, must not look like a success: show where
    // things stand.
    const shown = { ...request, method: "GET", body: {} };
    return parts.pages.respond(shown, subject, await read(), context);
  }
  if (response.confirmation && facts)
    await askToConfirm(parts, subject, response.confirmation, facts.contactPoint, options);
  return response;
};

/**
 * Every other point of the person who was written to: a wish is about them, and not about the one
 * mailbox that the mail went to.
 */
const contextOf = async (
  parts: PublicParts,
  subject: TokenSubject,
  { method }: PublicRequest,
  facts: ContactPointConsent | null,
  options: CallOptions,
): Promise<RespondContext> => {
  const { store } = parts;
  const { kind, tenant } = subject;
  if (kind !== "unsubscribe" && kind !== "preferences") return {};
  if (method !== "GET" && method !== "POST") return {};
  const { people, channel } = await writtenTo(parts, subject, options);
  const points = new Map(people.flatMap((person) => person.points.map((at) => [at.id, at])));
  if (facts !== null) points.delete(facts.contactPoint);
  const consentAt = async (wanted: (at: ContactPointRecord) => boolean) => {
    const read = [...points.values()]
      .filter(wanted)
      .map(({ id }) => store.readConsent({ tenant, contactPoint: id }, options));
    return (await Promise.all(read)).filter((consent) => consent !== null);
  };
  const others = await consentAt((at) => at.channel === channel);
  const otherChannels = await consentAt((at) => at.channel !== channel);
  return {
    ...(others.length === 0 ? {} : { others }),
    ...(otherChannels.length === 0 ? {} : { otherChannels }),
  };
};

/**
 * What cannot be read is as good as gone here, and the operator hears of it: a wish is heard as far
 * as it can be, at the link's own address above all.
 */
const readable = async <T>(
  { telemetry }: PublicParts,
  { tenant }: TokenSubject,
  reading: Promise<T | null>,
): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    if (!WellsentError.isInstance(error) || error.code !== "STORE_CORRUPT") throw error;
    telemetry.log("error", "A link's mail or its person cannot be read.", {
      ...{ tenant, code: error.code },
    });
    return null;
  }
};

/**
 * The person of the link's mail. Where that mail is no longer kept, whoever has its address now, or
 * else those who had it: somebody who has taken it over did not ask for those before them.
 */
const writtenTo = async (
  parts: PublicParts,
  subject: TokenSubject,
  options: CallOptions,
): Promise<{
  readonly people: readonly ContactRecord[];
  readonly channel: ContactPointRecord["channel"];
}> => {
  const { store } = parts;
  const { tenant, fingerprint, message: key } = subject;
  const message = await readable(parts, subject, store.readMessage({ tenant, key }, options));
  if (message !== null) {
    const { contact: id, channel } = message;
    const reading = store.readContact({ tenant, lookup: { id } }, options);
    const person = await readable(parts, subject, reading);
    return { people: person === null ? [] : [person], channel };
  }
  const reading = store.readOwners({ tenant, fingerprint }, options);
  const owners = (await readable(parts, subject, reading)) ?? [];
  const hasIt = ({ fingerprints }: ContactPointRecord) => fingerprints.includes(fingerprint);
  const present = owners.filter(({ points }) => points.some(hasIt));
  const channel = present.flatMap(({ points }) => points).find(hasIt)?.channel ?? "email";
  return { people: present.length > 0 ? present : owners, channel };
};

/**
 * Appends what the page drafted. A withdrawal is credited to the mail that offered the way out, in
 * the same commit, where that mail is still known.
 */
const append = (
  parts: PublicParts,
  { kind, tenant, message }: TokenSubject,
  { drafts, confirmation }: PublicResponse,
  at: Instant,
  options: CallOptions,
): Promise<Said> => {
  const leaves = kind === "unsubscribe" && confirmation === undefined;
  if (!leaves || !drafts.every(isWithdrawal)) return parts.say(tenant, { drafts }, options);
  const dedupeKey = `unsubscribed:${message}`;
  const credit = { type: "unsubscribed", dedupeKey, message, at } as const;
  return parts.say(tenant, { drafts, credit }, options);
};

const isWithdrawal = ({ type }: ConsentDraft): boolean => type === "consent.withdrawn";

/**
 * Whoever holds a forwarded mail can press its buttons, so a yes is asked of the mailbox itself: of
 * the very one that it is about.
 */
const askToConfirm = async (
  parts: PublicParts,
  { tenant, purpose, topic }: TokenSubject,
  confirmation: NonNullable<PublicResponse["confirmation"]>,
  contactPoint: ContactPointId,
  options: CallOptions,
): Promise<void> => {
  try {
    const template = parts.senderOf(tenant).confirmationTemplate;
    if (template === undefined) return;
    const lookup = { point: contactPoint };
    const contact = await parts.store.readContact({ tenant, lookup }, options);
    if (!contact) return;
    const question = {
      ...{ tenant, contact: contact.id, template, purpose },
      // One mail a request, however often the button is pressed.
      id: confirmation.eventId.slice(-30).replaceAll("_", "-"),
      ...(topic === undefined ? {} : { topic }),
      messageClass: "confirmation_request",
      data: { request: { ...confirmation } },
    } as const;
    await sendDirect(parts, [question], options, contactPoint);
  } catch (error) {
    // The request stands in the ledger: a template or sender that is wrong is the host's to mend.
    if (!WellsentError.isInstance(error) || !error.code.startsWith("INPUT_")) throw error;
    parts.telemetry.log("error", "A confirmation could not be asked for.", {
      ...{ tenant, code: error.code },
    });
  }
};
