import type { AttributesOf, EventNameOf, EventsOf, JsonObject, Schema } from "@wellsent/core";

/** What a caller may hand in for a declared field. */
type FieldInput<Field> = Field extends { readonly type: "list" }
  ? Field extends { readonly of: infer Items }
    ? Items extends { readonly type: string }
      ? readonly FieldInput<Items>[]
      : readonly DeclaredInput<Items>[]
    : readonly unknown[]
  : Field extends { readonly type: "money" }
    ? { readonly amount: number; readonly currency: string } | number
    : Field extends { readonly type: "number" }
      ? number
      : Field extends { readonly type: "bool" }
        ? boolean
        : Field extends { readonly type: "date" }
          ? string | number
          : Field extends { readonly type: "enum"; readonly values: readonly (infer Value)[] }
            ? Value
            : string;

/** The first part of a dotted path. */
type HeadOf<Path> = Path extends `${infer Head}.${string}` ? Head : Path;

/** The fields below one head, without it. */
type Below<Fields, Head> = {
  readonly [Path in keyof Fields as Path extends `${Head & string}.${infer Rest}`
    ? Rest
    : never]: Fields[Path];
};

/** Paths of fields whose missing value skips the recipient. */
type RequiredPath<Fields> = {
  [Path in keyof Fields]: Fields[Path] extends
    | { readonly optional: true }
    | { readonly fallback: string | object }
    ? never
    : Path;
}[keyof Fields];

type ValueUnder<Fields, Head> = Head extends keyof Fields
  ? FieldInput<Fields[Head]>
  : DeclaredInput<Below<Fields, Head>>;

/** Declared fields as the object they are read from: `"order.total"` is `{ order: { total } }`. */
type DeclaredInput<Fields> = {
  readonly [Head in HeadOf<RequiredPath<Fields>> & string]: ValueUnder<Fields, Head>;
} & {
  readonly [Head in Exclude<HeadOf<keyof Fields>, HeadOf<RequiredPath<Fields>>> &
    string]?: ValueUnder<Fields, Head>;
};

/** What the engine itself brings: the sender's details. */
type IsBrought<Path> = string extends Path
  ? true
  : Path extends "sender" | `sender.${string}`
    ? true
    : false;

/** The fields by their own names: what a source may have beside them is any field at all. */
type FieldsOf<Template> = Template extends { readonly fields: infer Fields }
  ? { readonly [Path in keyof Fields as IsBrought<Path> extends true ? never : Path]: Fields[Path] }
  : Record<never, never>;

type EventDataFor<S extends Schema, Template> = Template extends {
  readonly events: readonly (infer Name)[];
}
  ? [Name] extends [EventNameOf<S>]
    ? EventsOf<S>[Name]
    : unknown
  : unknown;

/** A schema without attributes has any, as far as its type says. */
type AttributeOf<S extends Schema> = string extends keyof AttributesOf<S>
  ? never
  : keyof AttributesOf<S>;

/** A template of which the compiler knows no more than that it is one. */
type IsLoose<Template> = Template extends { readonly id: infer Id }
  ? string extends Id
    ? true
    : false
  : true;

/**
 * What whoever sends a template has to bring along: the data of its events, and those of its
 * declared fields that are no attributes of the contact. A field with a fallback, or an optional
 * one, may be left out. Of a template whose id is any text, nothing is known: any data goes.
 *
 * @example
 * const receipt = defineTemplate(schema, {
 *   id: "receipt",
 *   messageClass: "transactional",
 *   fields: { total: field.money() },
 *   subject: "Your receipt",
 *   mjml,
 * });
 * const data: SendData<typeof schema, typeof receipt> = { total: { amount: 990, currency: "EUR" } };
 */
export type SendData<S extends Schema, Template> =
  IsLoose<Template> extends true
    ? JsonObject
    : EventDataFor<S, Template> &
        DeclaredInput<{
          readonly [Path in keyof FieldsOf<Template> as HeadOf<Path> extends AttributeOf<S>
            ? never
            : Path]: FieldsOf<Template>[Path];
        }>;
