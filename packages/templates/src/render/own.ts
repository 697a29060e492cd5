/** A property of the value itself. The prototype is never read, and a function counts as nothing, so none is ever called. */
export function own(value: unknown, key: string): unknown {
  if (typeof value === "object" && value !== null) {
    if (!Object.hasOwn(value, key)) return undefined;
    const found: unknown = Reflect.get(value, key);
    return typeof found === "function" ? undefined : found;
  }
  return typeof value === "string" && key === "length" ? value.length : undefined;
}
