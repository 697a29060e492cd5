import { InputError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import { sameJson } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { SeriesRecord, SeriesState } from "../../ports/store/series.js";
import { assertSeries, type SeriesDefinition } from "../../series/index.js";
import type { LiveCatalog } from "../live-catalog.js";
import { recordPassed, type SeriesDependencies } from "./run-series.js";
import type { SeriesVerbs } from "./series-face.js";

export interface SeriesVerbDependencies extends SeriesDependencies {
  readonly catalog: LiveCatalog;
}

export function seriesVerbs(deps: SeriesVerbDependencies): SeriesVerbs {
  const { store, clock, renderer } = deps;
  const find = async (
    tenant: TenantId,
    id: string,
    options: CallOptions,
  ): Promise<SeriesRecord | undefined> =>
    (await store.readSeries({ tenant, id }, options)).items[0];
  const read = async (
    tenant: TenantId,
    id: string,
    options: CallOptions = {},
  ): Promise<SeriesRecord> => {
    const found = await find(tenant, id, options);
    if (found !== undefined) return found;
    throw new InputError("INPUT_SERIES_UNKNOWN", "This tenant has no such series.", {
      path: "id",
      remedy: "Ids never cross tenants; list the series.",
    });
  };
  const put = (series: SeriesRecord, options: CallOptions): Promise<SeriesRecord> =>
    store.putSeries({ tenant: series.tenant, now: clock.now(), series }, options);
  /** The series, in one of these states, with all that has passed on record. */
  const settled = async (
    tenant: TenantId,
    id: string,
    from: readonly SeriesState[],
    options: CallOptions,
  ): Promise<SeriesRecord> => {
    const series = await read(tenant, id, options);
    if (!from.includes(series.state)) throw wrongState(series.state);
    return recordPassed(deps, series, clock.now(), options);
  };
  return {
    put: async (tenant, input, { by, ...options } = {}) => {
      const definition: SeriesDefinition = { ...input, v: 1 };
      const now = clock.now();
      assertSeries(definition, {
        template: (template) => renderer.template(template),
        segments: deps.catalog.now().segments.map((segment) => segment.id),
      });
      const before = await find(tenant, input.id, options);
      if (before === undefined)
        return put(
          {
            ...{ tenant, id: input.id, state: "active", epoch: 0, definition },
            ...{ author: by ?? null, createdAt: now, reached: now, digest: null },
            ...{ why: null, dueAt: now },
          },
          options,
        );
      if (isSame(before.definition, definition)) return before;
      if (before.state === "ended" && before.why !== "RECURRENCE_OVER")
        throw wrongState(before.state);
      const isSameRule = isSame(before.definition.recurrence, definition.recurrence);
      const current = isSameRule ? before : await recordPassed(deps, before, now, options);
      const state = current.state === "paused" ? "paused" : "active";
      const from = isSameRule ? current.reached : now;
      return put(
        { ...current, ...{ definition, state, why: null, reached: from, dueAt: now } },
        options,
      );
    },
    read,
    list: (tenant, page = {}, options) => store.readSeries({ tenant, ...page }, options),
    issues: (tenant, id, page = {}, options) =>
      store.readIssues({ tenant, series: id, ...page }, options),
    pause: async (tenant, id, { by: _, ...options } = {}) => {
      const series = await settled(tenant, id, ["active"], options);
      return put({ ...series, state: "paused", dueAt: clock.now() }, options);
    },
    resume: async (tenant, id, { by: _, ...options } = {}) => {
      const series = await settled(tenant, id, ["paused"], options);
      return put({ ...series, state: "active", dueAt: clock.now() }, options);
    },
    end: async (tenant, id, { by: _, ...options } = {}) => {
      const series = await settled(tenant, id, ["active", "paused"], options);
      return put({ ...series, state: "ended", why: "ENDED", dueAt: null }, options);
    },
  };
}

/** As they read from the store, where members that are `undefined` are none. */
function isSame(a: object, b: object): boolean {
  return sameJson(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

function wrongState(state: SeriesState): InputError {
  return new InputError("INPUT_SERIES_STATE", `The series is ${state}.`, {
    path: "state",
    remedy: "Read it again: somebody else may have moved it. What has ended takes a new id.",
  });
}
