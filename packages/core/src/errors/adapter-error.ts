import { WellsentError, type WellsentErrorOptions } from "./wellsent-error.js";

/** An adapter that broke its port's contract, or lacks a capability the call needs. */
export class AdapterError extends WellsentError {
  constructor(code: `ADAPTER_${string}`, message: string, options?: WellsentErrorOptions) {
    super(code, message, options);
  }
}
