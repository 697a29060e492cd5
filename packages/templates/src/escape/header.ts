import { wellFormed } from "./well-formed.js";

/** Controls (CR, LF and NUL above all), line separators, and the marks that make a line read differently from what it says. */
const unprintable =
  /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]+/gu;

const suspicious = new RegExp(unprintable.source, "u");

/** A value inside an unstructured header such as Subject: one line, no control, no direction override. Not HTML-escaped. */
export function headerText(value: string): string {
  const whole = wellFormed(value);
  // Most subjects are fine, and a test makes no garbage where a replacement does.
  if (!suspicious.test(whole)) return whole;
  return whole.replace(unprintable, (run) => (/[\t\n\r\u2028\u2029]/.test(run) ? " " : ""));
}

/** True where a value given as it is would break out of its header line: RFC 5322 section 2.2, CVE-style header injection. */
export function breaksHeader(value: string): boolean {
  return /(?!\t)\p{Cc}/u.test(value);
}
