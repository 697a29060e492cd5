import type { AttributesOf, EventDataOf, EventNameOf, Schema } from "../../contacts/index.js";
import type { OneKnown } from "../../known.js";
import type { KeyPathOf, SameOption, ZoneRule } from "../../segments/index.js";
import type { DurationText } from "../../timing/index.js";
import type { KeptName } from "./kept-event.js";
import type { StepOptions, TemplateReference, Where } from "./step-parts.js";

/**
 * Reports about a message of this run, by template. Only those by a person count, unless
 * `humanOnly` is `false`.
 */
export interface DeliveryOption {
  readonly clicked?: TemplateReference;
  readonly opened?: TemplateReference;
  readonly delivered?: TemplateReference;
  readonly bounced?: TemplateReference;
  readonly humanOnly?: boolean;
}

/** What to wait for: the first of all that are given. */
export interface WaitForOptions<
  in out S extends Schema,
  in out Name extends string,
  in out Data = unknown,
> extends DeliveryOption,
    StepOptions {
  readonly event?: OneKnown<"event", Name, EventNameOf<S>>;
  readonly where?: Where<EventDataOf<S, Name>>;
  /**
   * Only an event about the same thing as the run's trigger: the field that both events have, or
   * one field of each: `"cartId"`, `{ own: "cartId", other: "cart.id" }`.
   */
  readonly same?: SameOption<Data, EventDataOf<S, Name>>;
  /** Keeps the data of the event for later steps: see {@link keptEvent}. */
  readonly keep?: KeptName & { readonly event: NoInfer<Name> };
  readonly timeout: DurationText;
}

/** A report about the last such message of this run, and how long after it the run goes on. */
export type WaitSinceOptions = StepOptions & {
  readonly for: DurationText;
  /** How long the report itself is waited for. */
  readonly timeout: DurationText;
  /** Default `true`: opens and clicks by machines do not count. */
  readonly humanOnly?: boolean;
} & OneReport<"sent" | "delivered" | "opened" | "clicked">;

type OneReport<Names extends string> = {
  [Name in Names]: { readonly [Own in Name]: TemplateReference } & {
    readonly [Other in Exclude<Names, Name>]?: never;
  };
}[Names];

/** A date of the contact or of the run's trigger, and the time to wait for because of it. */
export type WaitUntilDateOptions<S extends Schema, Data> = StepOptions & {
  /** `HH:MM` of that day. Default: the date's own time, midnight where it has none. */
  readonly time?: string;
  /** The workflow's zone by default. */
  readonly zone?: ZoneRule;
} & (
    | { readonly attribute: KeyPathOf<AttributesOf<S>>; readonly trigger?: never }
    | { readonly trigger: KeyPathOf<Data>; readonly attribute?: never }
  ) &
  (
    | { readonly before?: DurationText; readonly after?: never }
    | { readonly after: DurationText; readonly before?: never }
  );
