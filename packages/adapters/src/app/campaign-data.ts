import type { EventNameOf, EventsOf, Faulty, Schema, WithReadonlyLists } from "@wellsent/core";
import type { AppContent } from "./campaign-input.js";
import type { AppTemplate, Referred } from "./template-values.js";

/**
 * To be intersected with the content of a campaign: nothing where its `data` has what its templates
 * read of events, as no event starts a campaign; else a sentence.
 */
export type ReadsGiven<S extends Schema, T extends AppTemplate, Content extends AppContent> = [
  Unread<S, KnownAs<NamedIn<Content>, T>, DataOf<Content>>,
] extends [infer Reads extends string]
  ? [Reads] extends [never]
    ? unknown
    : Faulty<`No event starts a campaign, and a template reads the data of “${Reads}”: give it in content.data`>
  : unknown;

/** Its template, or those of its variants. */
type NamedIn<Content> = Content extends { readonly template: infer Reference }
  ? Reference
  : Content extends { readonly variants: readonly { readonly template: infer Reference }[] }
    ? Reference
    : never;

/** Behind an id that may be any text can be any template. */
type KnownAs<Reference, T> = Reference extends unknown
  ? string extends Reference
    ? never
    : Referred<Reference, T>
  : never;

type DataOf<Content> = Content extends { readonly data: infer Data } ? Data : Record<never, never>;

/** The events of each template whose data is not there. Whose type names none is left to `check`. */
type Unread<S extends Schema, Template, Data> = Template extends {
  readonly events: readonly (infer Reads extends string)[];
}
  ? string extends Reads
    ? never
    : [Data] extends [WithReadonlyLists<EventsOf<S>[Reads & EventNameOf<S>]>]
      ? never
      : Reads
  : never;
