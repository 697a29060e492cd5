import { invisible } from "./unicode-patterns.js";

export const scheme: RegExp = /^([a-z][a-z0-9+.-]*):/i;
/**
 * Never literal in a URL (RFC 3986 section 2), or the end of the CSS `url('…')` it may stand in.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for.
const unsafe = /[\0-\x1f\x7f-\x9f\s"'()<>\\^`{|}]/g;
const brokenEscape = /%(?![0-9A-Fa-f]{2})/g;
const ordinary = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][\w.~:/?#[\]@!$&*+,;=-]*)?$/;
/**
 * RFC 3986's unreserved characters. Dots may be segments of a path, so there they are not as plain.
 */
const unreserved = /^[\w.~-]*$/;
const withoutDots = /^[\w~-]*$/;

/**
 * RFC 3986's percent-encoding of all but unreserved characters; `encodeURIComponent` leaves `!'()*`
 * as they are.
 */
function percent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function readScheme(url: string): string | undefined {
  return scheme.exec(url)?.[1]?.toLowerCase();
}

/**
 * Where a value may lead when it begins a URL: null when to nowhere. Judged without white space,
 * controls and invisible marks, as browsers drop those inside a scheme. A bare word that is a
 * scheme's name is refused too, so that no `:` of the template completes it.
 */
export function allowedUrl(value: string, images = false): string | null {
  const url = value.trim();
  const seen = url.replace(invisible(), "");
  const name = readScheme(seen);
  if (name === undefined) {
    // Without a scheme it is relative: a `:` before any slash could still be read as one after an
    // odd first character.
    const head = seen.split(/[/?#]/, 1)[0] ?? "";
    return head.includes(":") ||
      /^(?:javascript|vbscript|livescript|data|file|blob|about|view-source)$/i.test(head)
      ? null
      : url;
  }
  if (url !== seen && readScheme(url) !== name) return null;
  return (images ? /^(?:https?|cid)$/ : /^(?:https?|mailto|tel|sms)$/).test(name) ? url : null;
}

/**
 * A URL as almost every URL is, `https://host:port/path?query#fragment` in plain characters:
 * nothing in it needs a second look. One expression and no parsing, because it runs for every link
 * of every mail.
 */
export function isOrdinaryUrl(url: string): boolean {
  return ordinary.test(url);
}

/**
 * A value that begins a URL: what is a valid URL is kept, what could end an attribute or a CSS
 * string is percent-encoded.
 */
export function urlStart(value: string): string {
  if (isOrdinaryUrl(value)) return value;
  // Nobody can follow a cid: link anywhere, and images need them. What was refused leads nowhere.
  const url = allowedUrl(value) ?? allowedUrl(value, true);
  return url === null
    ? "#"
    : url.toWellFormed().replace(brokenEscape, "%25").replace(unsafe, percent);
}

/**
 * Inside a path: unreserved characters and `/` stay. Dot segments are encoded twice: the URL
 * standard reads `%2E` as a dot, and they must not climb.
 */
export function urlPath(value: string): string {
  if (withoutDots.test(value)) return value;
  return urlQuery(value)
    .replaceAll("%2F", "/")
    .replace(/(?<=^|\/)\.{1,2}(?=\/|$)/g, (dots) => dots.replaceAll(".", "%252E"));
}

/**
 * One name or value in a query or fragment: all but RFC 3986's unreserved characters
 * percent-encoded.
 */
export function urlQuery(value: string): string {
  return unreserved.test(value) ? value : percent(value.toWellFormed());
}
