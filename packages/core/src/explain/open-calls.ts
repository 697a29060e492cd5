import { webhookBody } from "../engine/calls/call-body.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import type { OpenCall } from "../ports/store/calls.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";

/** A webhook that has not been answered yet. */
export interface AskedCall {
  readonly step: string;
  /** How many attempts have begun. */
  readonly attempts: number;
  /** Why the last attempt that ended is made again: `STATUS_503`. `null`: none has ended so. */
  readonly failure: string | null;
  /** When the next attempt may begin; `null`: none is made any more. */
  readonly nextAt: Instant | null;
  /** Nobody waits for an answer any more from then on. */
  readonly until: Instant;
}

/** The webhooks that a run waits for. Mails to colleagues are on record with their tasks. */
export function openCallsOf(
  { id, status }: Pick<EnrollmentRecord, "id" | "status">,
  calls: readonly OpenCall[],
): readonly AskedCall[] {
  if (status !== "active") return [];
  return calls.flatMap((call) => {
    if (call.kind !== "webhook" || call.run !== id) return [];
    const { attempts, failure, nextAt, until } = call;
    const data = webhookBody(call)?.posted["data"];
    const step = data !== undefined && isObject(data) ? data["step"] : undefined;
    return [{ step: typeof step === "string" ? step : "a step", attempts, failure, nextAt, until }];
  });
}
