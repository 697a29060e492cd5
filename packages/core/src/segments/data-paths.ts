import type { DataPathOf, ValueAt } from "./attribute-clause.js";

/**
 * An undeclared event accepts any path, because the compiler has reported the event's name already.
 */
export type FieldOf<Data> = [Data] extends [never] ? string : DataPathOf<Data>;

/** Paths to numbers; any path where nothing is known of the data. */
export type NumberPathOf<Data> = unknown extends Data
  ? string
  : {
      [Path in FieldOf<Data>]: [ValueAt<Data, Path>] extends [number] ? Path : never;
    }[FieldOf<Data>];
