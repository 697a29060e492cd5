import type { Known, MessageClass, PurposeOf, Schema, TopicOf } from "@wellsent/core";
import type { TemplateProgram } from "@wellsent/templates";
import type { SendData, TemplateSource } from "@wellsent/templates/define";
import type { SmsProgram, SmsSource } from "@wellsent/templates/sms";

/** A template as its author wrote it, or compiled. */
export type AppTemplate = TemplateSource | SmsSource | TemplateProgram | SmsProgram;

/** Anything with a template's id: the value that `defineTemplate` made, or the bare id. */
export type TemplateReference = string | { readonly id: string };

/** The part of a template's value that sending needs. */
export interface SendableTemplate {
  readonly id: string;
  readonly purpose?: string | undefined;
  readonly topic?: string | undefined;
  readonly messageClass?: MessageClass;
}

/** The template of the app that a reference names. */
export type Referred<Reference, Templates> = Reference extends string
  ? [Extract<Templates, { readonly id: Reference }>] extends [never]
    ? { readonly id: string }
    : Extract<Templates, { readonly id: Reference }>
  : Reference;

/** Nothing if the template's purpose is in the schema; otherwise a sentence that says so. */
export type FitsSchema<S extends Schema, Template> = Template extends {
  readonly purpose: infer Purpose extends string;
}
  ? Known<"purpose", Purpose, PurposeOf<S>>
  : unknown;

/** Purpose and topic, if the template leaves them to the sender. */
export type LeftOpen<S extends Schema, Template> = Template extends { readonly purpose: string }
  ? Record<never, never>
  : Template extends { readonly id: infer Id }
    ? string extends Id
      ? { readonly purpose?: PurposeOf<S>; readonly topic?: TopicOf<S> }
      : { readonly purpose: PurposeOf<S>; readonly topic?: TopicOf<S> }
    : never;

/** `data` is required if the template reads fields that only the sender knows. */
export type BroughtData<Data> =
  Record<never, never> extends Data ? { readonly data?: Data } : { readonly data: Data };

/** What may be said of every send, whatever its template. */
export interface SendSettings {
  /**
   * Distinguishes sends of one template to one contact: any text, such as an order number. The
   * same template with the same id to the same contact is one message. Absent: the contact gets
   * the template once.
   */
  readonly id?: string;
  /** Milliseconds since 1970, from a day ago to ten years ahead. Default: now. */
  readonly dueAt?: number;
  /** Stricter than the template's own class, never laxer. */
  readonly messageClass?: MessageClass;
}

/** The options of sending this template. */
export type SendOptions<S extends Schema, Template> = LeftOpen<S, Template> &
  BroughtData<SendData<S, Template>> &
  SendSettings & { readonly signal?: AbortSignal };

/** The options may be omitted if none of them is required. */
export type SendRest<S extends Schema, Template> =
  Record<never, never> extends SendOptions<S, Template>
    ? [options?: SendOptions<S, Template>]
    : [options: SendOptions<S, Template>];
