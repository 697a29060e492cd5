import type { TenantId } from "../identifiers.js";
import { isObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { CodeSource } from "../ports/codes.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";

/** Where the codes of pools are made, by the name of the pool. */
export type CodeSources = Readonly<Record<string, CodeSource>>;

export interface CodeRefill {
  /**
   * Makes sure that at least `wanted` codes of the pool are free, and has a block ahead made where
   * few are left. `false`: the source could not be reached or made none, and there are too few.
   * Pools without a source are as they are. Never rejects, unless the signal was aborted.
   */
  ensure(
    call: { readonly tenant: TenantId; readonly pool: string; readonly wanted: number },
    options?: CallOptions,
  ): Promise<boolean>;
}

export interface RefillDependencies {
  readonly store: Pick<Store, "countFreeCodes" | "loadCodes">;
  readonly sources: CodeSources;
  readonly clock: Clock;
  /** What a source or its codes failed with: a code, never a message. */
  readonly failed?: (pool: string, error: unknown) => void;
}

/** Codes are asked for in blocks of this many. */
const block = 100;
/** A block is made ahead while this many are left. */
const low = 20;

/**
 * Keeps pools filled from sources that take their time. Whatever a source makes is put into the
 * store before any of it is given away, so that its repetitions and lost answers cannot give a code
 * twice: at worst it has made codes that nobody gets.
 */
export function codeRefill(deps: RefillDependencies): CodeRefill {
  const { store, sources, clock, failed = () => undefined } = deps;
  const running = new Map<string, Promise<unknown>>();

  const fill = async (
    { tenant, pool, wanted }: Parameters<CodeRefill["ensure"]>[0],
    source: CodeSource,
    options: CallOptions,
  ): Promise<boolean> => {
    const enough = wanted + low;
    let free = await store.countFreeCodes({ tenant, pool, limit: enough }, options);
    while (free < enough) {
      const want = Math.max(1, Math.min(block, source.most));
      const made = await source.make({ tenant, pool, want }, options);
      const added = await load(deps, { tenant, pool, now: clock.now() }, made, options);
      if (added === 0) break;
      free += added;
    }
    return free >= wanted;
  };

  const ensure = async (
    call: Parameters<CodeRefill["ensure"]>[0],
    options: CallOptions = {},
  ): Promise<boolean> => {
    const { tenant, pool, wanted } = call;
    const source = Object.hasOwn(sources, pool) ? sources[pool] : undefined;
    if (source === undefined) return true;
    const place = JSON.stringify([tenant, pool]);
    // One block at a time: two parallel requests would make two blocks.
    const before = running.get(place) ?? Promise.resolve();
    const turn = before.then(() => fill(call, source, options));
    const settled = turn.catch(() => undefined);
    running.set(place, settled);
    try {
      return await turn;
    } catch (error) {
      options.signal?.throwIfAborted();
      failed(pool, error);
      const left = store.countFreeCodes({ tenant, pool, limit: wanted }, options);
      return (await left.catch(() => 0)) >= wanted;
    } finally {
      if (running.get(place) === settled) running.delete(place);
    }
  };
  return { ensure };
}

/** Takes what is a code; resolves to how many were new. */
async function load(
  { store }: Pick<RefillDependencies, "store">,
  call: { readonly tenant: TenantId; readonly pool: string; readonly now: number },
  made: unknown,
  options: CallOptions,
): Promise<number> {
  const blocks = new Map<number | undefined, string[]>();
  for (const one of Array.isArray(made) ? made : []) {
    if (!isObject(one)) continue;
    const { code, expiresAt } = one;
    if (typeof code !== "string" || !/^[^\s\p{Cc}\p{Cf}]{1,128}$/u.test(code)) continue;
    if (expiresAt !== undefined && !isAhead(expiresAt, call.now)) continue;
    const codes = blocks.get(expiresAt) ?? [];
    blocks.set(expiresAt, codes);
    codes.push(code);
  }
  let added = 0;
  for (const [expiresAt, codes] of blocks) {
    const until = expiresAt === undefined ? {} : { expiresAt };
    added += (await store.loadCodes({ ...call, codes, ...until }, options)).added;
  }
  return added;
}

function isAhead(expiresAt: unknown, now: number): expiresAt is number {
  return typeof expiresAt === "number" && Number.isSafeInteger(expiresAt) && expiresAt > now;
}
