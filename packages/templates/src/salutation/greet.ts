import { isRealName } from "../fields/real-name.js";
import { isText } from "../unknown-value.js";

/**
 * How one language greets: informal by name and without one, then formal by name, without one, a
 * woman, a man. `{first}`, `{last}` and `{name}` (both) are filled in; a form that lacks what it
 * needs is not used, and the one without a name does not sound as if one were missing.
 */
export type Greetings = readonly string[];

/** Who is greeted, as far as known. Nothing here is ever guessed from something else. */
export interface SalutationRequest {
  /** BCP 47; a language without a table is greeted in English. */
  readonly locale: string;
  readonly form?: "formal" | "informal";
  readonly firstName?: unknown;
  readonly lastName?: unknown;
  /** `female` or `male` where the host knows; anything else greets without it. */
  readonly gender?: unknown;
  /** Instead of the language's neutral form. */
  readonly fallback?: string;
}

export interface Salutation {
  /** Without the comma that usually follows it. */
  readonly text: string;
  /** True where no usable name was known. */
  readonly neutral: boolean;
}

function usable(name: unknown): string | null {
  return isText(name) && isRealName(name) ? name.trim() : null;
}

/** The same as a template says it: of data, which may be anything. */
type GreetingRequest = {
  readonly [Name in Exclude<keyof SalutationRequest, "locale">]?: unknown;
} & {
  readonly locale: string;
};

/** A greeting out of those of the request's language. */
export function greet(greetings: Greetings, request: GreetingRequest): Salutation {
  const { locale, gender, fallback } = request;
  const formal = request.form === "formal";
  const first = usable(request.firstName);
  const last = usable(request.lastName);
  const neutral = {
    text: isText(fallback) ? fallback : (greetings[formal ? 3 : 1] ?? ""),
    neutral: true,
  };
  if (first === null && last === null) return neutral;
  const gendered = formal
    ? greetings[gender === "female" ? 4 : gender === "male" ? 5 : -1]
    : undefined;
  const pattern =
    gendered !== undefined && (last !== null || !gendered.includes("{"))
      ? gendered
      : (greetings[formal ? 2 : 0] ?? "");
  // "Hallo Müller" and "Dear Ann" in a formal letter are worse than no name.
  if (pattern.includes("{first}") && first === null) return neutral;
  if (pattern.includes("{name}") && (first === null || last === null)) return neutral;
  const values: Readonly<Record<string, string>> = {
    first: first ?? "",
    last: inAddress(last ?? "", locale),
    name: `${first} ${last}`,
  };
  return {
    text: pattern.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? ""),
    neutral: false,
  };
}

/** Dutch capitalises the particle of a surname that no first name precedes: "mevrouw De Vries". */
function inAddress(last: string, locale: string): string {
  return /^nl\b/i.test(locale) ? last.charAt(0).toUpperCase() + last.slice(1) : last;
}
