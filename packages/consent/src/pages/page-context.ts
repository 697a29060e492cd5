import type {
  Activity,
  Channel,
  ConsentDraft,
  ContactPointConsent,
  IdSource,
  Instant,
  PublicRequest,
  PublicResponse,
  Random,
  TokenSubject,
} from "@wellsent/core";
import { type Html, layout } from "./html.js";
import type { PageTexts } from "./texts.js";

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
  readonly ids: IdSource;
  readonly random: Random;
  /** Digest of the wording the preference centre shows. */
  readonly notice: string;
}

export const producing = ({
  ids,
  random,
  request,
}: PageContext): { ids: IdSource; random: Random; now: Instant } => ({
  ids,
  random,
  now: request.at,
});

export const purposeLabel = ({ purposes }: PageContext, purpose: string): string =>
  purposes.find((each) => each.purpose === purpose)?.label ?? purpose;

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
