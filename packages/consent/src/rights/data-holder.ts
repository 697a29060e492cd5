import type { CallOptions, Channel, ContactId, ContactPointId, JsonValue } from "@wellsent/core";
import type { ObservedOutcome } from "./rights-case.js";

/** The person, as the holders of their data may know them. */
export interface DataSubject {
  /** The random reference that consent events carry. */
  readonly subject?: string;
  readonly contact?: ContactId;
  readonly points: readonly {
    readonly id: ContactPointId;
    readonly channel: Channel;
    readonly address: string;
  }[];
}

/** What somebody saw, by looking again, of one class of data after erasing it. */
export interface ObservedErasure {
  readonly dataClass: string;
  readonly outcome: Exclude<ObservedOutcome, "exempt">;
  /** How many records are gone. */
  readonly count?: number;
  readonly digest?: string;
}

/**
 * Anything that holds personal data: our own store, a CRM, a warehouse, a support tool.
 *
 * `erase` MUST look at what is left before it answers, MUST answer for each class it was asked of,
 * and MUST be safe to repeat. A class it is not asked of MUST stay.
 */
export interface DataHolder {
  /** As actions and the data map name it: `crm`, `warehouse`. */
  readonly id: string;
  /** The classes of data it holds; a request about any other is an error, not a success. */
  readonly classes: readonly string[];
  /** Erases all its classes or none. */
  readonly whole?: true;
  /**
   * Knows the addresses by which the others find the person, so it is erased last, and only once no
   * other has failed.
   */
  readonly last?: true;
  /**
   * What must be in force before anybody erases anything, such as a suppression. MUST be safe to
   * repeat.
   */
  prepare?(subject: DataSubject, options?: CallOptions): Promise<void>;
  erase(
    subject: DataSubject,
    classes: readonly string[],
    options?: CallOptions,
  ): Promise<{ readonly observed: readonly ObservedErasure[] }>;
  /** Everything it holds about the person, and nobody else, by class. */
  export(
    subject: DataSubject,
    options?: CallOptions,
  ): Promise<Readonly<Record<string, readonly JsonValue[]>>>;
}
