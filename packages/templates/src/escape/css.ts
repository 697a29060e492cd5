const shortColor = /^#[0-9a-f]{3}$/i;
/** A colour, a word, or a quantity. */
const simple =
  /^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})|-?[a-z][a-z0-9-]{0,63}|[+-]?(?:\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})(?:px|em|rem|%|pt|pc|in|cm|mm|ex|ch|vw|vh)?)$/i;
const colorFunction = /^(?:rgb|hsl)a?\([\d.%,\s/]{1,60}\)$/i;

/** `#rgb` as `#rrggbb`: Outlook's `bgcolor` knows no other. */
function sixDigits(value: string): string {
  return shortColor.test(value) ? value.replace(/[0-9a-f]/gi, "$&$&") : value;
}

/**
 * One CSS value, or up to eight separated by spaces or commas, each a colour, a quantity or a word;
 * anything else becomes nothing. An allow-list, because what CSS and every client's filter make of
 * something cleverer cannot be known.
 */
export function cssValue(value: string): string {
  const trimmed = value.trim();
  if (colorFunction.test(trimmed)) return trimmed;
  if (trimmed.length > 256) return "";
  const parts = trimmed.split(/\s*,\s*|\s+/);
  if (parts.length > 8 || !parts.every((part) => simple.test(part))) return "";
  return trimmed.replace(/\s+/g, " ").replace(/#[0-9a-f]+/gi, sixDigits);
}

/**
 * Class names: what is not a letter, digit, `-`, `_` or a single space between names is dropped.
 */
export function classNames(value: string): string {
  return value
    .replace(/[^A-Za-z0-9_\s-]/g, "")
    .trim()
    .replace(/\s+/g, " ");
}
