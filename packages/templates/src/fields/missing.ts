import { allowedUrl, cssValue, invisible, isOrdinaryUrl, scheme } from "../escape/index.js";
import { parseInstant } from "../format/date.js";
import { parseMoney } from "../format/money.js";
import { toNumber } from "../format/number.js";
import type { FieldUse } from "../program/field-use.js";
import { isText } from "../unknown-value.js";
import { isRealName } from "./real-name.js";

/**
 * True where the first character shows, by its code alone: ASCII, then all from Latin-1 to Hebrew,
 * then Chinese, Japanese and Korean, which is how almost every value begins. False says nothing.
 */
export function beginsVisibly(value: string): boolean {
  const first = String.prototype.charCodeAt.call(value, 0);
  return (
    (first > 32 && first < 127) ||
    (first > 0xad && first < 0x600) ||
    (first >= 0x3400 && first < 0xd7a4)
  );
}

/** True for what shows nothing: empty, white space, or invisible characters only. */
function isBlank(value: string): boolean {
  return !beginsVisibly(value) && value.length < 64 && value.replace(invisible(), "") === "";
}

function shows(value: unknown): boolean {
  return isText(value) ? !isBlank(value) : typeof value !== "number" || Number.isFinite(value);
}

/** With a scheme, and one that may stand there: a relative URL leads nowhere from a mail. */
function leadsSomewhere(image: boolean) {
  return (value: unknown): boolean =>
    isText(value) && (isOrdinaryUrl(value) || scheme.test(allowedUrl(value, image) ?? ""));
}

/** Written plainly: what browsers might read in two ways comes from nowhere. */
const plainHost = /^https?:\/\/([A-Za-z0-9.-]+)(?::[0-9]+)?(?:[/?#]|$)/i;

/** Whether a picture comes from one of these hosts or below it, or with the mail. */
function comesFrom(value: unknown, hosts: readonly string[]): boolean {
  const address = isText(value) ? value.trim() : "";
  if (/^cid:/i.test(address)) return true;
  const host = plainHost.exec(address)?.[1]?.toLowerCase();
  return host !== undefined && hosts.some((each) => `.${host}`.endsWith(`.${each.toLowerCase()}`));
}

/** By type, whether a value is what such a field says it is. */
export const accepts: {
  readonly [Type in FieldUse["type"]]: (value: unknown, options: FieldUse["options"]) => boolean;
} = {
  text: shows,
  html: shows,
  name: (value) => isText(value) && isRealName(value),
  url: leadsSomewhere(false),
  image: (value, { hosts }) =>
    leadsSomewhere(true)(value) && (!Array.isArray(hosts) || comesFrom(value, hosts)),
  color: (value) => isText(value) && !value.trim().includes(" ") && cssValue(value) !== "",
  number: (value) => Number.isFinite(toNumber(value)),
  money: (value, { currency }) => parseMoney(value, currency) !== null,
  date: (value) => parseInstant(value) !== null,
  enum: (value, { values }) =>
    isText(value) && !isBlank(value) && (!Array.isArray(values) || values.includes(value)),
  bool: (value) => typeof value === "boolean",
  list: Array.isArray,
};

/**
 * Whether a field's value counts as missing, so that a fallback speaks in its place. A value that
 * cannot be what the field says it is counts as missing as well: it is better not printed than
 * printed wrong.
 */
export function isMissing(
  value: unknown,
  use: Pick<FieldUse, "type" | "options"> | undefined,
): boolean {
  return (
    value === null ||
    value === undefined ||
    !accepts[use?.type ?? "text"](value, use?.options ?? {})
  );
}

/**
 * Whether a value is not what its field was declared to hold: then it counts as none, wherever it
 * is asked for.
 */
export function isUnusable(value: unknown, use: FieldUse | undefined): boolean {
  return use?.declared === true && isMissing(value, use);
}
