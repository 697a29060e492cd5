import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { isObject, type JsonObject } from "../../json.js";
import { messageIdFor, messageRef } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { ColleagueAddress } from "../../ports/colleagues.js";
import type { EmailTransport } from "../../ports/email-transport.js";
import type { CallDraft, DueCall } from "../../ports/store/calls.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import { addDuration } from "../../timing/index.js";
import type { NotifyEffect, WorkflowDefinition } from "../../workflows/index.js";
import type { SenderFor } from "../sender-settings.js";

/** How long a mail to a colleague is tried: the task stands in any case. */
const tried = "3d";

/** What the mails to colleagues need. */
export interface NoticeDependencies {
  readonly email: EmailTransport;
  readonly colleagues: ColleagueAddress;
  readonly senderFor: SenderFor;
}

/** How an attempt to tell a colleague ended: told, or why not, or it is tried again. */
export type NoticeEnd =
  | { readonly told: string }
  | { readonly later: string; readonly retryAfterMs?: Milliseconds };

/** The mail that a step asks for with its task. It names the contact by id only. */
export function noticeDraft(
  { key, owner, title, text, details, dueAt, at, node }: NotifyEffect,
  { id: workflow }: WorkflowDefinition,
  { contact }: Pick<EnrollmentRecord, "contact">,
): CallDraft {
  const lines = [
    text,
    dueAt === null ? null : `Due: ${new Date(dueAt).toISOString()}`,
    `Contact: ${contact}`,
    ...Object.entries(details).map(([name, value]) => `${name}: ${printed(value)}`),
    `Workflow: ${workflow}, step ${node}`,
  ];
  const body = { owner, title, text: lines.filter((line) => line !== null).join("\n") };
  return { key, kind: "notice", body, until: addDuration(at, tried, "UTC") };
}

function printed(value: JsonObject[string] | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Hands the mail to the tenant's own transport, from the tenant's own sender. It takes no turn of
 * the tenant's rates and no place of a warm-up, which are for contacts: few mails go to mailboxes
 * of the host's own, and must not queue behind a campaign.
 */
export async function tellColleague(
  { email, colleagues, senderFor }: NoticeDependencies,
  tenant: TenantId,
  { key, body }: DueCall,
  now: Instant,
  options: CallOptions,
): Promise<NoticeEnd> {
  if (!isNotice(body)) return { told: "UNREADABLE" };
  const address = await colleagues(body.owner, tenant);
  if (address === null) return { told: "NO_ADDRESS" };
  const { from } = senderFor(tenant);
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const answer = await email.send(
    {
      ...{ ref: messageRef(key), idempotencyKey: key, from, to: { address } },
      messageId: messageIdFor(key, domain),
      date: new Date(now),
      // A title is one line: no header field can be broken off inside of it.
      subject: body.title.replace(/\s+/g, " "),
      text: body.text,
      headers: [{ name: "Auto-Submitted", value: "auto-generated" }],
    },
    options,
  );
  switch (answer.outcome) {
    case "accepted":
      return { told: "SENT" };
    case "rejected":
      return { told: answer.reason.toUpperCase() };
    case "unknown":
      // Nobody guesses: the colleague finds the task in any case.
      return { told: "MAYBE_SENT" };
    case "failed": {
      const { code, retry, retryAfterMs } = answer.error;
      if (retry === "never") return { told: code };
      return { later: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
  }
}

function isNotice(
  body: JsonObject,
): body is JsonObject & { readonly owner: string; readonly title: string; readonly text: string } {
  return isObject(body) && [body["owner"], body["title"], body["text"]].every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
