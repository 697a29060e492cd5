import { WellsentError, type WellsentErrorOptions } from "./wellsent-error.js";

/**
 * The store could not do what was asked: it is closed, full, locked, or of a version this release
 * does not know.
 */
export class StoreError extends WellsentError {
  constructor(code: `STORE_${string}`, message: string, options?: WellsentErrorOptions) {
    super(code, message, options);
  }
}
