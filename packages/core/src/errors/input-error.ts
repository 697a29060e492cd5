import { WellsentError, type WellsentErrorOptions } from "./wellsent-error.js";

/** A value handed in from outside that was refused. Nothing of it was written. */
export class InputError extends WellsentError {
  declare readonly code: `INPUT_${string}`;

  constructor(code: `INPUT_${string}`, message: string, options?: WellsentErrorOptions) {
    super(code, message, options);
  }
}
