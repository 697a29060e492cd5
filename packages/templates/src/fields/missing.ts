import { allowedUrl, cssValue, invisible, isOrdinaryUrl } from "../escape/index.js";
import { parseInstant } from "../format/date.js";
import { parseMoney } from "../format/money.js";
import { toNumber } from "../format/number.js";
import { isText } from "../is-text.js";
import type { FieldUse } from "../program/field-use.js";
import { isRealName } from "./real-name.js";

/**
 * True where the first character shows, by its code alone: ASCII, then all from Latin-1 to Hebrew, then Chinese, Japanese and
 * Korean, which is how almost every value begins. False says nothing.
 */
export function beginsVisibly(value: string): boolean {
  const first = String.prototype.charCodeAt.call(value, 0);
  return (first > 32 && first < 127) || (first > 0xad && first < 0x600) || (first >= 0x3400 && first < 0xd7a4);
}

/** True for what shows nothing: empty, white space, or invisible characters only. */
const isBlank = (value: string): boolean =>
  !beginsVisibly(value) && value.length < 64 && value.replace(invisible(), "") === "";

/**
 * Whether a field's value counts as missing, so that a fallback speaks in its place. A value that cannot be what the field
 * says it is counts as missing as well: it is better not printed than printed wrong.
 */
export function isMissing(value: unknown, use: Pick<FieldUse, "type" | "options"> | undefined): boolean {
  if (value === null || value === undefined) return true;
  switch (use?.type) {
    case undefined:
    case "text":
    case "html":
      return isText(value) ? isBlank(value) : typeof value === "number" && !Number.isFinite(value);
    case "name":
      return !isText(value) || !isRealName(value);
    case "url":
    case "image":
      return !isText(value) || !(isOrdinaryUrl(value) || leadsSomewhere(value, use.type === "image"));
    case "color":
      return !isText(value) || value.trim().includes(" ") || cssValue(value) === "";
    case "number":
      return !Number.isFinite(toNumber(value));
    case "money":
      return parseMoney(value, use.options["currency"]) === null;
    case "date":
      return parseInstant(value) === null;
    case "enum": {
      const { values } = use.options;
      return !isText(value) || isBlank(value) || (Array.isArray(values) && !values.includes(value));
    }
    case "bool":
      return typeof value !== "boolean";
    case "list":
      return !Array.isArray(value);
    default:
      return false;
  }
}

/** Whether a value is not what its field was declared to hold: then it counts as none, wherever it is asked for. */
export const isUnusable = (value: unknown, use: FieldUse | undefined): boolean =>
  use?.declared === true && isMissing(value, use);

/** With a scheme, and one that may stand there: a relative URL leads nowhere from a mail. */
const leadsSomewhere = (value: string, image: boolean): boolean =>
  /^\s*[a-z][a-z0-9+.-]*:/i.test(value) && allowedUrl(value, image) !== null;
