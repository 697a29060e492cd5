import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentDraft } from "../ports/consent-gate.js";
import type {
  PublicRequest,
  PublicResponse,
  RefusedRequest,
  TokenSubject,
} from "../ports/consent-pages.js";
import { askToConfirm } from "./ask-to-confirm.js";
import type { DirectSendDependencies } from "./direct-send.js";
import type { RequestEvidence } from "./engine.js";
import { type FollowDependencies, followLink } from "./follow-link.js";
import { readKnownPoints } from "./link-reader.js";
import { forgetOpenDay } from "./open-day.js";
import type { AppendOutcome, SharedAppends } from "./shared-appends.js";
import { viewMail } from "./view-mail.js";

export interface PublicDependencies extends FollowDependencies, DirectSendDependencies {
  readonly append: SharedAppends;
}

/**
 * Answers a link from a mail. The change is in the ledger before the answer is returned, and a
 * refusal is shown on the page. Every forged, truncated or unknown link gets the same answer. The
 * link of an erased person still works.
 */
export async function answerPublicRequest(
  deps: PublicDependencies,
  asked: PublicRequest,
  { method, ...seen }: RequestEvidence,
  options: CallOptions = {},
): Promise<PublicResponse> {
  // Hosts that wrap a server's request may pass `post` on.
  const visited = { ...asked, method: asked.method.toUpperCase() };
  const subject = deps.pages.open(visited.path);
  if (subject?.kind === "click" || subject?.kind === "open") {
    const evidence = { ...seen, method: method.toUpperCase() };
    return followLink(deps, visited, subject, evidence, options);
  }
  // The person's act is dated by the clock that dates everything else in the ledger.
  const request = { ...visited, at: deps.clock.now() };
  if (subject?.kind === "view") return viewMail(deps, request, subject, options);
  if (subject === null) {
    return (await showWording(deps, request, options)) ?? deps.pages.respond(request, null, null);
  }
  const { tenant, fingerprint } = subject;
  const read = () => deps.store.readConsent({ tenant, fingerprint }, options);
  const facts = await read();
  const known = await readKnownPoints(deps, subject, request, facts, options);
  const response = deps.pages.respond(request, subject, facts, known);
  const { drafts, confirmations = [], conclude } = response;
  if (drafts.length === 0) return response;
  const said = await append(deps, subject, response, request.at, options);
  if (said.entries.length === 0 && said.refused.length > 0 && conclude === undefined) {
    // A refusal by the ledger, such as for a used confirmation, must not look like a success. The
    // page shows the current state.
    const shown = { ...request, method: "GET", body: {} };
    return deps.pages.respond(shown, subject, await read(), known);
  }
  if (facts !== null && drafts.some(isRefusal)) {
    const whose = { tenant, lookup: { point: facts.contactPoint }, now: request.at };
    await forgetOpenDay(deps, whose, options);
  }
  const refused: RefusedRequest[] = [...said.refused];
  for (const confirmation of confirmations) {
    const { eventId: id } = confirmation;
    if (refused.some((each) => each.id === id)) continue;
    const code = await askToConfirm(deps, subject, confirmation, options);
    if (code !== null) refused.push({ id, code });
  }
  for (const { code } of refused)
    deps.telemetry.log("warn", "A wish from a public page was refused.", { tenant, code });
  return conclude === undefined ? response : { ...response, ...conclude(refused) };
}

/**
 * Appends what the page drafted. A withdrawal is credited, in the same commit, to the mail that
 * offered it if that mail is still stored.
 */
function append(
  deps: PublicDependencies,
  { kind, tenant, message }: TokenSubject,
  { drafts, confirmations = [] }: PublicResponse,
  at: Instant,
  options: CallOptions,
): Promise<AppendOutcome> {
  const leaves = kind === "unsubscribe" && confirmations.length === 0;
  if (!leaves || !drafts.every(isWithdrawal)) return deps.append(tenant, { drafts }, options);
  const dedupeKey = `unsubscribed:${message}`;
  const credit = { type: "unsubscribed", dedupeKey, message, at } as const;
  return deps.append(tenant, { drafts, credit }, options);
}

/**
 * The recorded day of the last opening is removed too. It returns only if that is still permitted.
 */
function isRefusal({ type }: ConsentDraft): boolean {
  return type === "consent.withdrawn" || type === "consent.refused" || type === "objection.raised";
}

function isWithdrawal({ type }: ConsentDraft): boolean {
  return type === "consent.withdrawn";
}

/** A notice is public: anybody with the link can read it, and no contact's record is involved. */
async function showWording(
  { pages, store }: PublicDependencies,
  request: PublicRequest,
  options: CallOptions,
): Promise<PublicResponse | null> {
  const named = pages.openWording?.(request.path) ?? null;
  if (named === null || pages.showWording === undefined) return null;
  const { tenant, digest: id } = named;
  const kept = await store.readDefinition({ tenant, kind: "notice", id }, options);
  const body = kept?.body ?? null;
  return pages.showWording(request, isObject(body) ? body : null);
}
