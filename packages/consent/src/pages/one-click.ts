import type {
  ConsentDraft,
  ContactPointConsent,
  IdSource,
  Instant,
  PublicResponse,
  TokenSubject,
} from "@wellsent/core";
import { type ConsentMethod, draftEvent, type Scope } from "../events/index.js";
import { plainHeaders } from "./page-context.js";
import { english } from "./texts.js";

export interface OneClickRequest {
  readonly method: string;
  readonly body: Readonly<Record<string, string>>;
  /** `null` for a token that is none of ours. */
  readonly subject: TokenSubject | null;
  /** `null` where no record of the person is left. */
  readonly facts: ContactPointConsent | null;
  readonly at: Instant;
  readonly ids: IdSource;
}

export type OneClickResponse = Pick<
  PublicResponse,
  "status" | "headers" | "body" | "drafts" | "suppress"
>;

/**
 * RFC 8058: a POST without cookies or context, from the mailbox provider, that must unsubscribe at once. Answers 200 only
 * with a denial to append; never redirects; asks nothing about campaigns, messages or contacts that may be gone.
 */
export const handleOneClick = (request: OneClickRequest): OneClickResponse => {
  const { method, body, subject, facts, at, ids } = request;
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
    ...leave({ subject, facts, at, ids, method: "one_click", scopes: [tokenScope(subject)] }),
  };
};

/** What the link was sent for: this topic, or this purpose. */
export const tokenScope = ({ purpose, topic }: TokenSubject): Scope => ({
  purpose,
  ...(topic === undefined ? {} : { topic }),
});

/** The denial, on the contact point where there is one; else on the fingerprint, so that the person stays left alone. */
export const leave = ({
  subject,
  facts,
  at,
  ids,
  method,
  scopes,
}: {
  readonly subject: TokenSubject;
  readonly facts: ContactPointConsent | null;
  readonly at: Instant;
  readonly ids: IdSource;
  readonly method: ConsentMethod;
  readonly scopes: readonly Scope[];
}): Pick<PublicResponse, "drafts" | "suppress"> => {
  const common = { effectiveAt: at, actor: { kind: "subject" } as const, method };
  if (facts === null) {
    return {
      drafts: [
        draftEvent({
          ...common,
          id: ids.next(),
          type: "suppression.added",
          detail: { reason: "unsubscribed", fingerprint: subject.fingerprint },
        }),
      ],
      suppress: true,
    };
  }
  return {
    drafts: scopes.map((scope) =>
      draftEvent({
        ...common,
        id: ids.next(),
        type: "consent.withdrawn",
        contactPoint: facts.contactPoint,
        scope,
      }),
    ),
  };
};
