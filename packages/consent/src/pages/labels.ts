import type { ConsentChannel } from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";

/**
 * What readers see, by the language of the page: `{ en: "Offers", de: "Angebote" }`. A plain text
 * is the same in every language, as a brand's name mostly is. Where a language is missing, the
 * default language speaks.
 */
export type Label<Locale extends string = string> = string | Readonly<Record<Locale, string>>;

/** What a preference centre offers, with names a person understands. */
export interface PublicPurpose<Locale extends string = string> {
  readonly purpose: string;
  readonly label: Label<Locale>;
  readonly channel?: ConsentChannel;
  /** Of its messages, as their templates have it. Default: `marketing`. */
  readonly messageClass?: "marketing" | "service";
  /** None: the purpose is taken or left whole. */
  readonly topics?: readonly { readonly topic: string; readonly label: Label<Locale> }[];
}

export interface PageBrand<Locale extends string = string> {
  readonly name: Label<Locale>;
  /** Postal address, shown below every page. */
  readonly address?: Label<Locale>;
  /** Where lists live: `newsletter.acme.example` for the purpose `newsletter`, RFC 2919. */
  readonly listDomain: string;
}

/** A label that one language lacks. */
export interface MissingLabel {
  /** Such as `purposes[2].topics[0].label`. */
  readonly path: string;
  readonly locale: string;
}

interface Labeled {
  readonly brand: PageBrand;
  readonly purposes: readonly PublicPurpose[];
  /** The digests of a wording go by language as well. */
  readonly notice?: Label;
}

/**
 * The labels that some of these languages lack: for a test, so that no page is half in one language
 * and half in another. A plain text lacks none.
 *
 * @example
 * ```ts
 * expect(missingLabels({ brand, purposes }, ["en", "de"])).toEqual([]);
 * ```
 */
export function missingLabels(
  { brand, purposes, notice }: Labeled,
  locales: readonly string[],
): readonly MissingLabel[] {
  const labels: (readonly [path: string, label: Label | undefined])[] = [
    ["brand.name", brand.name],
    ["brand.address", brand.address],
    ["notice", notice],
    ...purposes.flatMap(({ label, topics = [] }, index) => [
      [`purposes[${index}].label`, label] as const,
      ...topics.map(
        (topic, at) => [`purposes[${index}].topics[${at}].label`, topic.label] as const,
      ),
    ]),
  ];
  return labels.flatMap(([path, label]) =>
    label === undefined || typeof label === "string"
      ? []
      : locales
          .filter((locale) => !Object.hasOwn(label, locale) || label[locale] === "")
          .map((locale) => ({ path, locale })),
  );
}

/** @throws DefinitionError `DEFINITION_PAGE_LABEL` for the first label that a language lacks. */
export function checkLabels(labeled: Labeled, locales: readonly string[]): void {
  const [first] = missingLabels(labeled, locales);
  if (first === undefined) return;
  throw new DefinitionError(
    "DEFINITION_PAGE_LABEL",
    `A label of the public pages is missing in “${first.locale}”.`,
    { path: first.path, remedy: "Add it, or leave the language out of `locales`." },
  );
}

/**
 * Which of these languages a reader's tag asks for: itself, or what is left of it without its last
 * parts, as `de` of `de-AT`. RFC 4647, section 3.4.
 */
function lookUpLanguage(tag: string, languages: readonly string[]): string | undefined {
  const parts = plainTag(tag).split("-");
  for (let count = parts.length; count > 0; count--) {
    const wanted = parts.slice(0, count).join("-");
    const found = languages.find((language) => plainTag(language) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the first of a reader's tags, best first, finds among these languages. */
export function bestLanguage(
  tags: readonly string[],
  languages: readonly string[],
): string | undefined {
  for (const tag of tags) {
    const found = lookUpLanguage(tag, languages);
    if (found !== undefined) return found;
  }
  return undefined;
}

function plainTag(tag: string): string {
  return tag.toLowerCase().replaceAll("_", "-");
}

/** As a page says it. */
export function inLanguage(label: Label, lang: string, fallback: string): string {
  if (typeof label === "string") return label;
  const own = lookUpLanguage(lang, Object.keys(label));
  return (own === undefined ? undefined : label[own]) ?? label[fallback] ?? "";
}
