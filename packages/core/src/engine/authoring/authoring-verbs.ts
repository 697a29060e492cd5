import { InputError } from "../../errors/index.js";
import type { JsonValue } from "../../json.js";
import type { PartDependencies } from "../engine-part.js";
import { definitionFor } from "../walk-runs.js";
import { readLatestDraft } from "./authored.js";
import type { Authoring } from "./authoring-face.js";
import { checkDraft, draftFor } from "./check-draft.js";
import { discardDraft } from "./discard-draft.js";
import { pruneVersions } from "./prune-versions.js";
import { publishDraft } from "./publish-draft.js";
import { readVersions } from "./read-versions.js";
import { saveDraft } from "./save-draft.js";
import { diffDefinitions } from "./version-diff.js";

export function authoringVerbs(deps: PartDependencies): Authoring {
  const { store } = deps;
  const version: Authoring["version"] = async (tenant, workflow, wanted, options) => {
    try {
      return await definitionFor(deps, tenant, { workflow, version: wanted }, options);
    } catch (error) {
      if (error instanceof InputError && error.code === "INPUT_WORKFLOW_VERSION") return null;
      throw error;
    }
  };
  return {
    save: (tenant, definition, saving = {}, options = {}) =>
      saveDraft(deps, tenant, definition, saving, options),
    check: (tenant, workflow, checking = {}, options = {}) =>
      checkDraft(deps, { tenant, workflow }, checking, options),
    publish: (tenant, workflow, publishing = {}, options = {}) =>
      publishDraft(deps, { tenant, workflow }, publishing, options),
    discard: (tenant, workflow, discarding = {}, options = {}) =>
      discardDraft(deps, { tenant, workflow }, discarding, options),
    prune: (tenant, pruning = {}, options = {}) => pruneVersions(deps, tenant, pruning, options),
    draft: (tenant, workflow, options) => readLatestDraft(store, { tenant, workflow }, options),
    versions: (tenant, workflow, options) => readVersions(deps, { tenant, workflow }, options),
    version,
    diff: async (tenant, workflow, { from, to }, options = {}) => {
      const content = async (wanted: number): Promise<JsonValue> =>
        plain(await definitionFor(deps, tenant, { workflow, version: wanted }, options));
      const before = await content(from);
      const after =
        to === undefined
          ? (await draftFor(deps, { tenant, workflow }, options)).definition
          : await content(to);
      const changes = diffDefinitions(before, after);
      // Every version has another one of these, and a draft has none.
      return changes.filter(({ path }) => path !== "version");
    },
  };
}

function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}
