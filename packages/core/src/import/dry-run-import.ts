import { tenantId } from "../identifiers.js";
import type { FoundContact } from "../ports/store/contact-record.js";
import { readAddressFacts } from "./address-facts.js";
import { badRows } from "./bad-row.js";
import { contactLookups } from "./contact-lookups.js";
import { fieldRules } from "./field-policy.js";
import { type DryRunReport, diffTally } from "./import-diff.js";
import type { DryRunOptions } from "./import-options.js";
import { type ImportProgress, importProgress } from "./import-progress.js";
import { columnWatch } from "./import-questions.js";
import { importTally } from "./import-tally.js";
import { permissionCounter } from "./permission-counts.js";
import { plannedContacts } from "./planned-contacts.js";
import { type ReadBatch, readBatches } from "./read-batch.js";
import { readIdentity } from "./read-row.js";
import type { RowResult } from "./row-result.js";
import { seeFirst, seenRows } from "./seen-rows.js";
import { settleBatch } from "./settle-batch.js";
import { settledMapping } from "./settled-mapping.js";

/**
 * Plans the result of each row, in order, and writes nothing. Without `against`, every row is
 * judged by the file alone: a row that lacks a required attribute is then refused, even if its
 * stored contact has the attribute.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`, `INPUT_KEY_COLUMN`,
 * `INPUT_FIELD_POLICY`, and whatever reading the rows throws.
 */
export async function* planImport(
  options: DryRunOptions,
): AsyncGenerator<RowResult, void, undefined> {
  const plan = planner(options);
  for await (const batch of readBatches(options)) yield* await plan(batch);
}

/**
 * Runs {@link planImport} and sums up the results: yields the progress, with the report at the end.
 * Against a store, the report's `diff` counts what would become of each field.
 */
export async function* dryRunImport(
  options: DryRunOptions,
): AsyncGenerator<ImportProgress<DryRunReport>, void, undefined> {
  const { clock, total = null } = options;
  const startedAt = clock.now();
  const evidence = options.against?.consent?.evidence;
  const tally = importTally(permissionCounter(evidence, options.defaults));
  const watch = columnWatch(settledMapping(options.mapping, options.schema));
  const plan = planner(options);
  const changes = diffTally();
  let done = 0;
  for await (const batch of readBatches(options, watch)) {
    const results = await plan(batch);
    tally.add(results, batch.rows);
    changes.add(results, batch.rows);
    if (options.onBadRow !== undefined)
      for (const bad of badRows(results, batch.rows)) await options.onBadRow(bad);
    done += batch.rows.length;
    yield { phase: "reading", ...importProgress(done, total, startedAt, clock.now()) };
  }
  yield {
    phase: "done",
    ...importProgress(done, done, startedAt, clock.now()),
    report: {
      ...tally.report(watch.seen()),
      diff: options.against === undefined ? null : changes.report(),
    },
  };
}

/** Plans one batch after another, and keeps what later batches need to know of earlier ones. */
function planner(options: DryRunOptions): (batch: ReadBatch) => Promise<readonly RowResult[]> {
  const { against, signal, clock } = options;
  const denied = seenRows();
  const planned = plannedContacts(readIdentity(options) === "email");
  const policies = fieldRules(options, settledMapping(options.mapping, options.schema));
  let made = 0;
  return async (batch) => {
    const now = clock.now();
    let found: readonly FoundContact[] = [];
    if (against !== undefined) {
      const call = { tenant: against.tenant, now, lookups: contactLookups(batch) };
      const look = (contacts: readonly FoundContact[]): readonly [] => {
        found = contacts;
        return [];
      };
      await against.store.changeContacts(call, look, signal === undefined ? {} : { signal });
    }
    const facts =
      against === undefined ? null : await readAddressFacts(batch, against, signal, now);
    const settled = settleBatch(batch, found, {
      ...{ options, policies, now, denied },
      tenant: against?.tenant ?? tenantId("dry-run"),
      ids: { next: () => `planned-${++made}` },
      fingerprints: () => [],
      lists: [],
      standing: facts?.denials ?? new Map<string, string>(),
      planned,
      ...(facts !== null && { compare: facts.standing }),
      repeated: false,
    });
    seeFirst(denied, settled.denied);
    planned.add(settled.writes);
    return settled.results;
  };
}
