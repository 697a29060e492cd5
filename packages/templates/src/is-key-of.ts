import { isText } from "./is-text.js";

/** Own keys alone: no name of a prototype's property is one. */
export const isKeyOf =
  /* @__NO_SIDE_EFFECTS__ */
    <Key extends string>(table: Readonly<Record<Key, unknown>>) =>
    (value: unknown): value is Key =>
      isText(value) && Object.hasOwn(table, value);
