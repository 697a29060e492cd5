import {
  type CallOptions,
  type Dispatcher,
  type Schema,
  type TenantId,
  tenantId,
  type WorkflowDefinition,
} from "@wellsent/core";
import type { TickSummary } from "@wellsent/core/engine";
import { InputError, WellsentError } from "@wellsent/core/errors";
import { inProcessDispatcher } from "../in-process/index.js";
import type { App, AppDefinitions, StartOptions, TickedTenants } from "./app.js";
import type { AppDependencies } from "./app-dependencies.js";
import type { AppEngine } from "./app-engine.js";
import type { Form } from "./form.js";
import { missingTemplates } from "./missing-templates.js";
import { checkFormTemplates } from "./named-templates.js";
import { type Publishing, publishing } from "./publishing.js";
import type { AppTemplate } from "./template-values.js";
import { tenantFace } from "./tenant.js";
import type { Tenant } from "./tenant-face.js";
import { createWeb } from "./web.js";

export interface AssembledDependencies<S extends Schema>
  extends Omit<AppDependencies, "engine" | "forms"> {
  readonly schema: S;
  readonly engine: AppEngine<S>;
  readonly forms: Set<Form>;
}

/** The app around an engine. */
export function assembleApp<S extends Schema, T extends AppTemplate>(
  deps: AssembledDependencies<S>,
): App<S, T> {
  const { engine, settings, templates, forms } = deps;
  const { email = null, sms = null, logger, clock } = engine.options;
  const publish = publishing({ ...deps, engine });
  const known = new Set<TenantId>(settings.listed);
  const faces = new Map<TenantId, Tenant<S, T>>();
  let dispatcher: Dispatcher | null = null;

  const checked = (id: string): TenantId => {
    const tenant = checkTenant(id);
    settings.of(tenant);
    known.add(tenant);
    return tenant;
  };
  /** One that is no name keeps nobody else from their turn. */
  const named = (id: string): readonly TenantId[] => {
    try {
      return [checkTenant(id)];
    } catch (error) {
      logger?.log("error", "What was listed is no tenant.", { code: readErrorCode(error) });
      return [];
    }
  };
  const preparing = async (tenant: TenantId): Promise<void> => {
    try {
      await publish.prepare(tenant);
    } catch (error) {
      // The tenant's mail continues. What is missing in the store is tried again at the next tick.
      const code = readErrorCode(error);
      logger?.log("error", "A tenant's wordings could not be published.", { tenant, code });
    }
  };
  const each = async (
    turn: (tenant: TenantId) => Promise<TickSummary>,
    { signal }: CallOptions = {},
  ): Promise<TickedTenants> => {
    const tenants: Record<string, TickSummary> = {};
    const faults: { tenant: TenantId; code: string }[] = [];
    for (const tenant of [...known]) {
      signal?.throwIfAborted();
      try {
        await preparing(tenant);
        tenants[tenant] = await turn(tenant);
      } catch (error) {
        // Whoever ends the call is told nothing of tenants: none of them failed.
        signal?.throwIfAborted();
        faults.push({ tenant, code: readErrorCode(error) });
      }
    }
    return { tenants, faults };
  };
  const start = (options: StartOptions = {}): void => {
    if (dispatcher !== null) return;
    const { everyMs, graceMs = 5_000, tenants = async () => [...known] } = options;
    dispatcher = options.dispatcher ?? inProcessDispatcher({ graceMs });
    const listed = async (): Promise<readonly TenantId[]> => {
      const all = (await tenants()).flatMap(named);
      await Promise.all(all.map(preparing));
      return all;
    };
    engine.start(dispatcher, listed, everyMs);
  };
  const stop = async (): Promise<void> => {
    const running = dispatcher;
    dispatcher = null;
    await running?.stop();
  };

  const tellMissing = (workflows: readonly WorkflowDefinition[] = []): void => {
    for (const { workflow, template, path } of missingTemplates(workflows, templates.renderer)) {
      const fields = { code: "WORKFLOW_TEMPLATE_UNKNOWN", workflow, template, path };
      logger?.log("warn", "A workflow sends a template that the app does not have.", fields);
    }
  };
  tellMissing(engine.options.workflows);
  const app: App<S, T> = {
    engine,
    email,
    sms,
    web: createWeb(engine, deps.pages, {
      base: settings.common === null ? "/" : new URL(settings.common.sender.pages).pathname,
      now: () => clock.now(),
      prepare: preparing,
    }),
    tenant: (id) => {
      const tenant = checked(id);
      const face = faces.get(tenant) ?? assembleFace<S, T>({ ...deps, ...publish }, tenant);
      faces.set(tenant, face);
      return face;
    },
    add: async <New extends AppTemplate>({
      templates: added = [],
      forms: addedForms = [],
      ...definitions
    }: AppDefinitions<New>): Promise<App<S, T | New>> => {
      await templates.add(added, () => {
        checkFormTemplates(addedForms, templates);
        engine.add(definitions);
      });
      for (const form of addedForms) forms.add(form);
      tellMissing(definitions.workflows);
      return app;
    },
    tick: (call) => each((tenant) => engine.tick(tenant, call), call),
    drain: (call) => each((tenant) => engine.drain(tenant, call), call),
    start,
    stop,
    close: async () => {
      await stop();
      await email?.close?.();
      await sms?.close?.();
      await engine.store.close();
    },
    transaction: (hostTransaction, run) =>
      engine.transaction(hostTransaction, (joined) => {
        const inside = { ...deps, engine: joined };
        return run({
          engine: joined,
          tenant: (id) => assembleFace<S, T>({ ...inside, ...publishing(inside) }, checked(id)),
        });
      }),
  };
  return app;
}

/** What the schema says of stored attributes is the caller's to know. */
function assembleFace<S extends Schema, T extends AppTemplate>(
  deps: AppDependencies & Publishing,
  tenant: TenantId,
): Tenant<S, T>;
function assembleFace(deps: AppDependencies & Publishing, tenant: TenantId): Tenant {
  return tenantFace(deps, tenant);
}

function checkTenant(id: string): TenantId {
  if (typeof id === "string" && /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(id)) return tenantId(id);
  throw new InputError("INPUT_TENANT", "This is no name of a tenant.", {
    path: "tenant",
    remedy: "Use up to 128 letters, digits, dots, colons, hyphens and underscores.",
  });
}

function readErrorCode(error: unknown): string {
  return WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
}
