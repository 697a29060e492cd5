import { WellsentError, type WellsentErrorOptions } from "./wellsent-error.js";

/**
 * A schema, segment, workflow or other definition that cannot mean anything. Thrown while defining,
 * never while running.
 */
export class DefinitionError extends WellsentError {
  constructor(code: `DEFINITION_${string}`, message: string, options?: WellsentErrorOptions) {
    super(code, message, options);
  }
}
