import type { Matcher } from "./feature-matchers.js";

/**
 * What a reader loses where a feature is not supported. `nothing`: it only adds something, or MJML
 * has written another way beside it.
 */
export type Loss = "content" | "layout" | "looks" | "nothing";

export interface Feature {
  readonly matcher: Matcher;
  readonly loss: Loss;
  /** Partial support counts as none: what is used is the part that is missing. */
  readonly partIsNone?: true;
  readonly remedy?: string;
}

/** By caniemail's name of the feature; behind a `#`, one of its parts. */
export type Features = Readonly<Record<string, Feature>>;

function losing(loss: Loss) {
  return (matcher: Matcher, remedy?: string): Feature =>
    remedy === undefined ? { matcher, loss } : { matcher, loss, remedy };
}

type Make = (matcher: Matcher, remedy?: string) => Feature;
export const looks: Make = losing("looks");
export const layout: Make = losing("layout");
export const content: Make = losing("content");
export const adds: Make = losing("nothing");

/** Names in a list with white space between them. */
export function splitWords(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}
