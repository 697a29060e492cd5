import type { Authoring } from "../authoring/authoring-face.js";
import { authoringVerbs } from "../authoring/authoring-verbs.js";
import type { EnginePart } from "../engine-part.js";

export type {
  Authoring,
  CheckOptions,
  CheckOutcome,
  DiscardOptions,
  DiscardOutcome,
  DraftChanged,
  PruneOptions,
  PruneReport,
  PublishedMigration,
  PublishedMove,
  PublishOptions,
  PublishOutcome,
  SaveOptions,
  SaveOutcome,
  UnmappedRuns,
} from "../authoring/authoring-face.js";
export type { DefinitionChange } from "../authoring/version-diff.js";

/** What an engine has from {@link authoring}. */
export interface AuthoringFaces {
  /** Workflows that a tenant writes as data. */
  readonly authoring: Authoring;
}

/**
 * The part of an engine by which a tenant writes workflows as data. An engine without it runs what
 * others published.
 * @example
 * const engine = createEngine({ ...mine, parts: [authoring()] });
 * await engine.authoring.save(tenant, JSON.parse(text), { by: "ann" });
 */
export function authoring(): EnginePart<AuthoringFaces> {
  return {
    id: "authoring",
    install: (deps) => ({ faces: { authoring: authoringVerbs(deps) }, tasks: [] }),
  };
}
