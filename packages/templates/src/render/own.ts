import { isText } from "../is-text.js";

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * A property of the value itself; of a text its length or a character, as in `{{name.[0]}}`. The
 * prototype is never read, and a function counts as nothing, so none is ever called.
 */
export function own(value: unknown, key: string): unknown {
  if (!isObject(value)) return isText(value) ? own(Object(value), key) : undefined;
  if (!Object.hasOwn(value, key)) return undefined;
  const found = value[key];
  return typeof found === "function" ? undefined : found;
}
