import { countSegments } from "./count-segments.js";
import { plainCharacter, septets } from "./gsm7.js";
import { type TextSpan, urlsIn } from "./urls-in-text.js";

function fits(text: string): boolean {
  return [...text].every((character) => septets(character) > 0);
}

/** Where a URL's path begins: nothing before is percent-encoded. */
const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i;

/** The same URL with what GSM-7 lacks percent-encoded: RFC 3986, section 2.1. */
function encodedUrl(url: string): string {
  const { length } = host.exec(url)?.[0] ?? "";
  const rest = [...url.slice(length).toWellFormed()].map((character) =>
    septets(character) > 0 ? character : encodeURIComponent(character),
  );
  return url.slice(0, length) + rest.join("");
}

function rewritten(
  text: string,
  urls: readonly TextSpan[],
  url: (written: string) => string,
): string {
  const plain = (piece: string): string => [...piece].map(plainCharacter).join("");
  let made = "";
  let at = 0;
  for (const { from, to } of urls) {
    made += plain(text.slice(at, from)) + url(text.slice(from, to));
    at = to;
  }
  return made + plain(text.slice(at));
}

/**
 * A text in GSM-7, where typographic punctuation alone keeps it from that: one curly apostrophe
 * would otherwise make it cost more than twice as much. Letters are never touched: "Łukasz" is not
 * "Lukasz". A URL stays as it is, or is percent-encoded where that takes fewer parts. Where nothing
 * helps, the text stays as it was.
 *
 * @param own Stretches that are known to be of a URL, beside those that look like one.
 */
export function fitAlphabet(text: string, own: readonly TextSpan[] = []): string {
  if (fits(text)) return text;
  const urls = urlsIn(text, own);
  const plain = rewritten(text, urls, (url) => url);
  if (fits(plain)) return plain;
  const encoded = rewritten(text, urls, encodedUrl);
  const saves = fits(encoded) && countSegments(encoded).segments < countSegments(text).segments;
  return saves ? encoded : text;
}

/** The characters of a text that keep it from GSM-7, whatever is done about it. */
export function foreignIn(text: string): readonly string[] {
  return [...rewritten(text, urlsIn(text), encodedUrl)].filter(
    (character) => septets(character) === 0,
  );
}
