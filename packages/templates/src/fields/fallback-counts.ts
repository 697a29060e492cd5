import { giveFrame, takeFrame } from "../render/frame.js";
import { interpret } from "../render/interpret.js";
import type { LoadedProgram } from "../render/loaded-program.js";
import type { RenderInput } from "../render/request.js";

/** What an audience would see, before anything is sent. Counts only, no person. */
export interface FallbackCounts {
  readonly recipients: number;
  /** Would get the mail. */
  readonly rendered: number;
  /** By field (or `salutation`): how many of those who get the mail would see its fallback. */
  readonly fallbacks: Readonly<Record<string, number>>;
  /** By `CODE path`: how many would be skipped for it. One recipient can count in several. */
  readonly skipped: Readonly<Record<string, number>>;
}

const parts = ["subject", "preheader", "html", "text"] as const;
const nowhere = { segment(): void {}, value(): void {} };

/**
 * Runs the template over an audience without writing anything: who sees which fallback, who is
 * skipped and why.
 */
export function fallbackCounts(
  program: LoadedProgram,
  audience: Iterable<RenderInput>,
): FallbackCounts {
  const fallbacks: Record<string, number> = {};
  const skipped: Record<string, number> = {};
  let recipients = 0;
  let rendered = 0;
  for (const input of audience) {
    recipients++;
    const frame = takeFrame(input, program.locale);
    for (const part of parts) interpret(program, program.parts[part], frame, nowhere);
    if (frame.reasons.length === 0) {
      rendered++;
      for (const path of frame.fallbacks) fallbacks[path] = (fallbacks[path] ?? 0) + 1;
    }
    for (const { code, path } of frame.reasons) {
      const key = `${code} ${path}`;
      skipped[key] = (skipped[key] ?? 0) + 1;
    }
    giveFrame(frame);
  }
  return { recipients, rendered, fallbacks, skipped };
}
