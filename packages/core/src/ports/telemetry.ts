import type { JsonObject } from "../json.js";

/** Silent by default. Fields are ids, codes and counts; personal data MUST NOT reach a logger. */
export interface Logger {
  log(level: "debug" | "info" | "warn" | "error", message: string, fields?: JsonObject): void;
}

/**
 * A structural slice of OpenTelemetry's tracer. It wraps `run`, and ends the span when `run`
 * settles in any way.
 */
export interface Tracer {
  span<T>(name: string, attributes: JsonObject, run: () => Promise<T>): Promise<T>;
}

/** The attributes of a figure: ids, codes and channels. Personal data MUST NOT be among them. */
export type MetricAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Counter {
  add(value: number, attributes?: MetricAttributes): void;
}

export interface Histogram {
  record(value: number, attributes?: MetricAttributes): void;
}

/**
 * A structural slice of OpenTelemetry's meter: pass `metrics.getMeter("wellsent")` as it is. The
 * engine makes each instrument once, when it is made itself.
 */
export interface Meter {
  createCounter(name: string, options?: { readonly unit?: string }): Counter;
  createHistogram(name: string, options?: { readonly unit?: string }): Histogram;
}
