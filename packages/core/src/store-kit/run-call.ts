import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { CallGuard } from "./call-guard.js";
import { counting } from "./count-changes.js";
import { driveAsync, driveSync, type Io } from "./io.js";
import type { RowStore } from "./row-store.js";

/** A store whose kind is known when it is used. */
export type AnyRowStore = RowStore<true> | RowStore<false>;

/**
 * Runs one call in one transaction of the tenant. `make` begins the call anew where the store has
 * to try again. The signal is asked before each trip and before the commit. Over rows that answer
 * at once and do not ask for a pause, all of it happens before the runner returns.
 */
export type CallRunner = <T>(
  name: string,
  mode: "read" | "write",
  tenant: TenantId,
  options: CallOptions | undefined,
  make: () => Io<T>,
) => Promise<T>;

export function callRunner(rows: AnyRowStore, guard: CallGuard): CallRunner {
  return async (name, mode, tenant, options, make) => {
    const begun = () => guard.watched(mode === "write" ? counting(make()) : make());
    try {
      const ask = (): void => options?.signal?.throwIfAborted();
      guard.check();
      ask();
      const pause = rows.breathe?.();
      if (pause !== undefined) {
        await pause;
        // Meanwhile the store may have been closed.
        guard.check();
        ask();
      }
      if (rows.sync) {
        return rows.transaction(mode, tenant, (transaction) => {
          const result = driveSync(begun(), {
            trip(requests) {
              ask();
              return transaction.trip(requests);
            },
          });
          ask();
          return result;
        });
      }
      return await rows.transaction(mode, tenant, async (transaction) => {
        const result = await driveAsync(begun(), {
          trip(requests) {
            ask();
            return transaction.trip(requests);
          },
        });
        ask();
        return result;
      });
    } catch (error) {
      throw named(error, name);
    }
  };
}

/** The store's own error with the call it comes from, where it does not say a place already. */
function named(error: unknown, path: string): unknown {
  if (!(error instanceof StoreError) || error.path !== undefined) return error;
  const { code, message, remedy, cause } = error;
  if (!isStoreCode(code)) return error;
  return new StoreError(code, message, {
    path,
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function isStoreCode(code: string): code is `STORE_${string}` {
  return code.startsWith("STORE_");
}
