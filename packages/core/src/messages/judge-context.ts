import type { TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { ConsentGate, MessageClass } from "../ports/consent-gate.js";
import type { Holidays } from "../ports/holidays.js";
import type { Renderer } from "../ports/renderer.js";
import type { SendPolicy } from "./send-policy.js";

/** What one engine brings to its verdicts on a tenant's messages. */
export interface JudgeContext {
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly gate: ConsentGate;
  readonly renderer: Renderer;
  readonly workspaceZone: string;
  /** Absent: none of the policies names a calendar. */
  readonly holidays?: Holidays | undefined;
  readonly processor: string | null;
  /** The tenant's own; a message brings its workflow's along. */
  readonly policy: SendPolicy;
  /** How long a message waits for a template that this engine does not have. */
  readonly templateMissingFor: Milliseconds;
  /** How long a message of a class may take to leave. Absent: as long as it likes. */
  readonly lifetimeFor?: (messageClass: MessageClass) => Milliseconds;
}
