import type { Known, MessageClass, PurposeOf, Schema, TopicOf } from "@wellsent/core";
import type { TemplateProgram } from "@wellsent/templates";
import type { SendData, TemplateSource } from "@wellsent/templates/define";
import type { SmsProgram, SmsSource } from "@wellsent/templates/sms";

/** A template as its author wrote it, or as it was compiled. */
export type AppTemplate = TemplateSource | SmsSource | TemplateProgram | SmsProgram;

/** Whatever has a template's id: the value that `defineTemplate` made, or the bare id. */
export type TemplateReference = string | { readonly id: string };

/** As much of a template's value as sending it takes. */
export interface SendableTemplate {
  readonly id: string;
  readonly purpose?: string | undefined;
  readonly topic?: string | undefined;
  readonly messageClass?: MessageClass;
}

/** The template that a reference means, out of those of the app. */
export type Referred<Reference, Templates> = Reference extends string
  ? [Extract<Templates, { readonly id: Reference }>] extends [never]
    ? { readonly id: string }
    : Extract<Templates, { readonly id: Reference }>
  : Reference;

/** Nothing where the template's purpose is one of the schema's, else a sentence that says so. */
export type FitsSchema<S extends Schema, Template> = Template extends {
  readonly purpose: infer Purpose extends string;
}
  ? Known<"purpose", Purpose, PurposeOf<S>>
  : unknown;

/** Purpose and topic, as far as the template leaves them to whoever sends it. */
type LeftOpen<S extends Schema, Template> = Template extends { readonly purpose: string }
  ? Record<never, never>
  : Template extends { readonly id: infer Id }
    ? string extends Id
      ? { readonly purpose?: PurposeOf<S>; readonly topic?: TopicOf<S> }
      : { readonly purpose: PurposeOf<S>; readonly topic?: TopicOf<S> }
    : never;

/** `data` is asked for where the template reads something that only its sender knows. */
type BroughtData<Data> =
  Record<never, never> extends Data ? { readonly data?: Data } : { readonly data: Data };

/** What sending this template takes beside template and contact. */
export type SendOptions<S extends Schema, Template> = LeftOpen<S, Template> &
  BroughtData<SendData<S, Template>> & {
    /**
     * Tells one send from the next: any text, such as an order's number. The same template with the
     * same id to the same contact is one message. Absent: once in the contact's life.
     */
    readonly id?: string;
    /** Milliseconds since 1970, from a day ago to ten years ahead. Default: now. */
    readonly dueAt?: number;
    /** Stricter than the template's own, never laxer. */
    readonly messageClass?: MessageClass;
    readonly signal?: AbortSignal;
  };

/** The options may be left out where nothing in them is needed. */
export type SendRest<S extends Schema, Template> =
  Record<never, never> extends SendOptions<S, Template>
    ? [options?: SendOptions<S, Template>]
    : [options: SendOptions<S, Template>];
