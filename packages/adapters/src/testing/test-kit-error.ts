import { WellsentError, type WellsentErrorOptions } from "@wellsent/core/errors";

/** What a test asked of the kit and could not have: a mail that nobody got, a link it lacks. */
export class TestKitError extends WellsentError {
  constructor(code: `TEST_${string}`, message: string, options?: WellsentErrorOptions) {
    super(code, message, options);
  }
}
