import { WellsentError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Activity, ConsentGate, Decision } from "../ports/consent-gate.js";
import type {
  ConsentPages,
  PublicRequest,
  PublicResponse,
  TokenSubject,
} from "../ports/consent-pages.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { Renderer, TrackedLink } from "../ports/renderer.js";
import type { Clock } from "../ports/sources.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { Store } from "../ports/store/store.js";
import type { Engine, RequestEvidence } from "./engine.js";
import { forgetOpenDay, isDayOnly, keepOpenDay } from "./open-day.js";
import { readable } from "./reader-reads.js";
import type { SenderFor } from "./sender-settings.js";
import type { Telemetry } from "./telemetry.js";

export interface FollowDependencies {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly senderFor: SenderFor;
  readonly report: Engine["report"];
  readonly telemetry: Telemetry;
}

export function page(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): PublicResponse {
  return {
    status,
    headers: { "cache-control": "no-store", "referrer-policy": "no-referrer", ...headers },
    body,
    drafts: [],
  };
}

export function plainPage(status: number, text: string): PublicResponse {
  return page(status, { "content-type": "text/plain; charset=utf-8" }, text);
}

/** One transparent pixel: the smallest GIF there is. */
const pixel: Uint8Array = Uint8Array.from([
  71, 73, 70, 56, 57, 97, 1, 0, 1, 0, 240, 1, 0, 0, 0, 0, 0, 0, 0, 33, 249, 4, 1, 10, 0, 0, 0, 44,
  0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 68, 1, 0, 59,
]);

/** Follows a tracked link or serves the pixel, and reports it if tracking is permitted. */
export async function followLink(
  deps: FollowDependencies,
  request: PublicRequest,
  subject: TokenSubject,
  evidence: RequestEvidence,
  options: CallOptions,
): Promise<PublicResponse> {
  const { tenant, message: key } = subject;
  const reading = deps.store.readMessage({ tenant, key }, options);
  const message = await readable(deps, subject, reading);
  const click = subject.kind === "click";
  const link = click && message ? await linkAt(deps, message, subject.link, options) : null;
  // The MAC does not cover the position. A position that the mail did not have is ignored.
  if (message && !(click && link === null))
    await reportTracking(deps, request, subject, { message, link, evidence }, options);
  if (!click) return page(200, { "content-type": "image/gif" }, pixel);
  return link === null
    ? plainPage(404, "This link leads nowhere any more.\n")
    : page(302, { location: asLocation(link.target) }, "");
}

/**
 * Reports a click or an open if tracking is permitted. If that fails, the reader is still served,
 * and the operator is informed.
 */
async function reportTracking(
  deps: FollowDependencies,
  request: PublicRequest,
  subject: TokenSubject,
  { message, link, evidence }: Followed,
  options: CallOptions,
): Promise<void> {
  const { tenant, message: key } = subject;
  try {
    const click = subject.kind === "click";
    const watched = await watchedBy(deps, message, trackingActivity(subject), options);
    const machine = isMachine(message, request, evidence);
    if (!click && (watched === null || isDayOnly(watched))) {
      await noteDay(deps, message, { watched, machine, openedAt: request.at }, options);
      return;
    }
    if (watched === null) return;
    const type = click ? "clicked" : "opened";
    const event: DeliveryEvent = {
      type,
      dedupeKey: `${type}:${key}:${subject.link ?? ""}:${machine ? "machine" : "human"}`,
      message: key,
      at: request.at,
      engagement: { machine, ...(link === null ? {} : { link: link.link }) },
    };
    await deps.report(tenant, [event], options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
    deps.telemetry.log("error", "A click or an open could not be recorded.", { tenant, code });
  }
}

interface Followed {
  readonly message: OutboxRecord;
  readonly link: Omit<TrackedLink, "position"> | null;
  readonly evidence: RequestEvidence;
}

/**
 * The target of a position in one mail, as it was rendered. For messages sent without recorded
 * targets it is looked up in the template's current link table for the contact's locale.
 */
async function linkAt(
  deps: FollowDependencies,
  message: OutboxRecord,
  position: number | undefined,
  options: CallOptions,
): Promise<Omit<TrackedLink, "position"> | null> {
  if (position === undefined) return null;
  const { tenant, template, contact: id, links } = message;
  if (links !== undefined) return webOnly(links.find((link) => link.position === position));
  const reading = deps.store.readContact({ tenant, lookup: { id } }, options);
  const contact = await readable(deps, message, reading);
  const target = deps.renderer.template(template, contact?.locale ?? null)?.links[position];
  return webOnly(target === undefined ? undefined : { link: position, target });
}

function webOnly<Link extends { readonly target: string }>(link: Link | undefined): Link | null {
  return link !== undefined && /^https?:\/\//i.test(link.target) ? link : null;
}

/**
 * Headers take visible ASCII only. Browsers decode the rest in every part of a URL, the host
 * included.
 */
function asLocation(target: string): string {
  return target
    .replace(/[\ud800-\udfff]/gu, "\ufffd")
    .replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

function trackingActivity({ kind }: TokenSubject): Activity {
  return kind === "click" ? "track.click" : "track.open";
}

/** Handles an opening that may be recorded by its day only, or no longer at all. */
async function noteDay(
  { store, clock }: FollowDependencies,
  { tenant, contact: id }: OutboxRecord,
  opening: {
    readonly watched: Decision | null;
    readonly machine: boolean;
    readonly openedAt: Instant;
  },
  options: CallOptions,
): Promise<void> {
  const whose = { tenant, lookup: { id }, now: clock.now() };
  if (opening.watched === null) await forgetOpenDay({ store }, whose, options);
  else if (!opening.machine) await keepOpenDay({ store }, whose, opening.openedAt, options);
}

/**
 * `null`: not at all. Decided when the event happens, so a withdrawal also ends tracking through
 * mails sent before it.
 */
async function watchedBy(
  { store, gate, clock }: FollowDependencies,
  { tenant, contact, contactPoint, channel, purpose, topic, messageClass }: OutboxRecord,
  activity: Activity,
  options: CallOptions,
): Promise<Decision | null> {
  const now = clock.now();
  const needs = { events: {}, messages: 0, consent: true };
  const facts = await store.readFacts({ tenant, now, contact, needs }, options);
  const point = facts?.contact.points.find(({ id }) => id === contactPoint);
  const consent = facts?.consent.find((entry) => entry.contactPoint === contactPoint);
  if (!facts || !point || !consent) return null;
  const cell = { channel, purpose, topic, messageClass, processor: null };
  const subject = { tenant, contact: facts.contact, point, ...cell };
  const decision = gate.decide(questionFor(subject, activity, now), consent);
  return decision.allowed ? decision : null;
}

/**
 * Nobody can have read anything this soon after the hand-off. Scanners click while the mail is
 * still being accepted.
 */
const tooSoon = 3_000;

function isMachine(
  message: OutboxRecord,
  request: PublicRequest,
  evidence: RequestEvidence,
): boolean {
  return (
    evidence.method !== "GET" ||
    evidence.acceptLanguage === null ||
    evidence.userAgent === null ||
    evidence.userAgent === "Mozilla/5.0" ||
    (message.settledAt !== null && request.at - message.settledAt < tooSoon)
  );
}
