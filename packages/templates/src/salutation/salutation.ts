import { greet, type Salutation, type SalutationRequest } from "./greet.js";
import { greetingsFor } from "./greetings.js";

/**
 * "Sehr geehrte Frau Müller", "Hi Ann", or a neutral form that does not sound as if a name were
 * missing.
 */
export function salutation(request: SalutationRequest): Salutation {
  return greet(greetingsFor(request.locale), request);
}
