import type { ConsentDraft } from "@wellsent/core";
import type { EventPayload, SubjectKind } from "../events/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";

export interface Description extends EventMetadata {
  readonly kind: SubjectKind;
  /**
   * How it is known: a register's number, the page that names the address, the form that asked.
   * Without it, or where it holds nothing, only `person` counts.
   */
  readonly payload?: EventPayload;
}

/**
 * Whose address it is: a natural person's, a sole trader's, somebody's at a company, or the
 * company's own. Several laws protect the first two and not the others. The latest description
 * counts.
 *
 * @example
 * engine.record(tenant, [
 *   recordDescription(by, {
 *     contactPoint,
 *     kind: "company",
 *     payload: { url: "https://acme.example/imprint" },
 *   }),
 * ]);
 */
export function recordDescription(by: DraftContext, description: Description): ConsentDraft {
  return createDraft(by, {
    ...eventMetadata(by, { actor: { kind: "system" }, ...description }),
    id: by.ids.next(),
    type: "contactpoint.described",
    detail: { kind: description.kind },
  });
}
