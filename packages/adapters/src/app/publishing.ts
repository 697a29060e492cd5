import type { Notice } from "@wellsent/consent";
import type { CallOptions, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import type { Form } from "./form.js";
import { offeredPurposes } from "./offered-purposes.js";
import { pageLanguages } from "./tenant-pages.js";
import type { SettledTenant } from "./tenant-settings.js";
import { listLanguages, noticeOfForm, noticeOfPreferences } from "./wording.js";

/** Stores notices and rules for each tenant before anything can refer to them. */
export interface Publishing {
  /**
   * Publishes the notices of the tenant's pages and the app's forms, and its rules, once per
   * process.
   */
  readonly prepare: (tenant: TenantId, options?: CallOptions) => Promise<void>;
  /** Publishes one notice. Resolves to its digest. */
  readonly notice: (tenant: TenantId, notice: Notice, options?: CallOptions) => Promise<string>;
}

export function publishing(deps: AppDependencies): Publishing {
  const { consent, engine, clock } = deps;
  const published = new Set<string>();
  const prepared = new Map<TenantId, Prepared>();

  const once = async (
    tenant: TenantId,
    id: string,
    make: () => Promise<unknown>,
  ): Promise<void> => {
    const key = JSON.stringify([tenant, id]);
    if (published.has(key)) return;
    await make();
    published.add(key);
  };
  const notice: Publishing["notice"] = async (tenant, wording, options) => {
    const digest = consent.noticeDigest(wording);
    await once(tenant, digest, () =>
      engine.publish(tenant, consent.publishNotice(wording, clock.now()), options),
    );
    return digest;
  };
  const all = async (tenant: TenantId, settled: SettledTenant, options?: CallOptions) => {
    for (const wording of collectWordings(deps, settled)) await notice(tenant, wording, options);
    const rules = consent.publishRules(settled.rules, clock.now());
    await once(tenant, rules.definition.id, () => engine.publish(tenant, rules, options));
  };
  const prepare: Publishing["prepare"] = async (tenant, options) => {
    const state = captureState(deps, tenant);
    const before = prepared.get(tenant);
    if (before !== undefined && isSame(before, state)) return before.done;
    // One caller's signal does not end what others wait for.
    const done = all(tenant, state.settled);
    prepared.set(tenant, { ...state, done });
    try {
      await done;
    } catch (error) {
      prepared.delete(tenant);
      throw error;
    }
    options?.signal?.throwIfAborted();
  };
  return { prepare, notice };
}

/** What the notices of a tenant depend on. */
interface State {
  readonly settled: SettledTenant;
  readonly templates: ReturnType<AppDependencies["templates"]["known"]>;
  readonly forms: number;
}
type Prepared = State & { readonly done: Promise<void> };

function captureState(deps: AppDependencies, tenant: TenantId): State {
  return {
    settled: deps.settings.of(tenant),
    templates: deps.templates.known(),
    forms: deps.forms.size,
  };
}

function isSame(a: State, b: State): boolean {
  return a.settled === b.settled && a.templates === b.templates && a.forms === b.forms;
}

function collectWordings(
  { consent, schema, templates, forms }: AppDependencies,
  settled: SettledTenant,
): readonly Notice[] {
  const offered = offeredPurposes(schema, templates.known(), settled.words);
  const shown = (form: Form): readonly Notice[] =>
    listLanguages(form).map((locale) => noticeOfForm(form, settled.brand, locale));
  return [
    ...pageLanguages(settled).map((locale) =>
      noticeOfPreferences(consent, settled, offered, locale),
    ),
    ...[...forms].flatMap(shown),
  ];
}
