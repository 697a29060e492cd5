import type { EnginePart } from "../engine-part.js";
import { type Migrations, migrationVerbs } from "../migration-verbs.js";

export type { MigrationInput, MigrationPreview, MigrationStream } from "../migrate-workflow.js";
export type { Migrations } from "../migration-verbs.js";

/** What an engine has from {@link migrations}. */
export interface MigrationFaces {
  /** Moves runs that are under way to another version of their workflow. */
  readonly migrations: Migrations;
}

/**
 * The part of an engine that moves runs from one version of a workflow to another. Without it, runs
 * stay on the version they began with.
 * @example
 * const engine = createEngine({ ...mine, parts: [migrations()] });
 * await engine.migrations.run(tenant, { workflow: "welcome", from: 1, by: "ann" });
 */
export function migrations(): EnginePart<MigrationFaces> {
  return {
    id: "migrations",
    install: (deps) => ({ faces: { migrations: migrationVerbs(deps) }, tasks: [] }),
  };
}
