import type { JsonObject } from "../../json.js";
import type { Logger } from "../../ports/telemetry.js";

export interface LogLine {
  readonly level: Parameters<Logger["log"]>[0];
  readonly message: string;
  readonly fields: JsonObject;
}

export interface RecordingLogger extends Logger {
  readonly lines: readonly LogLine[];
}

/** Keeps what was logged, so that a test can search it for data that must not be there. */
export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  return {
    lines,
    log(level, message, fields = {}) {
      lines.push({ level, message, fields });
    },
  };
}
