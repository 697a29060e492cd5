import { isText } from "./is-text.js";

/** Own keys alone: no name of a prototype's property is one. */
export function isKeyOf<Key extends string>(table: Readonly<Record<Key, unknown>>) {
  return (value: unknown): value is Key => isText(value) && Object.hasOwn(table, value);
}
