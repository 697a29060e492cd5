import { InputError } from "@wellsent/core/errors";

/** Deeper is refused. It also ends a value that contains itself. */
const maxDepth = 64;

function refuse(code: `INPUT_CANONICAL_${string}`, message: string): InputError {
  return new InputError(code, message, {
    remedy: "Pass plain JSON: objects, arrays, strings, finite numbers, true, false, null.",
  });
}

/**
 * The canonical form of JSON, RFC 8785: equal values give equal bytes in every language, so that a
 * digest over them means something. Stricter than `JSON.stringify`, which changes what it is given
 * without a word: nothing is dropped (`undefined`, functions, symbols), nothing is converted
 * (`toJSON`, `Date`, `Map`, boxed primitives, array holes).
 *
 * @returns the canonical text; its UTF-8 encoding is what is hashed.
 * @throws InputError `INPUT_CANONICAL_TYPE`, `_NUMBER`, `_STRING` (a lone surrogate), `_OBJECT`,
 * `_DEPTH`.
 */
export function canonicalize(value: unknown): string {
  if (isNative(value, 0) && !isPolluted()) {
    const text = JSON.stringify(value);
    // Half a surrogate pair shows as an escape; the slow way tells it from a backslash that was
    // meant.
    if (!text.includes("\\ud")) return text;
  }
  return write(value, 0);
}

/**
 * Whether the built-in writer, which is many times faster, writes this value as RFC 8785 wants it:
 * plain, with keys in order already. Our own leaves are built so.
 */
function isNative(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      if (depth === maxDepth) return false;
      return Array.isArray(value)
        ? isNativeArray(value, depth + 1)
        : isNativeObject(value, depth + 1);
    default:
      return false;
  }
}

function isNativeArray(array: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < array.length; index++)
    if (!isNative(array[index], depth)) return false;
  return !("toJSON" in array);
}

function isNativeObject(object: object, depth: number): boolean {
  if (
    Object.getPrototypeOf(object) !== Object.prototype ||
    Object.getOwnPropertySymbols(object).length > 0
  )
    return false;
  const record: Readonly<Record<string, unknown>> = object as Readonly<Record<string, unknown>>;
  let last = "";
  for (const key of Object.keys(record)) {
    if (key < last || !isNative(record[key], depth)) return false;
    last = key;
  }
  return true;
}

/** A `toJSON` that somebody hung on a built-in prototype would answer for every value. */
function isPolluted(): boolean {
  return (
    "toJSON" in Object.prototype ||
    "toJSON" in Array.prototype ||
    "toJSON" in String.prototype ||
    "toJSON" in Number.prototype ||
    "toJSON" in Boolean.prototype
  );
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      if (!Number.isFinite(value))
        throw refuse("INPUT_CANONICAL_NUMBER", "A number is not finite.");
      // ECMAScript's own form is the one RFC 8785 section 3.2.2.3 prescribes; it writes -0 as 0.
      return `${value}`;
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth === maxDepth) {
        throw refuse(
          "INPUT_CANONICAL_DEPTH",
          `A value is nested deeper than ${maxDepth} levels, or contains itself.`,
        );
      }
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
    default:
      throw refuse(
        "INPUT_CANONICAL_TYPE",
        `A value is of type ${typeof value}, which JSON does not have.`,
      );
  }
}

function writeArray(array: readonly unknown[], depth: number): string {
  let text = "[";
  for (let index = 0; index < array.length; index++) {
    if (index > 0) text += ",";
    text += write(array[index], depth);
  }
  return `${text}]`;
}

function writeObject(object: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null && !isForeignPlain(prototype)) {
    throw refuse("INPUT_CANONICAL_OBJECT", "An object is not plain: it is an instance of a class.");
  }
  const record: Readonly<Record<string, unknown>> = object as Readonly<Record<string, unknown>>;
  if (Object.getOwnPropertySymbols(record).length > 0) {
    throw refuse(
      "INPUT_CANONICAL_TYPE",
      "An object has a symbol for a key, which JSON does not have.",
    );
  }
  const keys = Object.keys(record);
  if (!inOrder(keys)) keys.sort();
  let text = "";
  for (const key of keys)
    text += `${text === "" ? "{" : ","}${quote(key)}:${write(record[key], depth)}`;
  return text === "" ? "{}" : `${text}}`;
}

/** `Object.prototype` of another realm, as in edge runtimes and test sandboxes. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === "object" &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, "hasOwnProperty") &&
    Object.hasOwn(prototype, "isPrototypeOf")
  );
}

/**
 * By UTF-16 code units, which is how `<` and a bare `sort()` compare. Our own leaves are built in
 * this order.
 */
function inOrder(keys: readonly string[]): boolean {
  let last = "";
  for (const key of keys) {
    if (key < last) return false;
    last = key;
  }
  return true;
}

function quote(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c)
      return quoteSlowly(text, index);
  }
  return `"${text}"`;
}

function quoteSlowly(text: string, from: number): string {
  for (let index = from; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) {
      throw refuse(
        "INPUT_CANONICAL_STRING",
        "A string has half of a surrogate pair and so no UTF-8 form.",
      );
    }
    index++;
  }
  // For a well-formed string ECMAScript escapes exactly what RFC 8785 section 3.2.2.2 prescribes.
  return JSON.stringify(text);
}
