import type { TrackedLink } from "@wellsent/core";
import type { LinkSpec, TemplateProgram } from "../program/index.js";

/**
 * The links of one mail that lead where only this recipient's do, in the order rendered. Arrays and
 * no objects, used again for the next recipient: a list is made of them when somebody asks.
 */
export interface OwnLinks {
  /** By occurrence, its link in the template's table. */
  readonly links: number[];
  /** By occurrence, its URL, without the link's query. */
  readonly urls: string[];
  count: number;
  /** Which occurrence the part that is being written comes to next. */
  next: number;
}

export function ownLinks(): OwnLinks {
  return { links: [], urls: [], count: 0, next: 0 };
}

export function forgetOwn(own: OwnLinks): void {
  // Emptied and not shortened: engines give the memory of a shortened array back, and the next mail
  // needs it again.
  for (let index = 0; index < own.count; index++) own.urls[index] = "";
  own.count = 0;
}

/** The text part shows what the HTML part does, in the same order, but leaves some of it out. */
const lookahead = 64;
/** What a click link can hold, see `TrackedLink`. */
const lastPosition = 99_999;

/**
 * The position of one more occurrence: that of the same link and URL in an earlier part, else one
 * behind all indices of the template's table. -1 where positions have run out.
 */
export function positionOf(
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

/** Frozen through and through, so that who keeps it need not copy it. */
export function trackedLinks(links: readonly LinkSpec[]): readonly TrackedLink[] {
  return Object.freeze(
    links.flatMap(({ index, target, tracked }) =>
      tracked && isWeb(target) ? [Object.freeze({ position: index, link: index, target })] : [],
    ),
  );
}

/** Of a mail whose clicks are not tracked. */
export const noLinks: readonly TrackedLink[] = /* @__PURE__ */ trackedLinks([]);

/**
 * Where the click links of a tracked mail lead. Where no target is the recipient's own, one array
 * for all mails of a program.
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

/** Adds query parameters to a whole URL: before its fragment, none that is there already. */
export function withQuery(url: string, query: string | null): string {
  if (query === null) return url;
  const [, base = "", known = "", fragment = ""] = /^([^?#]*)\??([^#]*)(.*)$/s.exec(url) ?? [];
  const names = new Set(known === "" ? [] : known.split("&").map(nameOf));
  const pairs = query.split("&").filter((pair) => !names.has(nameOf(pair)));
  const added = pairs.join("&");
  if (added === "") return url;
  const glue = known === "" || known.endsWith("&") ? "" : "&";
  return `${base}?${known}${glue}${added}${fragment}`;
}

function nameOf(pair: string): string {
  const name = pair.split("=", 1)[0] ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
