import { isText } from "../is-text.js";

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/**
 * A property of the value itself. The prototype is never read, and a function counts as nothing, so
 * none is ever called.
 */
export const own = (value: unknown, key: string): unknown => {
  if (isObject(value)) {
    if (!Object.hasOwn(value, key)) return undefined;
    const found = value[key];
    return typeof found === "function" ? undefined : found;
  }
  return isText(value) && key === "length" ? value.length : undefined;
};
