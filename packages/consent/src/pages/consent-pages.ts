import type {
  ConsentPages,
  ContactPointConsent,
  PublicRequest,
  PublicResponse,
} from "@wellsent/core";
import { DefinitionError, InputError } from "@wellsent/core/errors";
import type { RespondContext, TokenSubject } from "@wellsent/core/ports";
import { unsubscribeHeaders } from "../headers/index.js";
import { type TokenKeys, tokenCodec, tokenLinks } from "../tokens/index.js";
import { confirmedPage, confirmPage, isConfirmForm } from "./confirm-page.js";
import { html } from "./html.js";
import {
  bestLanguage,
  checkLabels,
  inLanguage,
  type Label,
  type PageBrand,
  type PublicPurpose,
} from "./labels.js";
import { handleOneClick, leaving } from "./one-click.js";
import { type PageContext, page, plainHeaders } from "./page-context.js";
import { isSavedForm, preferencesPage, preferencesSaved } from "./preferences-page.js";
import { english, german, type PageTexts } from "./texts.js";
import { undone, unsubscribed, unsubscribePage } from "./unsubscribe-page.js";
import { openWording, wordingPage, wordingPath } from "./wording-page.js";

export interface ConsentPagesOptions<Locale extends string = string> {
  /**
   * Where the host serves these pages: https, for example `https://mail.acme.example/c/`. On
   * localhost, 127.0.0.1 and [::1] also http, for development: mail then offers no one-click.
   */
  readonly baseUrl: string;
  readonly tokens: TokenKeys;
  readonly brand: PageBrand<Locale>;
  readonly purposes: readonly PublicPurpose<Locale>[];
  /**
   * Digest of the wording of the preference centre, under which requests made there are filed, by
   * language where it has several: {@link publishNotice}.
   */
  readonly notice: Label<Locale>;
  /** By language, over the built-in English and German. */
  readonly texts?: Readonly<Record<string, PageTexts>>;
  /**
   * Languages the pages are served in: each needs its texts and every label. Absent: those there
   * are texts for, and a label that a language lacks is said in the default language.
   */
  readonly locales?: readonly Locale[];
  /** Default: `en`. */
  readonly defaultLocale?: NoInfer<Locale>;
  /**
   * `get` confirms as soon as the link is followed. Mail scanners follow links, too: it is recorded
   * as `double_opt_in_get`, never lifts a denial, and rules such as Germany's do not accept it.
   * Default: `post`.
   */
  readonly confirmOn?: "post" | "get";
  /** For receivers that know no POST, and help: RFC 2369. */
  readonly mailto?: string;
  readonly help?: string;
}

/**
 * Links of messages and the public pages behind them. Forms work without scripts; nothing but a
 * POST changes anything; no answer redirects, sets a cookie, or tells whether an address is known.
 * A POST to the preference centre or a confirmation that its form did not make changes nothing
 * either, and is answered with 400 and the page. The way out takes any POST.
 *
 * @throws InputError `INPUT_BASE_URL`, `INPUT_KEY`; DefinitionError `DEFINITION_PAGE_LOCALE` for a
 * language without texts, `DEFINITION_PAGE_LABEL` for a label that a named language lacks, or the
 * default one.
 *
 * @example
 * ```ts
 * consentPages({
 *   baseUrl: "https://mail.acme.example/c/",
 *   tokens,
 *   locales: ["en", "de"],
 *   brand: { name: "Acme", listDomain: "lists.acme.example" },
 *   purposes: [{ purpose: "marketing.offers", label: { en: "Offers", de: "Angebote" } }],
 *   notice: { en: englishDigest, de: germanDigest },
 * });
 * ```
 */
export function consentPages<const Locale extends string = string>(
  options: ConsentPagesOptions<Locale>,
): ConsentPages {
  const { confirmOn = "post", mailto, help } = options;
  const { brand, purposes, notice }: ConsentPagesOptions = options;
  const links = tokenLinks(tokenCodec(options.tokens), options.baseUrl);
  const { texts, fallback } = servedTexts(options);

  const createContext = (
    request: PublicRequest,
    facts: ContactPointConsent | null,
    { others = [], otherChannels = [], channel, permits, asked, askable }: RespondContext,
  ): PageContext => {
    const isOther = ({ contactPoint }: ContactPointConsent) => contactPoint !== facts?.contactPoint;
    const { locale, otherLocales = [] } = request;
    const lang = bestLanguage([locale, ...otherLocales], Object.keys(texts)) ?? fallback;
    const say = (label: Label): string => inLanguage(label, lang, fallback);
    return {
      request,
      facts,
      others: others.filter(isOther),
      otherChannels: otherChannels.filter(isOther),
      lang,
      texts: texts[lang] ?? english,
      brand,
      purposes,
      secret: options.tokens.current.secret,
      formerSecrets: (options.tokens.previous ?? []).map(({ secret }) => secret),
      notice: say(notice),
      say,
      wordingUrl: (tenant, digest) => links.url(wordingPath(tenant, digest)),
      preferencesUrl: ({ tenant, fingerprint, message, purpose, topic }) => {
        const about = { tenant, fingerprint, message, purpose, issuedAt: request.at };
        const scoped = topic === undefined ? about : { ...about, topic };
        return links.links({ kind: "message", ...scoped }).preferences;
      },
      ...(channel === undefined ? {} : { channel }),
      ...(permits === undefined ? {} : { permits }),
      ...(asked === undefined ? {} : { asked }),
      ...(askable === undefined ? {} : { askable }),
    };
  };

  const reading = (context: PageContext, subject: TokenSubject): PublicResponse | undefined => {
    switch (subject.kind) {
      case "unsubscribe":
        return unsubscribePage(context, subject);
      case "preferences":
        return preferencesPage(context, subject);
      case "confirm":
        return confirmOn === "get" && context.request.method.toUpperCase() === "GET"
          ? confirmedPage(context, subject, "double_opt_in_get")
          : confirmPage(context, subject);
      default:
        return undefined;
    }
  };

  const acting = (context: PageContext, subject: TokenSubject): PublicResponse | undefined => {
    const { body } = context.request;
    switch (subject.kind) {
      case "unsubscribe":
        if (body["List-Unsubscribe"] !== undefined) {
          return handleOneClick({ ...leaving(context, subject), method: "POST", body });
        }
        return body["action"] === "undo"
          ? undone(context, subject)
          : unsubscribed(context, subject);
      case "preferences":
        return isSavedForm(context)
          ? preferencesSaved(context, subject)
          : notTheForm(preferencesPage(context, subject));
      case "confirm":
        return isConfirmForm(context)
          ? confirmedPage(context, subject)
          : notTheForm(confirmPage(context, subject));
      default:
        return undefined;
    }
  };

  const respond = (
    request: PublicRequest,
    subject: TokenSubject | null,
    facts: ContactPointConsent | null,
    known: RespondContext = {},
  ): PublicResponse => {
    const context = createContext(request, facts, known);
    const unknown = (): PublicResponse =>
      page(context, context.texts.unknownTitle, html`<p>${context.texts.unknownLead}</p>`, [], 404);
    const method = request.method.toUpperCase();
    if (subject === null) return method === "HEAD" ? { ...unknown(), body: "" } : unknown();
    switch (method) {
      case "POST":
        return acting(context, subject) ?? unknown();
      case "GET":
        return reading(context, subject) ?? unknown();
      case "HEAD":
        return { ...(reading(context, subject) ?? unknown()), body: "", drafts: [] };
      default:
        return {
          status: method === "OPTIONS" ? 204 : 405,
          headers: { ...plainHeaders, Allow: "GET, HEAD, POST, OPTIONS" },
          body: "",
          drafts: [],
        };
    }
  };

  return {
    specVersion: 1,
    id: "consent-pages",
    links: (context) => {
      const { tenant, fingerprint, message, purpose, topic, at, request, messageClass } = context;
      const { channel } = context;
      const about = {
        tenant,
        fingerprint,
        message,
        purpose,
        ...(topic === undefined ? {} : { topic }),
        issuedAt: at,
      };
      const { nonce, expiresAt } = request ?? {};
      if (request !== undefined && (nonce === undefined || expiresAt === undefined)) {
        throw new InputError(
          "INPUT_CONFIRMATION_LINK",
          "A confirmation link needs the request's nonce and expiry.",
          {
            path: "request",
            remedy: "Pass on the confirmation that requestConsent returned.",
          },
        );
      }
      const made = links.links(
        { kind: "message", ...about },
        request === undefined || nonce === undefined || expiresAt === undefined
          ? undefined
          : {
              kind: "confirm",
              ...about,
              request: request.eventId,
              noticeDigest: request.noticeDigest,
              nonce,
              expiresAt,
            },
        channel,
      );
      const listed = messageClass === "marketing" || messageClass === "service";
      const list = [topic, purpose].filter((part) => part !== undefined).join(".");
      return {
        ...made,
        wording: links.url(
          wordingPath(
            tenant,
            context.notice ?? inLanguage(notice, context.locale ?? fallback, fallback),
          ),
        ),
        headers: listed
          ? unsubscribeHeaders({
              unsubscribe: made.unsubscribe,
              scope: { listId: `${list.replace(/[^A-Za-z0-9_.-]+/g, "-")}.${brand.listDomain}` },
              ...(mailto === undefined ? {} : { unsubscribeMailto: mailto }),
              ...(help === undefined ? {} : { help }),
            })
          : [],
      };
    },
    open: (path) => links.open(path),
    openWording,
    showWording: (request, wording) =>
      wordingPage(createContext(request, null, {}), request.method.toUpperCase(), wording),
    respond,
  };
}

/** A POST that no form of ours made means nothing: it is shown the form again. */
function notTheForm(shown: PublicResponse): PublicResponse {
  return { ...shown, status: 400 };
}

/** The languages that pages are served in, and the one that stands in for others. */
function servedTexts(options: ConsentPagesOptions): {
  readonly texts: Readonly<Record<string, PageTexts>>;
  readonly fallback: string;
} {
  const known: Readonly<Record<string, PageTexts>> = { en: english, de: german, ...options.texts };
  const { locales = Object.keys(known) } = options;
  const fallback = options.defaultLocale ?? (locales.includes("en") ? "en" : (locales[0] ?? "en"));
  const served = [...new Set([...locales, fallback])];
  const texts = served.flatMap((locale) => {
    const own = Object.hasOwn(known, locale) ? known[locale] : undefined;
    if (own !== undefined) return [[locale, own] as const];
    throw new DefinitionError(
      "DEFINITION_PAGE_LOCALE",
      `The public pages have no texts in “${locale}”.`,
      { path: "locales", remedy: "Pass them in `texts`, or leave the language out." },
    );
  });
  checkLabels(options, options.locales === undefined ? [fallback] : served);
  return { texts: Object.fromEntries(texts), fallback };
}
