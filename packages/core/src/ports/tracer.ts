import type { JsonObject } from "../json.js";

/**
 * A structural slice of OpenTelemetry's tracer: wrap `run`, end the span whichever way it settles.
 */
export interface Tracer {
  span<T>(name: string, attributes: JsonObject, run: () => Promise<T>): Promise<T>;
}
