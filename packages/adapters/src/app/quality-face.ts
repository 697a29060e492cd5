import type { TenantId } from "@wellsent/core";
import type { TenantQuality } from "@wellsent/core/quality";
import type { AppDependencies } from "./app-dependencies.js";

/** Loaded with the first question: most processes never ask one. */
export function qualityFace(
  { engine: { store }, clock, schema }: Pick<AppDependencies, "engine" | "clock" | "schema">,
  tenant: TenantId,
): TenantQuality {
  const load = async (): Promise<TenantQuality> => {
    const { tenantQuality } = await import("@wellsent/core/quality");
    return tenantQuality({ store, clock, schema }, tenant);
  };
  return {
    profile: async (...args) => (await load()).profile(...args),
    slice: async (...args) => (await load()).slice(...args),
    findings: async function* (...args) {
      yield* (await load()).findings(...args);
    },
    proposals: async function* (...args) {
      yield* (await load()).proposals(...args);
    },
    apply: async (...args) => (await load()).apply(...args),
  };
}
