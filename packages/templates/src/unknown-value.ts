export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** A whole number that is not negative. */
export function isIndex(value: unknown, below: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < below;
}

/** Own keys alone: no name of a prototype's property is one. */
export function isKeyOf<Key extends string>(table: Readonly<Record<Key, unknown>>) {
  return (value: unknown): value is Key => isText(value) && Object.hasOwn(table, value);
}

/** An object or a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** An object with members: neither `null` nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
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
