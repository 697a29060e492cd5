import type { CallOptions, ContactId, ContactRecord, TenantId } from "@wellsent/core";
import type {
  DuplicateField,
  DuplicateOptions,
  DuplicateProgress,
  DuplicateRecord,
  DuplicateReport,
} from "@wellsent/core/duplicates";
import { InputError } from "@wellsent/core/errors";
import type { PairDecision } from "@wellsent/core/ports";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact, readContactId } from "./contact-reference.js";
import type { MergeOptions, MergeResult, TenantMerges } from "./merge-face.js";
import type { Publishing } from "./publishing.js";
import { readPages } from "./reading.js";

export interface DuplicateSearch extends Omit<DuplicateOptions, "fields" | "apart"> {
  /**
   * What contacts are compared by: `email`, `phone`, and paths into `attributes`, as in
   * `attributes.lastName`. Default: `contactFields` of the attributes that contacts have.
   */
  readonly fields?: readonly DuplicateField[];
  /** Further contacts that are two people, beside those that `decide` keeps as different. */
  readonly apart?: readonly (readonly [ContactReference, ContactReference])[];
  /** Told after each step. */
  readonly onProgress?: (progress: DuplicateProgress) => void;
}

export interface TenantDuplicates {
  readonly duplicates: DuplicatesVerb;
}

/** What a colleague says of two contacts. */
export type PairVerdict = "same" | "different" | "later";

export interface PairOptions extends MergeOptions {
  readonly note?: string;
  /** Of `later`: from when on the pair is proposed again. Default: in 30 days. */
  readonly until?: number;
}

export type PairResult =
  | { readonly verdict: "same"; readonly merged: MergeResult }
  | { readonly verdict: "different" | "later" };

export interface DuplicatesVerb {
  /**
   * Contacts that are one person, as far as names, birthdays, addresses and numbers tell: what to
   * look at, most probable first, with the evidence of each field. Pairs that were decided are left
   * out. Nothing is written or merged. The thread is free between steps; memory grows with the
   * contacts.
   * @throws InputError `INPUT_DUPLICATES`
   * @example
   * const { queue } = await acme.duplicates();
   * for (const { band, ids, pairs } of queue) console.log(band, ids, pairs.flatMap(describeDuplicate));
   */
  (search?: DuplicateSearch, options?: CallOptions): Promise<DuplicateReport<ContactId>>;
  /**
   * Decides about a pair. `same` merges the second into the first, as `acme.merge` does;
   * `different` keeps the pair out of every later search, and `later` until then.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`, `INPUT_PAIR`; as `acme.merge`
   * @example
   * await acme.duplicates.decide(ann, anna, "different", { actor: "kim" });
   */
  decide(
    one: ContactReference,
    other: ContactReference,
    verdict: PairVerdict,
    options?: PairOptions,
  ): Promise<PairResult>;
  /**
   * Takes a decision back: the pair may be proposed again. A merge is undone by `acme.merge.undo`.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`, `INPUT_PAIR`
   * @example
   * await acme.duplicates.reopen(ann, anna);
   */
  reopen(one: ContactReference, other: ContactReference, options?: CallOptions): Promise<void>;
  /**
   * What was decided, by whom and when.
   * @example
   * for await (const { pair, verdict, actor } of acme.duplicates.decisions())
   *   console.log(pair, verdict, actor);
   */
  decisions(options?: CallOptions): AsyncIterable<PairDecision>;
}

const postponed = 30 * 86_400_000;

export function tenantDuplicates(
  deps: AppDependencies & Publishing,
  tenant: TenantId,
  { merge }: Pick<TenantMerges, "merge">,
): TenantDuplicates {
  const { store } = deps.engine;
  const decisions = (call?: CallOptions) =>
    readPages((page) => store.readPairs({ tenant, ...page }, call));
  const keep = async (
    [one, other]: readonly [ContactReference, ContactReference],
    decision: Parameters<typeof store.decidePair>[0]["decision"],
    call: CallOptions,
  ): Promise<void> => {
    const pair = [readContactId(one), readContactId(other)] as const;
    const now = deps.clock.now();
    if (await store.decidePair({ tenant, now, pair, decision }, call)) return;
    for (const each of [one, other]) await loadContact(deps, tenant, each, call);
    throw new InputError("INPUT_PAIR", "The two are one contact.", {
      path: "other",
      remedy: "Decide about two contacts; acme.merge.undo takes merged ones apart.",
    });
  };
  return {
    duplicates: Object.assign(
      (search: DuplicateSearch = {}, call: CallOptions = {}) =>
        searchDuplicates(deps, tenant, search, decisions(call), call),
      {
        decide: async (
          one: ContactReference,
          other: ContactReference,
          verdict: PairVerdict,
          { note, until, ...options }: PairOptions = {},
        ): Promise<PairResult> => {
          if (verdict === "same") return { verdict, merged: await merge(one, other, options) };
          const { actor, signal } = options;
          const decision = {
            verdict,
            ...(verdict === "later" ? { until: until ?? deps.clock.now() + postponed } : {}),
            ...(note === undefined ? {} : { note }),
            ...(actor === undefined ? {} : { actor }),
          };
          await keep([one, other], decision, signal === undefined ? {} : { signal });
          return { verdict };
        },
        reopen: (one: ContactReference, other: ContactReference, call: CallOptions = {}) =>
          keep([one, other], null, call),
        decisions,
      },
    ),
  };
}

async function searchDuplicates(
  { engine, clock }: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
  { fields, apart = [], onProgress, ...options }: DuplicateSearch,
  decisions: AsyncIterable<PairDecision>,
  call: CallOptions,
): Promise<DuplicateReport<ContactId>> {
  const rules = await import("@wellsent/core/duplicates");
  const records: DuplicateRecord<ContactId>[] = [];
  const attributes = new Set<string>();
  const contacts: AsyncIterable<ContactRecord> = readPages((page) =>
    engine.store.readContacts({ tenant, ...page }, call),
  );
  for await (const contact of contacts) {
    records.push(rules.contactAsRecord(contact));
    for (const name of Object.keys(contact.attributes)) attributes.add(name);
  }
  const known = new Set(records.map(({ id }) => id));
  const decided: (readonly [ContactId, ContactId])[] = [];
  for await (const { pair, until } of decisions) {
    const stands = until === undefined || until > clock.now();
    if (stands && pair.every((id) => known.has(id))) decided.push(pair);
  }
  const given = apart.map(([one, other]) => [readContactId(one), readContactId(other)] as const);
  const steps = rules.duplicateSteps(records, {
    ...options,
    fields: fields ?? rules.contactFields(attributes),
    apart: [...decided, ...given],
  });
  let step = steps.next();
  while (step.done !== true) {
    onProgress?.(step.value);
    await nextTurn();
    call.signal?.throwIfAborted();
    step = steps.next();
  }
  return step.value;
}

/** Lets timers, sockets and other requests go first. */
function nextTurn(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
