import type { ConsentDraft, ContactPointConsent, Instant, PublicResponse } from "@wellsent/core";
import type { TokenSubject } from "@wellsent/core/ports";
import { type ConsentMethod, type ConsentScope, draftEvent } from "../events/index.js";
import { projectionFromJson, saidFor, scopeKey } from "../state/index.js";
import { type PageContext, plainHeaders } from "./page-context.js";
import { identifyRequest } from "./request-identity.js";
import { english } from "./texts.js";

export interface OneClickRequest {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
  /** `null` for a token that is none of ours. */
  readonly subject: TokenSubject | null;
  /** `null` where no record of the person is left. */
  readonly facts: ContactPointConsent | null;
  /** Other points on the link's channel that the person has now: beside its own or in its place. */
  readonly others?: readonly ContactPointConsent[];
  readonly at: Instant;
}

export type OneClickResponse = Pick<
  PublicResponse,
  "status" | "headers" | "body" | "drafts" | "suppress"
>;

/**
 * RFC 8058: a POST without cookies or context, from the mailbox provider, that must unsubscribe at
 * once. Answers 200 only with a denial to append; never redirects; asks nothing about campaigns,
 * messages or contacts that may be gone. The same POST again drafts the same event.
 */
export function handleOneClick(request: OneClickRequest): OneClickResponse {
  const { method, body, subject, facts, others = [], at } = request;
  const answer = (
    status: number,
    text: string,
    drafts: readonly ConsentDraft[] = [],
  ): OneClickResponse => ({
    status,
    headers: plainHeaders,
    body: text,
    drafts,
  });
  if (subject?.kind !== "unsubscribe") return answer(404, "");
  if (method.toUpperCase() !== "POST")
    return { ...answer(405, ""), headers: { ...plainHeaders, Allow: "POST" } };
  if (body["List-Unsubscribe"] !== "One-Click") return answer(400, "");
  return {
    ...answer(200, english.oneClickDone),
    ...leave({ subject, facts, others, otherChannels: [], at }, "one_click", () => [
      tokenScope(subject),
    ]),
  };
}

/** What the link was sent for: this topic, or this purpose. */
export function tokenScope({ purpose, topic }: TokenSubject): ConsentScope {
  return {
    purpose,
    ...(topic === undefined ? {} : { topic }),
  };
}

/** Who leaves, by which link. */
export interface Leaving {
  readonly subject: TokenSubject;
  readonly facts: ContactPointConsent | null;
  readonly others: readonly ContactPointConsent[];
  readonly otherChannels: readonly ContactPointConsent[];
  readonly at: Instant;
}

export function leaving(
  { request, facts, others, otherChannels }: PageContext,
  subject: TokenSubject,
): Leaving {
  return { subject, facts, others, otherChannels, at: request.at };
}

/** It answers the mail: by a clock that is behind, it still comes after it. */
function answering({ subject, at }: Pick<Leaving, "subject" | "at">, method: ConsentMethod) {
  return {
    effectiveAt: Math.max(at, subject.issuedAt ?? at),
    actor: { kind: "subject" } as const,
    method,
  };
}

function denialBy({ subject, at }: Pick<Leaving, "subject" | "at">, method: ConsentMethod) {
  return (point: ContactPointConsent, scope: ConsentScope): ConsentDraft => {
    const { contactPoint } = point;
    const projection = projectionFromJson(point.projection);
    const since = projection === undefined ? [] : saidFor(projection, scope);
    const { ids } = identifyRequest(subject, at, ["no", contactPoint, scopeKey(scope)], since);
    const about = { type: "consent.withdrawn", contactPoint, scope } as const;
    return draftEvent({ ...answering({ subject, at }, method), id: ids.next(), ...about });
  };
}

/** The denials of what ends at each point. */
export function leaveAt(
  by: Pick<Leaving, "subject" | "at">,
  method: ConsentMethod,
  unwanted: readonly {
    readonly point: ContactPointConsent;
    readonly scopes: readonly ConsentScope[];
  }[],
): readonly ConsentDraft[] {
  const denial = denialBy(by, method);
  return unwanted.flatMap(({ point, scopes }) => scopes.map((scope) => denial(point, scope)));
}

/**
 * The denials, on the contact point where there is one and on every other that the person has; else
 * on the fingerprint, so that the person stays left alone. What is about one purpose is written
 * down on the channel of the link alone; being the person's wish, it counts for the purpose on
 * each.
 */
export function leave(
  { subject, facts, others, otherChannels, at }: Leaving,
  method: ConsentMethod,
  scopesAt: (point: ContactPointConsent) => readonly ConsentScope[],
): Pick<PublicResponse, "drafts" | "suppress"> {
  const denial = denialBy({ subject, at }, method);
  const points = facts === null ? others : [facts, ...others];
  const there = (point: ContactPointConsent): readonly ConsentScope[] =>
    scopesAt(point).filter(({ purpose }) => purpose === undefined);
  const drafts = [
    ...points.flatMap((point) => scopesAt(point).map((scope) => denial(point, scope))),
    ...otherChannels.flatMap((point) => there(point).map((scope) => denial(point, scope))),
  ];
  if (facts !== null) return { drafts };
  const suppression = draftEvent({
    ...answering({ subject, at }, method),
    id: identifyRequest(subject, at, ["no"], []).ids.next(),
    type: "suppression.added",
    detail: { reason: "unsubscribed", fingerprint: subject.fingerprint },
  });
  return { drafts: [suppression, ...drafts], suppress: true };
}
