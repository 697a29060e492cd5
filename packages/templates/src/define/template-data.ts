import type { AttributesOf, EventNameOf, EventsOf, Schema } from "@wellsent/core";

/** What a declared field holds, for templates that read what no schema describes. */
type FieldValue<Field> = Field extends { readonly type: "list" }
  ? Field extends { readonly of: infer Items }
    ? Items extends { readonly type: string }
      ? readonly FieldValue<Items>[]
      : readonly { readonly [Name in keyof Items]: FieldValue<Items[Name]> }[]
    : readonly unknown[]
  : Field extends { readonly type: "money" }
    ? { readonly amount: number; readonly currency: string } | number
    : Field extends { readonly type: "number" }
      ? number
      : Field extends { readonly type: "bool" }
        ? boolean
        : string;

type FieldValues<Fields> = { readonly [Path in keyof Fields]: FieldValue<Fields[Path]> };

/** Definitions without fields are not closed: anything may be read. */
export type DeclaredData<Definition> = Definition extends { readonly fields: infer Fields }
  ? FieldValues<Fields>
  : unknown;

/**
 * What a template may read: the contact's attributes, `event` with the data common to its events,
 * and its own fields.
 */
export type TemplateData<S extends Schema, Definition> = AttributesOf<S> &
  (Definition extends { readonly events: readonly (infer Name)[] }
    ? { readonly event: EventsOf<S>[Extract<Name, EventNameOf<S>>] }
    : unknown) &
  (Definition extends { readonly fields: infer Fields }
    ? Omit<FieldValues<Fields>, keyof AttributesOf<S>>
    : unknown);
