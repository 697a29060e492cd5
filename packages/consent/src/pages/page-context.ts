import type {
  ConsentChannel,
  ConsentDraft,
  ContactPointConsent,
  PublicRequest,
  PublicResponse,
} from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
import type { RespondContext, TokenSubject } from "@wellsent/core/ports";
import { toHex, utf8 } from "../encoding/index.js";
import { hmacSha256 } from "../hash/index.js";
import { type DraftContext, nonceDigest } from "../opt-in/index.js";
import { type Html, html, layout, nothing } from "./html.js";
import type { Label, PageBrand, PublicPurpose } from "./labels.js";
import type { RequestIdentity } from "./request-identity.js";
import type { PageTexts } from "./texts.js";

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
  /** Of the link's message, where the engine knows. */
  readonly channel?: ConsentChannel;
  readonly permits?: NonNullable<RespondContext["permits"]>;
  readonly asked?: NonNullable<RespondContext["asked"]>;
  readonly askable?: NonNullable<RespondContext["askable"]>;
  /** Makes what only a mail may say. */
  readonly secret: Uint8Array;
  /** Of keys that only verify. */
  readonly formerSecrets: readonly Uint8Array[];
  /** Digest of the wording the preference centre shows in this language. */
  readonly notice: string;
  /** A label in the page's language. */
  readonly say: (label: Label) => string;
  /** Whose wording it is, and where it can be read. */
  readonly wordingUrl: (tenant: string, digest: string) => string;
  /** The preference centre of a link's address. */
  readonly preferencesUrl: (subject: TokenSubject) => string;
}

/**
 * What a page's events are made with. A nonce hangs on the wish and on the secret of the links, so
 * that a mail can be made again where it was lost between the ledger and the outbox.
 */
export function producing(
  { secret, request }: PageContext,
  { key, ids }: RequestIdentity,
): DraftContext {
  const made = nonceBytes(secret, key);
  return { ids, random: { bytes: (length) => made.slice(0, length) }, now: request.at };
}

function nonceBytes(secret: Uint8Array, key: string): Uint8Array {
  return hmacSha256(secret, utf8(`wellsent.nonce.${key}`));
}

/** The nonce of a question on record: the key may have been rotated since it was asked. */
export function nonceAsked(
  { secret, formerSecrets }: Pick<PageContext, "secret" | "formerSecrets">,
  { key }: RequestIdentity,
  { nonceDigest: digest }: { readonly nonceDigest?: string },
): string | undefined {
  return [secret, ...formerSecrets]
    .map((each) => toHex(nonceBytes(each, key).slice(0, 16)))
    .find((nonce) => nonceDigest(nonce) === digest);
}

/** Said wherever a withdrawal reaches further than the link's own address. */
export function widely(
  { others, otherChannels, texts }: PageContext,
  everyChannel: boolean = false,
): Html {
  return others.length === 0 && !(everyChannel && otherChannels.length > 0)
    ? nothing
    : html`<p>${texts.allAddresses}</p>`;
}

/** The channel of the link's message: as the engine knows, or as far as its purpose tells. */
export function findChannel(
  { purposes, channel }: Pick<PageContext, "purposes" | "channel">,
  { purpose }: Pick<TokenSubject, "purpose">,
): ConsentChannel {
  if (channel !== undefined) return channel;
  const listed = purposes.filter((each) => each.purpose === purpose);
  return listed.length > 0 && listed.every((each) => each.channel === "sms") ? "sms" : "email";
}

/** Every point of the person, by channel, the link's own first. */
export function groupPoints(
  context: PageContext,
  subject: TokenSubject,
): Readonly<Record<ConsentChannel, readonly ContactPointConsent[]>> {
  const { facts, others, otherChannels } = context;
  const own = facts === null ? others : [facts, ...others];
  return addressChannel(findChannel(context, subject)) === "email"
    ? { email: own, sms: otherChannels, call: otherChannels }
    : { email: otherChannels, sms: own, call: own };
}

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

/** The wording itself, for whoever wants to read what they agree to. */
export function wordingLink(
  { notice, texts, wordingUrl }: PageContext,
  { tenant, request }: TokenSubject,
): Html {
  return html`<p class="hint"><a href="${wordingUrl(tenant, request?.noticeDigest ?? notice)}">${texts.wordingLink}</a></p>`;
}

export function page(
  context: Pick<PageContext, "lang" | "brand" | "say">,
  title: string,
  content: Html,
  drafts: readonly ConsentDraft[] = [],
  status = 200,
): PublicResponse {
  return {
    status,
    headers,
    body: layout({
      lang: context.lang,
      title,
      brand: context.say(context.brand.name),
      address: context.brand.address === undefined ? "" : context.say(context.brand.address),
      content,
    }),
    drafts,
  };
}
