import type { Schema } from "../contacts/index.js";
import type { ContactId, ContactPointId, TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentDraft, ConsentGate } from "../ports/consent-gate.js";
import type { Clock, IdSource } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { FlowDenial } from "./definition.js";

/** A row of the host says that a person does not want mail. */
export interface FlowDenialIntent {
  /** The same for the same word of the row: appended twice it counts once. */
  readonly id: string;
  readonly at: Instant;
  readonly denial: FlowDenial;
}

/** How denials become entries of the ledger, and are read from it. */
export interface FlowConsent {
  readonly gate: Pick<ConsentGate, "fingerprints" | "keyChecks">;
  /** A withdrawal at one of the person's points. */
  deny(
    intent: FlowDenialIntent & { readonly contactPoint: ContactPointId },
  ): readonly ConsentDraft[];
  /** A suppression of an address that nobody has yet. */
  denyAddress(
    intent: FlowDenialIntent & { readonly fingerprints: readonly string[] },
  ): readonly ConsentDraft[];
  /** Whether the person has denied as much, at one of their points. */
  isDenied(
    tenant: TenantId,
    contact: ContactId,
    denial: FlowDenial,
    options?: CallOptions,
  ): Promise<boolean>;
}

export interface FlowDependencies {
  readonly schema: Schema;
  readonly store: Store;
  readonly consent: FlowConsent;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Puts drafts on record. */
  record(
    tenant: TenantId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ): Promise<{ readonly refused: readonly { readonly code: string }[] }>;
  /** Waits. Rejects only with the reason of the signal. */
  readonly pause: (length: Milliseconds, signal?: AbortSignal) => Promise<void>;
}

/** What of one row or contact could not be carried. The others were. */
export interface FlowFault {
  /** The row's key in the host's table. */
  readonly hostKey: string;
  /** `null`: the row as a whole. */
  readonly path: string | null;
  /**
   * `FLOW_VALUE`: a value that cannot be converted, or that the schema refuses; `FLOW_CHANGED`: the
   * row was changed meanwhile, and is tried again by the next run; `FLOW_IDENTITY`: a key or
   * address that is none; or the code of what failed.
   */
  readonly code: string;
}
