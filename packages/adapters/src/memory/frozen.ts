const ours = new WeakSet<object>();

/**
 * A deeply frozen copy of plain data, so that nobody outside can change what the store holds. What is already such a
 * copy is shared, not copied again. Properties that are `undefined` vanish, as they would in a database.
 */
export function frozen<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ours.has(value)) return value;
  const result = Array.isArray(value) ? value.map(copy) : copyObject(value);
  ours.add(result);
  return Object.freeze(result);
}

function copyObject(value: object): object {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    // A plain assignment to `__proto__` would change the prototype instead of storing the key.
    if (key === "__proto__") Object.defineProperty(result, key, { value: copy(item), enumerable: true });
    else result[key] = copy(item);
  }
  return result;
}
