import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";

/** Every call names its tenant. `now` is the caller's clock, never the store's. */
export interface StoreScope {
  readonly tenant: TenantId;
  readonly now: Instant;
}
