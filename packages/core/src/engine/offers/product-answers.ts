import { isProduct } from "../../catalog/index.js";
import type { ContactId, TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { isObject } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Catalog, Product, RecommendationKind } from "../../ports/catalog.js";
import type { Pause } from "../delivery/rates.js";

/** What one message needs of the catalog. */
export interface ProductNeed {
  readonly contact: ContactId;
  readonly locale: string | null;
  /** Shown as they are, or what is recommended by. */
  readonly ids: readonly string[];
  /** `null`: the products of `ids` themselves. */
  readonly recommend: RecommendationKind | null;
  readonly limit: number;
  readonly maxAge: Milliseconds;
}

export interface ProductAnswer {
  readonly items: readonly Product[];
  /** When the catalog said so. */
  readonly at: Instant;
  readonly source: "catalog" | "kept" | "popular";
  readonly reason: string;
  readonly model: string;
}

/** Products for the messages of one look. */
export interface ProductAnswers {
  /** What to show, the best answer first; empty: nothing is known. */
  answersFor(need: ProductNeed): readonly ProductAnswer[];
}

export interface ProductReader {
  /**
   * Asks for everything that these messages need at once, for at most 300 ms altogether. Never
   * rejects, unless the signal was aborted: what does not answer is answered by what was kept.
   */
  read(
    call: { readonly tenant: TenantId; readonly at: Instant },
    needs: readonly ProductNeed[],
    options: CallOptions,
  ): Promise<ProductAnswers>;
}

interface Kept {
  readonly at: Instant;
  readonly items: readonly Product[];
  readonly reason: string;
  readonly model: string;
}

const longestWait: Milliseconds = 300;
/** Answers kept for when the catalog fails. The oldest go first. */
const mostKept = 5_000;
/** What is filtered out has to be made up for. */
const spare = 12;

export function createProductReader(
  { catalog, pause }: { readonly catalog: Catalog; readonly pause: Pause },
  failed: (error: unknown) => void,
): ProductReader {
  const kept = new Map<string, Kept>();
  const keep = (name: string, answer: Kept): void => {
    kept.delete(name);
    kept.set(name, answer);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
  };

  return {
    read: async ({ tenant, at }, needs, options) => {
      options.signal?.throwIfAborted();
      const fresh = new Map<string, Kept>();
      const answered = (name: string, answer: Omit<Kept, "at">): void => {
        const whole = { ...answer, at };
        fresh.set(name, whole);
        keep(name, whole);
      };
      const shown = new Map<string | null, Set<string>>();
      const asked = new Map<string, () => Promise<void>>();
      const stop = new AbortController();
      const call = { signal: stop.signal };
      for (const need of needs) {
        const { contact, locale, ids, recommend: kind, limit } = need;
        if (kind === null) {
          shown.set(locale, new Set([...(shown.get(locale) ?? []), ...ids]));
          continue;
        }
        const ask = (who: ContactId | null, what: RecommendationKind) => async () => {
          const basedOn = what === "popular" ? [] : ids;
          const about = { tenant, contact: who, kind: what, basedOn, exclude: basedOn };
          const most = limit + spare;
          const given: unknown = await catalog.recommend(
            { ...about, limit: most, locale, at },
            call,
          );
          const { items, reason, model } = isObject(given) ? given : {};
          if (!Array.isArray(items)) throw new TypeError("No items.");
          answered(recommendedName(tenant, { ...need, recommend: what }), {
            items: items.filter(isProduct).slice(0, most),
            reason: typeof reason === "string" ? reason : "",
            model: typeof model === "string" ? model : "",
          });
        };
        if (kind !== "popular") asked.set(recommendedName(tenant, need), ask(contact, kind));
        const popular = { ...need, recommend: "popular" } as const;
        asked.set(recommendedName(tenant, popular), ask(null, "popular"));
      }
      for (const [locale, ids] of shown) {
        const list = [...ids];
        asked.set(JSON.stringify([tenant, locale]), async () => {
          const given: unknown = await catalog.products({ tenant, ids: list, locale, at }, call);
          if (!Array.isArray(given) || given.length !== list.length)
            throw new TypeError("Other answers than asked for.");
          for (const [index, id] of list.entries()) {
            const product: unknown = given[index];
            const items = isProduct(product) && product.id === id ? [product] : [];
            answered(productName(tenant, locale, id), { items, reason: "", model: "" });
          }
        });
      }
      await answersWithin(
        [...asked.values()].map((one) => one().catch(failed)),
        { pause, stop, options },
      );
      return answersFrom(tenant, at, new Map(fresh), new Map(kept));
    },
  };
}

/** Resolves when all have answered or time is up; what is late is not waited for. */
async function answersWithin(
  answers: readonly Promise<void>[],
  {
    pause,
    stop,
    options: { signal },
  }: {
    readonly pause: Pause;
    readonly stop: AbortController;
    readonly options: CallOptions;
  },
): Promise<void> {
  if (answers.length === 0) return;
  const enough = new AbortController();
  const abort = (): void => enough.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  const late = pause(longestWait, enough.signal).catch(() => undefined);
  await Promise.race([Promise.all(answers), late]);
  signal?.removeEventListener("abort", abort);
  enough.abort();
  stop.abort();
  signal?.throwIfAborted();
}

function answersFrom(
  tenant: TenantId,
  now: Instant,
  fresh: ReadonlyMap<string, Kept>,
  kept: ReadonlyMap<string, Kept>,
): ProductAnswers {
  const found = (name: string, maxAge: Milliseconds): readonly ProductAnswer[] => {
    const live = fresh.get(name);
    if (live !== undefined) return [{ ...live, source: "catalog" }];
    const old = kept.get(name);
    return old === undefined || now - old.at > maxAge ? [] : [{ ...old, source: "kept" }];
  };
  return {
    answersFor(need) {
      const { recommend, maxAge, ids, locale } = need;
      if (recommend !== null) {
        const popular = found(recommendedName(tenant, { ...need, recommend: "popular" }), maxAge);
        const own = recommend === "popular" ? [] : found(recommendedName(tenant, need), maxAge);
        return [...own, ...popular.map((one) => ({ ...one, source: "popular" as const }))];
      }
      const parts = ids.flatMap((id) => found(productName(tenant, locale, id), maxAge));
      if (parts.length === 0) return [];
      return [
        {
          items: parts.flatMap(({ items }) => items),
          at: Math.min(...parts.map((one) => one.at)),
          source: parts.some(({ source }) => source === "kept") ? "kept" : "catalog",
          ...{ reason: "", model: "" },
        },
      ];
    },
  };
}

function productName(tenant: TenantId, locale: string | null, id: string): string {
  return JSON.stringify([tenant, locale, id]);
}

function recommendedName(
  tenant: TenantId,
  { recommend, contact, ids, locale, limit }: ProductNeed,
): string {
  return recommend === "popular"
    ? JSON.stringify([tenant, locale, recommend, limit])
    : JSON.stringify([tenant, locale, recommend, limit, contact, ids]);
}
