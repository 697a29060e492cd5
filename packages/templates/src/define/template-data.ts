import type {
  AttributesOf,
  EventNameOf,
  EventsOf,
  PurposeOf,
  Schema,
  ShownProduct,
  TopicOf,
} from "@wellsent/core";

/** What a definition names of its schema: an editor offers it, and the compiler refuses others. */
export interface NamesIn<S extends Schema> {
  readonly purpose?: PurposeOf<S>;
  readonly topic?: TopicOf<S>;
  readonly events?: readonly EventNameOf<S>[];
  readonly products?: { readonly bought?: { readonly event: EventNameOf<S> } };
}

/**
 * What its own type says of a template: workflows take purpose and topic from there, and whoever
 * sends it what data it needs. Of a definition that may have any id, `events` would be all that
 * there may be, and not what the template reads.
 */
export type Named<Definition extends { readonly id: string; readonly messageClass: unknown }> =
  Pick<
    Definition,
    | "id"
    | "messageClass"
    | (keyof Definition & ("purpose" | "topic" | "fields"))
    | (string extends Definition["id"] ? never : keyof Definition & "events")
  >;

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
  ? FieldValues<Fields> & OfferData<Definition>
  : unknown;

/** What comes along with a template's codes and products. */
type OfferData<Definition> = (Definition extends { readonly codes: object }
  ? { readonly code: { readonly value: string; readonly expiresAt: number | null } }
  : unknown) &
  (Definition extends { readonly products: object }
    ? { readonly products: readonly ShownProduct[] }
    : unknown);

/** The details of the sender's settings: any names, each a text. */
interface SenderDetails {
  readonly sender: { readonly [detail: string]: string };
}

/**
 * What a template may read: the contact's attributes, the sender's details, `event` with the data
 * common to its events, its own fields, and the code and products that it asks for.
 */
export type TemplateData<S extends Schema, Definition> = AttributesOf<S> &
  SenderDetails &
  OfferData<Definition> &
  (Definition extends { readonly events: readonly (infer Name)[] }
    ? { readonly event: EventsOf<S>[Extract<Name, EventNameOf<S>>] }
    : unknown) &
  (Definition extends { readonly fields: infer Fields }
    ? Omit<FieldValues<Fields>, keyof AttributesOf<S>>
    : unknown);
