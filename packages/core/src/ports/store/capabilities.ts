/**
 * Facts about a store, as data. A missing capability is refused by name
 * (`ADAPTER_CAPABILITY_MISSING`), never emulated.
 */
export interface StoreCapabilities {
  /** A committed call survives a power cut. `false`: for tests and simulations. */
  readonly durable: boolean;
  /** Several processes may work on it at once. `false`: opening it twice is refused. */
  readonly multiProcess: boolean;
  /** `transaction()` can join one the host opened. */
  readonly hostTransaction: boolean;
}
