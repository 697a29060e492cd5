/** Where a URL stands in a text, in UTF-16 code units; `to` is behind its end. */
export interface TextSpan {
  readonly from: number;
  readonly to: number;
}

/** Characters between white space, or the punctuation of scripts that write none. */
export const runs: RegExp =
  /[^\s<>"\u200b\u3001-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/g;

/**
 * Where a URL ends before what a sentence puts behind it. A bracket that was opened in the URL is
 * the URL's own.
 */
export function endOfUrl(url: string): number {
  const count = (sign: string): number => url.split(sign).length - 1;
  const unopened = { ")": count(")") - count("("), "]": count("]") - count("[") };
  let end = url.length;
  for (; end > 0; end--) {
    const sign = url.charAt(end - 1);
    if (sign === ")" || sign === "]") {
      if (unopened[sign] <= 0) break;
      unopened[sign]--;
    } else if (!/[.,;:!?'*…‘’‚“”„«»‹›]/.test(sign) || url.endsWith("&amp;", end)) break;
  }
  return end;
}

/** Phones make a link of a host and a path, with or without a scheme. */
const bare = /(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?=[/?#:])/u;

function findBeginning(run: string): number {
  const slashes = run.indexOf("://");
  const [scheme = ""] = /[a-z][a-z0-9+.-]*$/i.exec(run.slice(0, Math.max(0, slashes))) ?? [];
  const written = scheme === "" ? -1 : slashes - scheme.length;
  const host = run.search(bare);
  return written < 0 || (host >= 0 && host < written) ? host : written;
}

/**
 * The URLs of a finished text: what begins with a scheme and `://`, or with a host and a path.
 *
 * @param own What is known to be of a URL, by its beginning.
 */
export function urlsIn(text: string, own: readonly TextSpan[] = []): readonly TextSpan[] {
  const found: TextSpan[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    const begins = findBeginning(run);
    if (begins < 0) continue;
    found.push({ from: index + begins, to: index + begins + endOfUrl(run.slice(begins)) });
  }
  const joined: TextSpan[] = [];
  for (const span of [...found, ...own].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || span.from > last.to) joined.push(span);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return joined;
}
