import type { Store } from "../../ports/store/store.js";
import type { ContractCase, ContractSkip } from "../contract-case.js";

/** A transaction that the host holds open over the same data as a store. */
export interface OpenHostTransaction {
  /** What is passed to {@link Store.transaction}. */
  readonly transaction: unknown;
  commit(): void | Promise<void>;
  rollBack(): void | Promise<void>;
}

export interface StoreContractOptions {
  /** A store with nothing in it. Called once a case. */
  create(): Store | Promise<Store>;
  /**
   * Closes the store and opens its data again, as a restart does. Needed by stores that claim
   * `durable`.
   */
  reopen?(store: Store): Promise<Store>;
  /**
   * A second store over the same data, as another process has. Needed by stores that claim
   * `multiProcess`.
   */
  connect?(store: Store): Store | Promise<Store>;
  /** Opens a transaction of the host's. Needed by stores that claim `hostTransaction`. */
  hostTransaction?(store: Store): OpenHostTransaction | Promise<OpenHostTransaction>;
  readonly skip?: readonly ContractSkip[];
}

export type StoreCase = ContractCase & { readonly mandatory?: boolean };
export type StoreTest = (name: string, check: (store: Store) => Promise<void>) => StoreCase;

/** Makes cases that get a fresh store and close it, whatever happens. */
export function storeTests(options: StoreContractOptions): StoreTest {
  return (name, check) => ({
    name,
    async run() {
      const store = await options.create();
      try {
        await check(store);
      } finally {
        await store.close();
      }
    },
  });
}
