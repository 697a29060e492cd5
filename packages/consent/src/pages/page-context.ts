import type {
  Activity,
  Channel,
  ConsentDraft,
  ContactPointConsent,
  PublicRequest,
  PublicResponse,
  TokenSubject,
} from "@wellsent/core";
import { utf8 } from "../encoding/index.js";
import { hmacSha256 } from "../hash/index.js";
import type { Producing } from "../opt-in/index.js";
import { type Html, html, layout, nothing } from "./html.js";
import type { PageTexts } from "./texts.js";
import type { Wish } from "./wish.js";

/** What a preference centre offers, with names a person understands. */
export interface PublicPurpose {
  readonly purpose: string;
  readonly label: string;
  readonly channel?: Channel;
  /** None: the purpose is taken or left whole. */
  readonly topics?: readonly { readonly topic: string; readonly label: string }[];
}

export interface PageBrand {
  readonly name: string;
  /** Postal address, shown below every page. */
  readonly address?: string;
  /** Where lists live: `newsletter.acme.example` for the purpose `newsletter`, RFC 2919. */
  readonly listDomain: string;
}

export interface PageContext {
  readonly request: PublicRequest;
  readonly texts: PageTexts;
  readonly lang: string;
  readonly brand: PageBrand;
  readonly purposes: readonly PublicPurpose[];
  readonly facts: ContactPointConsent | null;
  /** What else the person has on the link's channel: beside its address, or in its place. */
  readonly others: readonly ContactPointConsent[];
  /** What the person has on any other channel. */
  readonly otherChannels: readonly ContactPointConsent[];
  /** Makes what only a mail may say. */
  readonly secret: Uint8Array;
  /** Digest of the wording the preference centre shows. */
  readonly notice: string;
}

/**
 * What a page's events are made with. A nonce hangs on the wish and on the secret of the links, so
 * that a mail can be made again where it was lost between the ledger and the outbox.
 */
export const producing = ({ secret, request }: PageContext, { key, ids }: Wish): Producing => {
  const made = hmacSha256(secret, utf8(`wellsent.nonce.${key}`));
  return { ids, random: { bytes: (length) => made.slice(0, length) }, now: request.at };
};

/** Said wherever a withdrawal reaches further than the link's own address. */
export const widely = (
  { others, otherChannels, texts }: PageContext,
  everyChannel: boolean = false,
): Html =>
  others.length === 0 && !(everyChannel && otherChannels.length > 0)
    ? nothing
    : html`<p>${texts.allAddresses}</p>`;

export const purposeLabel = ({ purposes }: PageContext, purpose: string): string =>
  purposes.find((each) => each.purpose === purpose)?.label ?? purpose;

/** The channel of the link's message, as far as its purpose tells. */
export const channelOf = (
  { purposes }: PageContext,
  { purpose }: Pick<TokenSubject, "purpose">,
): Channel => {
  const listed = purposes.filter((each) => each.purpose === purpose);
  return listed.length > 0 && listed.every(({ channel }) => channel === "sms") ? "sms" : "email";
};

export const topicLabel = (
  { purposes }: PageContext,
  { purpose, topic }: Pick<TokenSubject, "purpose" | "topic">,
): string =>
  purposes.find((each) => each.purpose === purpose)?.topics?.find((each) => each.topic === topic)
    ?.label ??
  topic ??
  "";

export const watched: readonly Activity[] = ["track.open", "track.click"];

const headers: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Content-Type": "text/html; charset=utf-8",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex",
};

export const plainHeaders: Readonly<Record<string, string>> = {
  ...headers,
  "Content-Type": "text/plain; charset=utf-8",
};

export const page = (
  context: Pick<PageContext, "lang" | "brand">,
  title: string,
  content: Html,
  drafts: readonly ConsentDraft[] = [],
  status = 200,
): PublicResponse => ({
  status,
  headers,
  body: layout({
    lang: context.lang,
    title,
    brand: context.brand.name,
    address: context.brand.address ?? "",
    content,
  }),
  drafts,
});
