import type {
  ConsentPages,
  ContactId,
  HeaderField,
  Instant,
  OutboundEmail,
  OutboundSms,
  OutboxRecord,
  SendKey,
  TenantId,
  TokenSubject,
} from "@wellsent/core";
import type { TemplateReference } from "../app/index.js";
import { momentText } from "./moment.js";

/** A link as it stands in a message. */
export interface ReceivedLink {
  /** `content`: it leads to the web; else which of the app's own pages it opens. */
  readonly kind: "content" | Exclude<TokenSubject["kind"], "click" | "open">;
  /** What a browser would load. */
  readonly url: string;
  /** Where that leads in the end: the target of a tracked link. */
  readonly to: string;
  /** Whether following it is noticed. */
  readonly tracked: boolean;
}

interface Received {
  readonly key: SendKey;
  readonly tenant: TenantId;
  readonly contact: ContactId;
  readonly template: string;
  readonly purpose: string;
  /** `2026-03-10T13:00:00Z` */
  readonly at: string;
  readonly instant: Instant;
  readonly to: string;
  readonly text: string;
  readonly links: readonly ReceivedLink[];
}

/** A mail in somebody's mailbox. */
export interface ReceivedMail extends Received {
  readonly channel: "email";
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly headers: readonly HeaderField[];
  /** The image that tells of an opening; `null`: this mail has none. */
  readonly pixel: string | null;
  /** Where a mailbox provider posts to for its unsubscribe button, RFC 8058. */
  readonly oneClick: string | null;
}

/** A text message on somebody's handset. */
export interface ReceivedText extends Received {
  readonly channel: "sms";
}

export type ReceivedMessage = ReceivedMail | ReceivedText;

export function receivedMail(
  message: OutboundEmail,
  record: OutboxRecord,
  pages: ConsentPages,
  instant: Instant,
): ReceivedMail {
  const { subject, text, html = "", headers, from } = message;
  const urls = html === "" ? urlsIn(text) : anchorsIn(html);
  const header = headers.find(({ name }) => name.toLowerCase() === "list-unsubscribe")?.value ?? "";
  return {
    channel: "email",
    ...common(record, instant, message.to.address),
    ...{ from: from.address, subject, text, html, headers },
    links: urls.flatMap((url) => linkAt(url, record, pages) ?? []),
    pixel: imagesIn(html).find((url) => readSubject(pages, url)?.kind === "open") ?? null,
    oneClick: /<(https:[^>]+)>/.exec(header)?.[1] ?? null,
  };
}

export function receivedText(
  { body, to }: OutboundSms,
  record: OutboxRecord,
  pages: ConsentPages,
  instant: Instant,
): ReceivedText {
  return {
    channel: "sms",
    ...common(record, instant, to),
    text: body,
    links: urlsIn(body).flatMap((url) => linkAt(url, record, pages) ?? []),
  };
}

function common(
  { key, tenant, contact, template, purpose }: OutboxRecord,
  instant: Instant,
  to: string,
): Omit<Received, "text" | "links"> {
  return { key, tenant, contact, template, purpose, at: momentText(instant), instant, to };
}

function linkAt(url: string, record: OutboxRecord, pages: ConsentPages): ReceivedLink | null {
  const subject = readSubject(pages, url);
  if (subject === null) return { kind: "content", url, to: url, tracked: false };
  const { kind, link } = subject;
  if (kind === "open") return null;
  if (kind !== "click") return { kind, url, to: url, tracked: false };
  const to = record.links?.find(({ position }) => position === link)?.target ?? url;
  return { kind: "content", url, to, tracked: true };
}

/**
 * What a URL means to the app's pages, wherever these are mounted; `null`: it is none of theirs.
 */
function readSubject(pages: ConsentPages, url: string): TokenSubject | null {
  const parts = URL.canParse(url) ? new URL(url).pathname.split("/") : [];
  for (let from = 1; from < parts.length; from += 1) {
    const subject = pages.open(parts.slice(from).join("/"));
    if (subject !== null) return subject;
  }
  return null;
}

function anchorsIn(html: string): readonly string[] {
  const found = [...html.matchAll(/<a\s[^>]*?href="(https?:[^"]+)"/g)];
  return found.map(([, url = ""]) => unescaped(url));
}

function imagesIn(html: string): readonly string[] {
  return [...html.matchAll(/<img\s[^>]*?src="([^"]+)"/g)].map(([, url = ""]) => unescaped(url));
}

function urlsIn(text: string): readonly string[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g)].map(([url]) => url);
}

export function readTemplateId(template: TemplateReference): string;
export function readTemplateId(template: TemplateReference | undefined): string | undefined;
export function readTemplateId(template: TemplateReference | undefined): string | undefined {
  return typeof template === "object" ? template.id : template;
}

/** The entities that attributes of a mail's links can hold. */
export function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
