import type {
  EventDataOf,
  EventNameOf,
  KnownTopic,
  PurposeOf,
  Schema,
} from "../../contacts/index.js";
import type { JsonObject } from "../../json.js";
import type { Faulty, ListedFor, OneKnown, Quoted, WithReadonlyLists } from "../../known.js";
import type { Channel, MessageClass } from "../../ports/consent-gate.js";
import type { HandedData } from "./call-step.js";
import type { KeptName } from "./kept-event.js";
import type { StepOptions, TemplateReference } from "./step-parts.js";

/**
 * `Own` is the purpose of the template, if it is known; `Given` the data of the step, `Data`
 * that of the run, and `Kept` that of an event which was waited for.
 */
export interface SendOptions<
  in out S extends Schema,
  in out P extends string,
  in out Topic extends string = string,
  in out Own = never,
  in out Data = unknown,
  in out Given extends JsonObject = JsonObject,
  in out Others extends readonly TemplateReference[] = readonly TemplateReference[],
  in out Kept = unknown,
> extends StepOptions {
  readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
  readonly topic?: KnownTopic<S, [P] extends [never] ? Own & PurposeOf<S> : P, Topic>;
  /** Default: the template's, else `email`. Must not differ from the template's. */
  readonly channel?: Channel;
  /** Default: the template's, else `marketing`. Must not be laxer than the template's. */
  readonly messageClass?: MessageClass;
  /** For the template, over the data of the run. */
  readonly data?: Given;
  /**
   * An event that a wait before this step has kept: the template reads its data, over those of the
   * run and below `data`.
   */
  readonly kept?: KeptName & HandedData<Kept>;
  /**
   * Templates that are tried in this order where a message is refused for good at every address: a
   * text message instead of a mail. What a template does not say is as in the step.
   */
  readonly fallbacks?: Others & EachReadsBrought<S, Others, Over<Over<Data, Kept>, Given>>;
}

/** Data with others over them. What both have is as the others have it. */
export type Over<Below, Above> = Below extends unknown
  ? [keyof Below & keyof Above] extends [never]
    ? Below & Above
    : unknown extends Below
      ? Below
      : Omit<Below, keyof Above> & Above
  : never;

type NoPurpose = "Name a purpose: the template names none that is known";

/** The purpose must be set by the template or by the step. */
export type HasPurpose<S extends Schema, Own, P> = [P] extends [never]
  ? [Own] extends [PurposeOf<S>]
    ? unknown
    : Faulty<`${NoPurpose}; ${ListedFor<Own, PurposeOf<S>>}`>
  : unknown;

/**
 * To be intersected with a template that reads the data of one of the events `Reads`: nothing where
 * `Brought`, the data of the run and of the step, has it; else a sentence. `Reads` is `string`
 * where the template's type does not tell, and `never` where it has no events at all.
 */
export type ReadsBrought<S extends Schema, Reads extends string, Brought> = [Reads] extends [never]
  ? unknown
  : string extends Reads
    ? unknown
    : [Brought] extends [WithReadonlyLists<EventDataOf<S, Reads>>]
      ? unknown
      : Faulty<`The template reads the data of ${Quoted<
          [Brought] extends [WithReadonlyLists<EventDataOf<S, Reads>>] ? never : Reads
        >}, ${[Reads] extends [EventNameOf<S>] ? NotBrought : "which is no event of the schema"}`>;

type NotBrought =
  "which not every start of this workflow brings: start it by the event, name it in onRequest({ data }), or give the step data";

/** {@link ReadsBrought} for each template of a list. */
type EachReadsBrought<S extends Schema, Others extends readonly TemplateReference[], Brought> = {
  readonly [Index in keyof Others]: Others[Index] extends {
    readonly events: readonly (infer Reads extends string)[];
  }
    ? ReadsBrought<S, Reads, Brought>
    : unknown;
};
