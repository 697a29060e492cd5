import type { MessageClass } from "@wellsent/core";
import type { EventSpec } from "./event-spec.js";
import { count, digest, listKind, oneOf, optional, ref, shaped } from "./field-kind.js";

/**
 * Types of event that earlier releases recorded and nobody records any more. A leaf can never be
 * changed or deleted, so a log that holds them is read like any other; a draft of one is refused.
 */
export interface RetiredDetails {
  readonly "contactpoint.linked": Readonly<Record<never, never>>;
  readonly "decision.recorded": {
    readonly outcome: "allowed" | "refused" | "deferred";
    readonly messageClass: MessageClass;
    readonly codes: readonly string[];
    readonly logSize: number;
    readonly message?: string;
  };
  readonly "checkpoint.signed": { readonly size: number; readonly root: string };
}

export type RetiredEventType = keyof RetiredDetails;

type RetiredEvents = { readonly [K in RetiredEventType]: EventSpec<RetiredDetails[K]> };

export function retiredEvents(): RetiredEvents {
  return {
    "contactpoint.linked": {
      retired: true,
      needs: ["subject", "contactPoint"],
      ahead: "refuse",
      detail: shaped({}),
    },
    "decision.recorded": {
      retired: true,
      needs: ["ruleset"],
      ahead: "refuse",
      detail: shaped({
        outcome: oneOf("allowed", "refused", "deferred"),
        messageClass: oneOf(
          "marketing",
          "service",
          "transactional",
          "confirmation_request",
          "legal_notice",
        ),
        codes: listKind(ref),
        logSize: count,
        message: optional(ref),
      }),
    },
    "checkpoint.signed": {
      retired: true,
      needs: [],
      ahead: "refuse",
      detail: shaped({ size: count, root: digest }),
    },
  };
}
