import type { ConsentChannel } from "@wellsent/core";

/** Members of the EU, and of the EEA, where the same directives hold. */
const european: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split(
    " ",
  ),
);

/** One spelling for each place: upper case, `GB` for the United Kingdom, `GR` for Greece. */
export function normalizeJurisdiction(code: string): string {
  const upper = code.trim().toUpperCase();
  if (upper === "UK" || upper.startsWith("UK-")) return `GB${upper.slice(2)}`;
  return upper === "EL" ? "GR" : upper;
}

/** Whether `inner` lies in `outer`, both normalised. */
export function jurisdictionContains(outer: string, inner: string): boolean {
  return (
    outer === "*" ||
    outer === inner ||
    inner.startsWith(`${outer}-`) ||
    (outer === "EU" && european.has(inner.split("-")[0] ?? ""))
  );
}

/** Whether a row is about a channel. What is said of any message is not said of a call. */
export function concernsChannel(
  { channel: own }: { readonly channel: ConsentChannel | "any" },
  channel: ConsentChannel | "any",
): boolean {
  return own === channel || (own === "any" && channel !== "call");
}

/** Where a rule binds. */
interface Reach {
  readonly appliesTo: readonly string[];
  readonly except?: readonly string[];
}

/** Whether a rule surely binds at `place`, normalised. */
export function binds({ appliesTo, except = [] }: Reach, place: string): boolean {
  return (
    appliesTo.some((outer) => jurisdictionContains(outer, place)) &&
    !except.some((outer) => jurisdictionContains(outer, place))
  );
}

/** Whether a rule may bind somebody of whom only `known` is known. */
export function mayBind({ appliesTo, except = [] }: Reach, known: string): boolean {
  return (
    appliesTo.some((place) => mayApply(place, known)) &&
    !except.some((outer) => jurisdictionContains(outer, known))
  );
}

/** Whether two rules may bind at one place. */
export function mayMeet(a: Reach, b: Reach): boolean {
  return (
    a.appliesTo.some((place) => mayBind(b, place)) && b.appliesTo.some((place) => mayBind(a, place))
  );
}

/**
 * Whether a rule made for `place` may bind somebody of whom only `known` is known: `US` may be any
 * of its states.
 */
export function mayApply(place: string, known: string): boolean {
  return jurisdictionContains(place, known) || jurisdictionContains(known, place);
}
