import type {
  CallOptions,
  Channel,
  ContactId,
  ContactRecord,
  Decision,
  TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { DoubledRun, MergedField, MergeRules } from "@wellsent/core/merging";
import type { MergeOutcome, MergeRecord, UndoOutcome } from "@wellsent/core/ports";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact, readContactId } from "./contact-reference.js";
import { loadLedger } from "./peers.js";
import type { Publishing } from "./publishing.js";
import { readPages } from "./reading.js";

export interface MergeOptions extends CallOptions, MergeRules {
  /** Names the merge: the same id twice is one merge. Default: a new one. */
  readonly id?: string;
  /** Who asked for it: your id of a colleague or a service. */
  readonly actor?: string;
}

export type MergeResult = MergeOutcome & {
  /** What `undo` takes. */
  readonly merge: string;
};

/** What a permission comes to at one address. */
export interface MergedConsent {
  readonly channel: Channel;
  readonly purpose: string;
  readonly of: "keep" | "other";
  readonly before: Pick<Decision, "allowed" | "reasons">;
  /** Never more than before: what is denied at one address of a person is denied at all. */
  readonly after: Pick<Decision, "allowed" | "reasons">;
}

/** What a merge would do. Nothing is written. */
export interface MergePreview {
  readonly keep: ContactRecord;
  readonly other: ContactRecord;
  /** The two are one contact already. */
  readonly same: boolean;
  /** The survivor's record. */
  readonly contact: ContactRecord;
  readonly fields: readonly MergedField[];
  /** Your system gave both a key: say which stays, in `rules.key`. */
  readonly contradictions: readonly { readonly code: "KEYS"; readonly path: "key" }[];
  /** Workflows that both are in: one run ends. */
  readonly runs: readonly DoubledRun[];
  readonly consent: readonly MergedConsent[];
}

/** One contact out of two, and two out of one again. */
export interface TenantMerges {
  readonly merge: MergeVerb;
  /**
   * The merges that a contact is made of, and those that it went into: the oldest first.
   * @example
   * for (const { gone, at, undoneAt } of await acme.merges(ann)) console.log(gone, at, undoneAt);
   */
  merges(contact: ContactReference, options?: CallOptions): Promise<readonly MergeRecord[]>;
}

export interface MergeVerb {
  /**
   * Makes two contacts one. Everything of `other` becomes that of `keep`: values by the rules,
   * addresses, lists, events, runs and messages. Its id, key and addresses lead to the survivor
   * from then on. No permission comes of it: each address keeps its own, and what the person denied
   * at one counts at all. Nobody gets a campaign or a series twice.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`; `INPUT_MERGE_KEYS` where both have a key of their
   * own and `key` does not say which stays
   * @example
   * const { merge } = await acme.merge(ann, anna, { actor: "kim" });
   * await acme.merge.undo(merge);
   */
  (keep: ContactReference, other: ContactReference, options?: MergeOptions): Promise<MergeResult>;
  /**
   * What the merge would make of each value and permission, and why.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`
   * @example
   * const { fields } = await acme.merge.preview(ann, anna);
   * for (const { path, from, rule } of fields) console.log(path, from, rule);
   */
  preview(
    keep: ContactReference,
    other: ContactReference,
    rules?: MergeRules,
    options?: CallOptions,
  ): Promise<MergePreview>;
  /**
   * Takes the two apart again. Each gets back what it had; what came or changed since stays with
   * the survivor. What was denied since is denied for both. Mail that the merge held back stays so.
   * `later`: the survivor was merged into another contact since; undo that first.
   * @throws StoreError `STORE_CONTACT_CONFLICT` where somebody else has a key or an address by now
   * @example
   * const { status } = await acme.merge.undo("merge-1");
   */
  undo(merge: string, options?: CallOptions & { readonly actor?: string }): Promise<UndoOutcome>;
}

export function mergeFace(deps: AppDependencies & Publishing, tenant: TenantId): TenantMerges {
  const { engine, clock, ids } = deps;
  const merge = async (
    keep: ContactReference,
    other: ContactReference,
    { id = ids.next(), actor, signal, ...rules }: MergeOptions = {},
  ): Promise<MergeResult> => {
    await deps.prepare(tenant);
    const call = signal === undefined ? {} : { signal };
    const { mergeRecords, keysContradict, doubledRuns } = await import("@wellsent/core/merging");
    const [one, two] = [readContactId(keep), readContactId(other)];
    const outcome = await engine.store.mergeContacts(
      {
        ...{ tenant, now: clock.now(), id, keep: one, other: two },
        cause: causeOf("merge", actor),
      },
      (scene) => {
        if (rules.key === undefined && keysContradict(scene.keep, scene.other)) throw twoKeys();
        const { contact } = mergeRecords(scene.keep, scene.other, rules);
        const ends = doubledRuns(scene.runs, scene.keep.id).map(({ ends: run }) => run);
        return {
          contact: { ...contact, updatedAt: clock.now() },
          ends: ends.filter(({ status }) => status === "active").map((run) => run.id),
        };
      },
      call,
    );
    if (outcome.status === "unknown") await loadContact(deps, tenant, outcome.contact, call);
    return { ...outcome, merge: id };
  };
  return {
    merge: Object.assign(merge, {
      preview: (
        keep: ContactReference,
        other: ContactReference,
        rules: MergeRules = {},
        call: CallOptions = {},
      ) => preview(deps, tenant, [keep, other], rules, call),
      undo: async (
        id: string,
        { actor, ...call }: CallOptions & { readonly actor?: string } = {},
      ): Promise<UndoOutcome> => {
        await deps.prepare(tenant);
        const [{ splitRecords }, { splitPeople }] = await Promise.all([
          import("@wellsent/core/merging"),
          loadLedger(),
        ]);
        const by = { ids, random: deps.random, now: clock.now() };
        return engine.undoMerge(
          tenant,
          { id, cause: causeOf("unmerge", actor) },
          (scene) => ({
            ...splitRecords(scene),
            drafts: splitPeople(by, { subject: scene.now.id, points: scene.consent }),
          }),
          call,
        );
      },
    }),
    merges: async (contact, call) =>
      engine.store.readMerges(
        { tenant, contact: await survivor(deps, tenant, contact, call) },
        call,
      ),
  };
}

/** A merged contact's own id where that is asked for: its lineage begins there. */
async function survivor(
  { engine }: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  call?: CallOptions,
): Promise<ContactId> {
  const id = readContactId(reference);
  const found = await engine.store.readContact({ tenant, lookup: { id } }, call);
  return found?.id ?? id;
}

function causeOf(source: string, actor: string | undefined) {
  return actor === undefined ? { source } : { source, actor };
}

function twoKeys(): InputError {
  return new InputError("INPUT_MERGE_KEYS", "Both contacts have a key of their own.", {
    path: "key",
    remedy: 'Nothing was written. Say which one stays: key: "keep" or "other".',
  });
}

async function preview(
  deps: AppDependencies & Publishing,
  tenant: TenantId,
  [one, two]: readonly [ContactReference, ContactReference],
  rules: MergeRules,
  call: CallOptions,
): Promise<MergePreview> {
  await deps.prepare(tenant, call);
  const { mergeRecords, keysContradict, doubledRuns } = await import("@wellsent/core/merging");
  const keep = await loadContact(deps, tenant, one, call);
  const other = await loadContact(deps, tenant, two, call);
  const about = { keep, other };
  if (keep.id === other.id) {
    const nothing = { fields: [], contradictions: [], runs: [], consent: [] };
    return { ...about, ...nothing, same: true, contact: keep };
  }
  const runs = [];
  for (const { id: contact } of [keep, other]) {
    const pages = readPages((page) =>
      deps.engine.store.readEnrollments({ tenant, contact, ...page }, call),
    );
    for await (const run of pages) runs.push(run);
  }
  const isUnsaid = rules.key === undefined && keysContradict(keep, other);
  return {
    ...{ ...about, ...mergeRecords(keep, other, rules), same: false },
    contradictions: isUnsaid ? [{ code: "KEYS", path: "key" }] : [],
    runs: doubledRuns(runs, keep.id),
    consent: await consentOf(deps, tenant, about, call),
  };
}

async function consentOf(
  { engine, schema }: AppDependencies,
  tenant: TenantId,
  { keep, other }: { readonly keep: ContactRecord; readonly other: ContactRecord },
  call: CallOptions,
): Promise<readonly MergedConsent[]> {
  const consent: MergedConsent[] = [];
  for (const [of, contact, partner] of [
    ["keep", keep, other],
    ["other", other, keep],
  ] as const) {
    const together = await engine.store.readPoints({ tenant, contact: partner.id }, call);
    for (const { id: contactPoint, channel } of contact.points) {
      for (const purpose of Object.keys(schema.purposes)) {
        const asked = { tenant, contactPoint, purpose };
        const points = together.map(({ id }) => id);
        const before = await engine.decide(asked, call);
        const after = await engine.decide({ ...asked, together: points }, call);
        consent.push({ ...{ channel, purpose, of }, before: said(before), after: said(after) });
      }
    }
  }
  return consent;
}

function said({ allowed, reasons }: Decision): Pick<Decision, "allowed" | "reasons"> {
  return { allowed, reasons };
}
