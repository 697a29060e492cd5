import type { Milliseconds } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Counter, Histogram, Logger, Meter, Tracer } from "../ports/telemetry.js";

/** Where an engine reports what it does. Ids, codes and counts only. */
export interface TelemetryOptions {
  /** Receives failures and quarantined items. */
  readonly logger?: Logger;
  /** A span for each tick and each of its parts. */
  readonly tracer?: Tracer;
  /** Counters and histograms under `wellsent.`. */
  readonly meter?: Meter;
}

export interface Telemetry {
  readonly span: Tracer["span"];
  readonly log: Logger["log"];
  /** Adds to a counter; nothing for zero. */
  readonly count: (name: CountName, value: number, attributes: CountAttributes) => void;
  /**
   * The time between the last check of the permission and the hand-over: a withdrawal in that time
   * comes too late.
   */
  readonly lookToSend: (length: Milliseconds, attributes: CountAttributes) => void;
}

type CountName = keyof typeof counted;
type CountAttributes = Parameters<Counter["add"]>[1];

/** What is counted, and in which unit. */
const counted = {
  "wellsent.segments.contacts": "{contact}",
  "wellsent.workflows.steps": "{step}",
  "wellsent.workflows.left": "{version}",
  "wellsent.quarantined": "{unit}",
  "wellsent.tick.faults": "{fault}",
  "wellsent.outbox.messages": "{message}",
  "wellsent.notices": "{call}",
  "wellsent.webhooks.calls": "{call}",
} as const;

/**
 * Errors thrown or rejected by the host's telemetry are ignored. They affect neither the reported
 * work nor later reports.
 */
export function createTelemetry({ logger, tracer, meter }: TelemetryOptions): Telemetry {
  const counters = new Map<string, Counter>();
  for (const [name, unit] of Object.entries(meter === undefined ? {} : counted)) {
    quietly(() => {
      const counter = meter?.createCounter(name, { unit });
      if (counter !== undefined) counters.set(name, counter);
    });
  }
  let lookToSend: Histogram | undefined;
  quietly(() => {
    lookToSend = meter?.createHistogram("wellsent.outbox.look_to_send", { unit: "ms" });
  });
  return {
    span: (name, attributes, run) =>
      tracer === undefined ? run() : spanned(tracer, name, attributes, run),
    log: (level, message, fields: JsonObject = {}) =>
      quietly(() => logger?.log(level, message, fields)),
    count: (name, value, attributes) => {
      if (value > 0) quietly(() => counters.get(name)?.add(value, attributes));
    },
    lookToSend: (length, attributes) => quietly(() => lookToSend?.record(length, attributes)),
  };
}

/**
 * Runs exactly once, and settles as the run does. A tracer that does not start the run at once does
 * not delay it: its span then covers a run that has already started.
 */
function spanned<T>(
  tracer: Tracer,
  name: string,
  attributes: JsonObject,
  run: () => Promise<T>,
): Promise<T> {
  let running: Promise<T> | undefined;
  const once = (): Promise<T> => {
    running ??= (async () => run())();
    return running;
  };
  quietly(() => tracer.span(name, attributes, once));
  return once();
}

function quietly(tell: () => unknown): void {
  try {
    const told = tell();
    // An asynchronous sink may fail later.
    if (typeof told === "object" && told !== null) Promise.resolve(told).catch(() => undefined);
  } catch {
    // There is no one left to report to.
  }
}
