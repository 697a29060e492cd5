import { WellsentError } from "../errors/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { PublicRequest, PublicResponse, TokenSubject } from "../ports/consent-pages.js";
import type { ClaimedMessage } from "../ports/store/store.js";
import { type FollowDependencies, page, plainPage } from "./follow-link.js";
import { type Composed, composeMessage } from "./outbound.js";
import { knownSender, readable } from "./reader-reads.js";

/**
 * Renders the mail again for a browser, with current data and without tracking. If the host's
 * settings or templates prevent it, the answer is 503 and the log has an entry.
 */
export async function viewMail(
  deps: FollowDependencies,
  { at: now }: PublicRequest,
  subject: TokenSubject,
  options: CallOptions,
): Promise<PublicResponse> {
  const { store } = deps;
  const { tenant, message: key } = subject;
  const message = await readable(deps, subject, store.readMessage({ tenant, key }, options));
  if (message === null || message.channel !== "email") return gone;
  const needs = { events: {}, messages: 0, consent: true };
  const reading = store.readFacts({ tenant, now, contact: message.contact, needs }, options);
  const facts = await readable(deps, subject, reading);
  if (facts === null) return gone;
  const composed = composedNow(deps, subject, { message, facts }, now);
  if (composed === null)
    return plainPage(503, "This mail cannot be shown now. Please try again later.\n");
  if (composed.channel !== "email") return gone;
  const { html, text } = composed.message;
  const type = html === undefined ? "text/plain" : "text/html";
  return page(
    200,
    { "content-type": `${type}; charset=utf-8`, "x-robots-tag": "noindex" },
    html ?? text,
  );
}

const gone: PublicResponse = plainPage(404, "This mail is no longer kept.\n");

/** `null` if it cannot be rendered because of the host's settings or templates. */
function composedNow(
  deps: FollowDependencies,
  { tenant }: TokenSubject,
  claimed: ClaimedMessage,
  now: PublicRequest["at"],
): Composed | null {
  const { gate, pages, renderer } = deps;
  const sender = knownSender(deps, tenant);
  if (sender === null) return null;
  const untracked = {
    ...gate,
    decide: (...asked: Parameters<typeof gate.decide>) => ({
      ...gate.decide(...asked),
      allowed: false,
    }),
  };
  try {
    return composeMessage(claimed, {
      ...{ tenant, now, gate: untracked, pages, renderer, sender },
      ...{ workspaceZone: sender.timeZone, processor: null, policy: {}, templateMissingFor: 0 },
    });
  } catch (error) {
    const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
    deps.telemetry.log("error", "A mail cannot be shown in a browser.", { tenant, code });
    return null;
  }
}
