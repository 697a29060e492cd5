import type { TrackedLink } from "@wellsent/core";
import type { LinkSpec, TemplateProgram } from "../program/index.js";

/**
 * The links of one mail whose targets depend on the recipient, in the order rendered. Arrays rather
 * than objects, reused for the next recipient. A list is made of them only when it is asked for.
 */
export interface OwnLinks {
  /** For each occurrence, its link in the template's table. */
  readonly links: number[];
  /** For each occurrence, its URL without the link's query. */
  readonly urls: string[];
  count: number;
  /** The next occurrence of the part that is being written. */
  next: number;
}

export function ownLinks(): OwnLinks {
  return { links: [], urls: [], count: 0, next: 0 };
}

export function forgetOwn(own: OwnLinks): void {
  // The entries are cleared and the array keeps its length, because engines free the memory of a
  // shortened array and the next mail needs it again.
  for (let index = 0; index < own.count; index++) own.urls[index] = "";
  own.count = 0;
}

/** The text part shows the same links as the HTML part in the same order, but not all of them. */
const lookahead = 64;
/** The highest position that a click link can hold, see `TrackedLink`. */
const lastPosition = 99_999;

/**
 * The position of one more occurrence: the position of the same link and URL in an earlier part, or
 * a new one after all indices of the template's table. -1 if there are no positions left.
 */
export function findPosition(
  program: Pick<TemplateProgram, "links">,
  own: OwnLinks,
  link: number,
  url: string,
): number {
  const first = program.links.length;
  const { links, urls } = own;
  const until = Math.min(own.count, own.next + lookahead);
  for (let index = own.next; index < until; index++) {
    if (links[index] === link && urls[index] === url) {
      own.next = index + 1;
      return first + index;
    }
  }
  const index = own.count;
  if (first + index > lastPosition) return -1;
  if (own.next === index) own.next = index + 1;
  links[index] = link;
  urls[index] = url;
  own.count = index + 1;
  return first + index;
}

export function isWeb(target: string | null): target is string {
  return target !== null && /^https?:\/\//i.test(target);
}

/** Deeply frozen, so that callers that keep it need not copy it. */
export function trackedLinks(links: readonly LinkSpec[]): readonly TrackedLink[] {
  return Object.freeze(
    links.flatMap(({ index, target, tracked }) =>
      tracked && isWeb(target) ? [Object.freeze({ position: index, link: index, target })] : [],
    ),
  );
}

/** The links of a mail whose clicks are not tracked. */
export const noLinks: readonly TrackedLink[] = /* @__PURE__ */ trackedLinks([]);

/**
 * The targets of the click links of a tracked mail. If no target depends on the recipient, all
 * mails of a program share one array.
 */
export function linksOfMail(
  program: Pick<TemplateProgram, "links"> & { readonly tracked: readonly TrackedLink[] },
  own: OwnLinks,
): readonly TrackedLink[] {
  if (own.count === 0) return program.tracked;
  const first = program.links.length;
  return [
    ...program.tracked,
    ...own.urls.slice(0, own.count).map((url, index) => {
      const link = own.links[index] ?? 0;
      return {
        position: first + index,
        link,
        target: withQuery(url, program.links[link]?.query ?? null),
      };
    }),
  ];
}

/**
 * Adds query parameters to a whole URL, before its fragment. Parameters that exist already are not
 * added.
 */
export function withQuery(url: string, query: string | null): string {
  if (query === null) return url;
  const [, base = "", known = "", fragment = ""] = /^([^?#]*)\??([^#]*)(.*)$/s.exec(url) ?? [];
  const names = new Set(known === "" ? [] : known.split("&").map(parameterName));
  const pairs = query.split("&").filter((pair) => !names.has(parameterName(pair)));
  const added = pairs.join("&");
  if (added === "") return url;
  const glue = known === "" || known.endsWith("&") ? "" : "&";
  return `${base}?${known}${glue}${added}${fragment}`;
}

function parameterName(pair: string): string {
  const name = pair.split("=", 1)[0] ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
