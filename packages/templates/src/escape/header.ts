/**
 * Controls (CR, LF and NUL above all), line separators, and the marks that make a line read
 * differently from what it says.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it looks for.
  /[\0-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]+/g;

/**
 * A value inside an unstructured header such as Subject: one line, no control, no direction
 * override. Not HTML-escaped.
 */
export function headerText(value: string): string {
  const whole = value.toWellFormed();
  // Most subjects are fine, and a search makes no garbage where a replacement does.
  return whole.search(unprintable) < 0
    ? whole
    : whole.replace(unprintable, (run) => (/[\t\n\r\u2028\u2029]/.test(run) ? " " : ""));
}
