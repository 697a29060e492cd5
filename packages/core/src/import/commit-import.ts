import type { ConsentDraft } from "../ports/consent-gate.js";
import type { FoundContact } from "../ports/store/contact-record.js";
import { readAddressFacts } from "./address-facts.js";
import { badRows } from "./bad-row.js";
import { contactLookups } from "./contact-lookups.js";
import { type FieldRules, fieldRules } from "./field-policy.js";
import type { CommitOptions, ImportConsent } from "./import-options.js";
import { type ImportProgress, importProgress } from "./import-progress.js";
import { columnWatch } from "./import-questions.js";
import type { ImportReport } from "./import-report.js";
import { importTally } from "./import-tally.js";
import { permissionCounter } from "./permission-counts.js";
import { type ReadBatch, readBatches } from "./read-batch.js";
import { type SeenRows, seeFirst, seenRows } from "./seen-rows.js";
import { type SettledBatch, type SettledPermission, settleBatch } from "./settle-batch.js";
import { settledMapping } from "./settled-mapping.js";
import { importUndone, undoName } from "./undone.js";

export interface CommitReport extends ImportReport {
  /** Contacts that this run created or changed. */
  readonly written: number;
  /** Consent events appended by this run. */
  readonly consentEvents: number;
  /** Drafts that the gate refused, by code. */
  readonly consentRefused: readonly { readonly code: string; readonly count: number }[];
  /** Rows that an earlier run of the same import has already written. */
  readonly repeated: number;
}

/**
 * Writes an import batch by batch: first the contacts in one transaction, then the consent events
 * of their rows, which stop workflow runs like any other withdrawal. If it is interrupted, run it
 * again with the same id and rows: it completes what is missing and writes nothing twice.
 *
 * A file can restrict and it can claim. It never lifts a denial and never subscribes anybody. A
 * denial applies to the row's address, and to every other address that the same person has now or
 * gets later. If no contact can be created from the row, the denial is kept at the fingerprint of
 * its address or number, for whoever has that one day. A row is refused with `CONTACT_UNREADABLE`,
 * whatever it says, if its contact or the consent facts of its address cannot be read in the store:
 * import it again with another id once the store is repaired.
 *
 * @throws InputError `INPUT_ADDRESS_COLUMN`, `INPUT_COLUMN_TWICE`, `INPUT_KEY_COLUMN`,
 * `INPUT_CELL_SHAPE`, `INPUT_FIELD_POLICY`, `INPUT_TIME_ZONE` for an invalid default, before
 * anything is written; `INPUT_IMPORT_UNDONE` for an import whose undo has begun; StoreError `STORE_KEY_CHANGED`, `STORE_KEY_MISSING`.
 */
export async function* commitImport(
  options: CommitOptions,
): AsyncGenerator<ImportProgress<CommitReport>, void, undefined> {
  const { clock, total = null } = options;
  const startedAt = clock.now();
  const tally = importTally(permissionCounter(options.consent.evidence, options.defaults));
  const mapping = settledMapping(options.mapping, options.schema);
  const watch = columnWatch(mapping);
  const refusals = new Map<string, number>();
  const denied = seenRows();
  const { record } = options.consent;
  // Before anything is written: policies that name no field are refused.
  const policies = fieldRules(options, mapping);
  await appendRecord(record?.declared ?? [], options);
  let [done, written, consentEvents, repeated] = [0, 0, 0, 0];
  for await (const batch of readBatches(options, watch)) {
    const settled = await writeBatch(batch, options, policies, denied);
    seeFirst(denied, settled.denied);
    tally.add(settled.results, batch.rows);
    done += batch.rows.length;
    written += settled.written;
    if (settled.repeated) repeated += batch.rows.length;
    const appended = await appendBatch(settled, options);
    consentEvents += appended.events;
    if (options.onBadRow !== undefined)
      for (const bad of badRows(settled.results, batch.rows)) await options.onBadRow(bad);
    for (const code of appended.refused) refusals.set(code, (refusals.get(code) ?? 0) + 1);
    yield { phase: "writing", ...importProgress(done, total, startedAt, clock.now()) };
  }
  const consentRefused = [...refusals].map(([code, count]) => ({ code, count }));
  const report = {
    ...tally.report(watch.seen()),
    written,
    consentEvents,
    consentRefused,
    repeated,
  };
  await appendRecord(record?.applied(report, clock.now()) ?? [], options);
  // Behind the whole file: a later row may deny what an earlier one claims.
  if (options.triggers === true) {
    const { engine, tenant, importId, signal } = options;
    await engine.listNews.release(tenant, importId, signal === undefined ? {} : { signal });
  }
  yield { phase: "done", ...importProgress(done, done, startedAt, clock.now()), report };
}

async function writeBatch(
  batch: ReadBatch,
  options: CommitOptions,
  policies: FieldRules,
  denied: SeenRows,
): Promise<SettledBatch & { readonly written: number; readonly repeated: boolean }> {
  const { tenant, signal } = options;
  const { store } = options.engine;
  const gate = cacheFingerprints(options.consent.gate);
  const consent = { ...options.consent, gate };
  const { denials: standing, points: known } = await readAddressFacts(
    batch,
    { store, tenant, consent },
    signal,
  );
  const now = options.clock.now();
  const lookups = contactLookups(batch);
  const scope = { tenant, now, lookups, keys: options.consent.gate };
  const settle = (found: readonly FoundContact[], again: boolean): SettledBatch =>
    settleBatch(batch, found, {
      options,
      policies,
      tenant,
      now,
      ids: options.ids,
      fingerprints: gate.fingerprints,
      lists: options.lists ?? [],
      ...{ standing, denied, repeated: again },
    });

  const callOptions = signal === undefined ? {} : { signal };
  let settled: SettledBatch = {
    ...{ results: [], words: [], bare: [], writes: [], denied: new Map() },
  };
  const { applied, barred, written } = await store.changeContacts(
    {
      ...{ ...scope, once: `${options.importId}:${batch.name}` },
      unless: undoName(options.importId),
      cause: { source: `import:${options.importId}` },
      ...(options.triggers === true
        ? {
            hold: {
              name: options.importId,
              lists: await options.engine.listNews.heeded(tenant, callOptions),
            },
          }
        : {}),
    },
    (found) => {
      settled = settle(found, false);
      return settled.writes;
    },
    callOptions,
  );
  if (barred === true) throw importUndone();
  if (applied) return { ...settled, written, repeated: false };
  // An earlier run wrote this batch but may have stopped before its consent events: find the
  // contacts and write nothing.
  let words: readonly SettledPermission[] = [];
  await store.changeContacts(
    scope,
    (found) => {
      settled = settle(found, true);
      const points = new Set(
        found.flatMap((contact) =>
          contact === null || "unreadable" in contact ? [] : contact.points.map(({ id }) => id),
        ),
      );
      // A contact removed since then stays removed. A statement about an address that its contact
      // has lost since then still applies to the address.
      words = settled.words.flatMap((word) => {
        if (points.has(word.contactPoint)) return [word];
        const { kind, beside, address } = word;
        const contactPoint = kind === "restrict" && !beside ? known.get(address) : undefined;
        return contactPoint === undefined ? [] : [{ ...word, contactPoint }];
      });
      return [];
    },
    callOptions,
  );
  return { ...settled, words, written: 0, repeated: true };
}

async function appendRecord(
  drafts: readonly ConsentDraft[],
  { engine, tenant, signal }: CommitOptions,
): Promise<void> {
  if (drafts.length === 0) return;
  await engine.record(tenant, drafts, signal === undefined ? {} : { signal });
}

/**
 * Caches fingerprints, which are keyed hashes: they are needed before a batch is settled, and again
 * while it is.
 */
function cacheFingerprints(
  gate: ImportConsent["gate"],
): Pick<ImportConsent["gate"], "fingerprints"> {
  const made = new Map<string, readonly string[]>();
  return {
    fingerprints(channel, address) {
      const name = `${channel} ${address}`;
      const fingerprints = made.get(name) ?? gate.fingerprints(channel, address);
      made.set(name, fingerprints);
      return fingerprints;
    },
  };
}

async function appendBatch(
  { words, bare }: Pick<SettledBatch, "words" | "bare">,
  options: CommitOptions,
): Promise<{ readonly events: number; readonly refused: readonly string[] }> {
  const { engine, tenant, consent, importId, signal } = options;
  const now = options.clock.now();
  const ofPoints = words.flatMap(({ beside, address: _, ...word }) => {
    const own = `${importId}:${word.row}:${word.kind}`;
    const id = beside ? `${own}:${word.contactPoint}` : own;
    return consent.drafts({ ...word, id, importId, at: now });
  });
  const ofAddresses = bare.flatMap(({ channel, address, row, code }, place) => {
    // Several rows may deny one address, and one row may deny several addresses.
    const nth = bare.slice(0, place).filter((other) => other.row === row).length;
    const id = `${importId}:${row}:restrict:${channel}:${nth}`;
    const fingerprints = consent.gate.fingerprints(channel, address);
    const word = { kind: "restrict", id, importId, row, code, at: now } as const;
    return consent.drafts({ ...word, fingerprints });
  });
  const drafts = [...ofPoints, ...ofAddresses];
  if (drafts.length === 0) return { events: 0, refused: [] };
  const call = signal === undefined ? {} : { signal };
  const { entries, refused } = await engine.record(tenant, drafts, call);
  return { events: entries.length, refused: refused.map(({ code }) => code) };
}
