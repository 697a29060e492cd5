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
    if (key === "__proto__")
      Object.defineProperty(result, key, { value: copy(item), enumerable: true });
    else result[key] = copy(item);
  }
  return result;
}

const copies = new WeakMap<object, unknown>();

/** As {@link frozen}, but one copy for all calls with the same array, where its maker froze it and all that is in it. */
export function frozenOnce<Item extends object>(list: readonly Item[]): readonly Item[] {
  if (!Object.isFrozen(list) || !list.every(isFrozenRecord)) return frozen(list);
  const known = copies.get(list);
  if (known !== undefined) return known as readonly Item[];
  const made = frozen(list);
  copies.set(list, made);
  return made;
}

const isFrozenRecord = (item: object): boolean =>
  Object.isFrozen(item) &&
  Object.values(item).every((value) => typeof value !== "object" || value === null);
