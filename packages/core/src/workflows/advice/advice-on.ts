import type { WorkflowDefinition } from "../definition.js";
import type { Advise, WorkflowCatalog, WorkflowFinding } from "../finding.js";
import { checkFields } from "./check-fields.js";
import { checkRates } from "./check-rates.js";
import { checkRefused } from "./check-refused.js";
import { checkRetention } from "./check-retention.js";

/** What is worth a look in a definition without faults. */
export function adviceOn(
  definition: WorkflowDefinition,
  catalog: WorkflowCatalog,
): readonly WorkflowFinding[] {
  const findings: WorkflowFinding[] = [];
  const advise: Advise = (code, path, message) =>
    findings.push({ code, path, message, advice: true });
  checkRates(definition, catalog, advise);
  checkRetention(definition, catalog.retention, advise);
  checkRefused(definition, catalog, advise);
  checkFields(definition, catalog, advise);
  return findings;
}
