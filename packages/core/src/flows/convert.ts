import { readDate } from "../dates/index.js";
import type { JsonValue } from "../json.js";

/** How a column's value becomes a contact's value, and back. `undefined`: it cannot. */
export interface FlowConversion {
  readonly fromHost: (value: JsonValue) => JsonValue | undefined;
  readonly toHost: (value: JsonValue) => JsonValue | undefined;
}

const yes: ReadonlySet<JsonValue> = new Set([true, 1, "1", "true", "yes", "y", "t", "on"]);
const no: ReadonlySet<JsonValue> = new Set([false, 0, "0", "false", "no", "n", "f", "off", ""]);

/**
 * Yes and no as databases write them. Anything else is neither: `undefined`.
 */
export function readYesNo(value: JsonValue): boolean | undefined {
  const plain = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (yes.has(plain)) return true;
  return no.has(plain) ? false : undefined;
}

function same(value: JsonValue): JsonValue {
  return value;
}

/** Names that every flow may use. An empty text of `text` is no value. */
export const ownConversions: Readonly<Record<string, FlowConversion>> = {
  same: { fromHost: same, toHost: same },
  text: {
    fromHost: (value) => {
      if (typeof value === "object") return undefined;
      const text = String(value).trim();
      return text === "" ? null : text;
    },
    toHost: (value) => (typeof value === "object" ? undefined : String(value)),
  },
  number: {
    fromHost: (value) => {
      if (typeof value === "string" && value.trim() === "") return null;
      const number = typeof value === "string" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    },
    toHost: (value) => (typeof value === "number" ? value : undefined),
  },
  boolean: { fromHost: readYesNo, toHost: (value) => (value === true ? 1 : 0) },
  date: {
    fromHost: (value) => {
      const text = typeof value === "string" ? value.trim().slice(0, 10) : null;
      return text !== null && readDate(text) !== null ? text : undefined;
    },
    toHost: (value) => (typeof value === "string" ? value : undefined),
  },
};
