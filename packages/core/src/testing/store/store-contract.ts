import { type ContractCase, withoutSkipped } from "../contract-case.js";
import { advanceCases } from "./advance-cases.js";
import { againCases } from "./again-cases.js";
import { bounceCases } from "./bounce-cases.js";
import { budgetCases } from "./budget-cases.js";
import { callCases } from "./call-cases.js";
import { campaignCases } from "./campaign-cases.js";
import { capabilityCases } from "./capability-cases.js";
import { changeCases } from "./change-cases.js";
import { childRunCases } from "./child-run-cases.js";
import { codeCases } from "./code-cases.js";
import { consentCases } from "./consent-cases.js";
import { contactCases } from "./contact-cases.js";
import { digestCases } from "./digest-cases.js";
import { enqueueCases } from "./enqueue-cases.js";
import { enrollmentCases } from "./enrollment-cases.js";
import { erasureCases } from "./erasure-cases.js";
import { feedCases } from "./feed-cases.js";
import { flowCases } from "./flow-cases.js";
import { gateCases } from "./gate-cases.js";
import { hourCases } from "./hour-cases.js";
import { ingestCases } from "./ingest-cases.js";
import { linkCases } from "./link-cases.js";
import { mergeCases } from "./merge-cases.js";
import { migrationCases } from "./migration-cases.js";
import { newsCases } from "./news-cases.js";
import { noteCases } from "./note-cases.js";
import { outboxCases } from "./outbox-cases.js";
import { quarantineCases } from "./quarantine-cases.js";
import { rateCases } from "./rate-cases.js";
import { readingCases } from "./reading-cases.js";
import { seriesCases } from "./series-cases.js";
import { settleCases } from "./settle-cases.js";
import { startCases } from "./start-cases.js";
import { type StoreContractOptions, storeTests } from "./store-harness.js";
import { taskCases } from "./task-cases.js";
import { wallCases } from "./wall-cases.js";
import { workerCases } from "./worker-cases.js";

/**
 * Every promise of a `Store` that can be tested from outside: what each call does, all or nothing,
 * tenant by tenant, once, in order, and fenced. Cases run in any order, each on a store of its own.
 *
 * `for (const c of storeContract({ create: () => myStore() })) it(c.name, c.run);`
 * @example
 * for (const { name, run } of storeContract({ create: () => memoryStore() })) it(name, run);
 */
export function storeContract(options: StoreContractOptions): readonly ContractCase[] {
  const test = storeTests(options);
  const cases = [
    ...capabilityCases(test, options),
    ...contactCases(test),
    ...changeCases(test),
    ...mergeCases(test),
    ...feedCases(test),
    ...flowCases(test),
    ...advanceCases(test),
    ...childRunCases(test),
    ...enrollmentCases(test),
    ...migrationCases(test),
    ...ingestCases(test),
    ...startCases(test),
    ...bounceCases(test),
    ...enqueueCases(test),
    ...outboxCases(test),
    ...campaignCases(test),
    ...seriesCases(test),
    ...gateCases(test),
    ...rateCases(test),
    ...digestCases(test),
    ...budgetCases(test),
    ...hourCases(test),
    ...againCases(test),
    ...codeCases(test),
    ...callCases(test),
    ...noteCases(test),
    ...taskCases(test),
    ...settleCases(test),
    ...workerCases(test),
    ...quarantineCases(test),
    ...linkCases(test),
    ...consentCases(test),
    ...newsCases(test),
    ...readingCases(test),
    ...erasureCases(test),
    ...wallCases(test),
  ];
  return withoutSkipped(cases, options.skip ?? []);
}
