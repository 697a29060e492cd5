import type { DataPathOf, ValueAt } from "./attribute-clause.js";
import type { SameKey } from "./same-key.js";

/** The kind of a value that can be a key: text or number. `never` for others. */
type KindOf<Value> = [Value] extends [string]
  ? "text"
  : [Value] extends [number]
    ? "number"
    : never;

/** Paths to values that can be a key, such as `cartId` and `cart.id`. */
export type KeyPathOf<Data> = unknown extends Data
  ? string
  : { [Path in DataPathOf<Data>]: IfKey<KindOf<ValueAt<Data, Path>>, Path> }[DataPathOf<Data>];

type IfKey<Kind, Path> = [Kind] extends [never] ? never : Path;

/** Paths to keys of this kind. */
type KeyPathOfKind<Data, Kind> = unknown extends Data
  ? string
  : {
      [Path in KeyPathOf<Data>]: [KindOf<ValueAt<Data, Path>>] extends [Kind] ? Path : never;
    }[KeyPathOf<Data>];

/**
 * The key that two events share: one path that both have, or one path each. Both paths must lead to
 * the same kind of value, text or number: fields that can never be equal do not compile.
 */
export type SameOption<Own, Other> =
  | SharedPath<Own, Other, KeyPathOf<Own> & KeyPathOf<Other>>
  | (unknown extends Own | Other
      ? SameKey
      : {
          [Path in KeyPathOf<Own>]: {
            readonly own: Path;
            readonly other: KeyPathOfKind<Other, KindOf<ValueAt<Own, Path>>>;
          };
        }[KeyPathOf<Own>]);

type SharedPath<Own, Other, Paths extends string> = unknown extends Own | Other
  ? Paths
  : {
      [Path in Paths]: [KindOf<ValueAt<Own, Path>>] extends [KindOf<ValueAt<Other, Path>>]
        ? Path
        : never;
    }[Paths];

/** Expands the short form of the option. */
export function toSameKey(same: string | SameKey): SameKey {
  return typeof same === "string" ? { own: same, other: same } : same;
}
