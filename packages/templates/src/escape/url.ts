import { invisible } from "./unicode-patterns.js";

const scheme = /^([a-z][a-z0-9+.-]*):/i;
/** Never literal in a URL (RFC 3986 section 2), or the end of the CSS `url('…')` it may stand in. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for.
const unsafe = /[\0-\x1f\x7f-\x9f\s"'()<>\\^`{|}]/g;
const brokenEscape = /%(?![0-9A-Fa-f]{2})/g;
const ordinary = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][\w.~:/?#[\]@!$&*+,;=-]*)?$/;
const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** By character code: 1 for the characters given. */
const among = (characters: string): Uint8Array => {
  const table = new Uint8Array(128);
  for (let index = 0; index < characters.length; index++) table[characters.charCodeAt(index)] = 1;
  return table;
};
/** RFC 3986's unreserved characters. */
export const unreserved: Uint8Array = /* @__PURE__ */ among(`${alphanumeric}._~-`);
export const inHost: Uint8Array = /* @__PURE__ */ among(`${alphanumeric}.-`);
export const afterHost: Uint8Array = /* @__PURE__ */ among(`${alphanumeric}._~:/?#[]@!$&*+,;=-`);
const http: readonly number[] = [104, 116, 116, 112];

/** What stands where a URL was refused: a link that leads nowhere. */
const refusedUrl = "#";

/** RFC 3986's percent-encoding of all but unreserved characters; `encodeURIComponent` leaves `!'()*` as they are. */
const percent = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Where a value may lead when it begins a URL: null when to nowhere. Judged without white space, controls and invisible
 * marks, as browsers drop those inside a scheme. A bare word that is a scheme's name is refused too, so that no `:`
 * of the template completes it.
 */
export function allowedUrl(value: string, images = false): string | null {
  const url = value.trim();
  const seen = url.replace(invisible(), "");
  const name = scheme.exec(seen)?.[1]?.toLowerCase();
  if (name === undefined) {
    // Without a scheme it is relative: a `:` before any slash could still be read as one after an odd first character.
    const head = seen.split(/[/?#]/, 1)[0] ?? "";
    return head.includes(":") || /^(?:javascript|vbscript|livescript|data|file|blob|about|view-source)$/i.test(head)
      ? null
      : url;
  }
  if (url !== seen && scheme.exec(url)?.[1]?.toLowerCase() !== name) return null;
  return (images ? /^(?:https?|cid)$/ : /^(?:https?|mailto|tel|sms)$/).test(name) ? url : null;
}

/**
 * A URL as almost every URL is, `https://host:port/path?query#fragment` in plain characters: nothing in it needs a second
 * look. One expression and no parsing, because it runs for every link of every mail.
 */
export const isOrdinaryUrl = (url: string): boolean => ordinary.test(url);

/** Where the host begins after `http://` or `https://`, 0 for anything else. */
export function hostStart(url: string): number {
  if (url.length < 8) return 0;
  for (let at = 0; at < 4; at++) if (String.prototype.charCodeAt.call(url, at) !== http[at]) return 0;
  const colon = String.prototype.charCodeAt.call(url, 4) === 115 ? 5 : 4;
  const found =
    String.prototype.charCodeAt.call(url, colon) === 58 &&
    String.prototype.charCodeAt.call(url, colon + 1) === 47 &&
    String.prototype.charCodeAt.call(url, colon + 2) === 47;
  return found ? colon + 3 : 0;
}

/** A value that begins a URL: what is a valid URL is kept, what could end an attribute or a CSS string is percent-encoded. */
export function urlStart(value: string): string {
  if (isOrdinaryUrl(value)) return value;
  // Nobody can follow a cid: link anywhere, and images need them.
  const url = allowedUrl(value) ?? allowedUrl(value, true);
  return url === null ? refusedUrl : url.toWellFormed().replace(brokenEscape, "%25").replace(unsafe, percent);
}

/** True for what needs no encoding in a path or query. Dots do not count as such in a path: they may be dot segments. */
function plain(value: string, dots: boolean): boolean {
  for (let index = 0; index < value.length; index++) {
    const code = String.prototype.charCodeAt.call(value, index);
    if (code > 127 || unreserved[code] !== 1 || (!dots && code === 46)) return false;
  }
  return true;
}

/**
 * Inside a path: unreserved characters and `/` stay. Dot segments are encoded twice: the URL standard reads `%2E` as a dot,
 * and they must not climb.
 */
export function urlPath(value: string): string {
  if (plain(value, false)) return value;
  return urlQuery(value)
    .replaceAll("%2F", "/")
    .replace(/(?<=^|\/)\.{1,2}(?=\/|$)/g, (dots) => dots.replaceAll(".", "%252E"));
}

/** One name or value in a query or fragment: all but RFC 3986's unreserved characters percent-encoded. */
export function urlQuery(value: string): string {
  return plain(value, true) ? value : percent(value.toWellFormed());
}
