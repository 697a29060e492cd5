import type { ListId, SegmentId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Channel } from "../ports/consent-gate.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { WorkflowDefinition } from "../workflows/definition.js";
import type { SimulatedBehavior, SimulatedGoal } from "../workflows/simulation/index.js";

/** Whose runs are simulated: contacts as they are stored. */
export type Audience = "everyone" | { readonly segment: SegmentId } | { readonly list: ListId };

export interface AudienceSimulation {
  readonly tenant: TenantId;
  /** It need not be active, nor be known to the engine. */
  readonly workflow: WorkflowDefinition;
  readonly audience: Audience;
  /** How long is simulated. */
  readonly days: number;
  /** Default: now. */
  readonly from?: Instant;
  /**
   * Contacts enter evenly over so many days. Default: whenever the workflow's dates and schedules
   * say, each run by itself; all at the start where it has none.
   */
  readonly enterOver?: number;
  /**
   * The data of the event or the request that begins a contact's run: the same for everybody, or by
   * contact. Default: none. A workflow that starts once for each value of a key needs it.
   */
  readonly data?: JsonObject | ((contact: ContactRecord) => JsonObject);
  readonly behavior?: SimulatedBehavior;
  readonly goal?: SimulatedGoal;
  /** What one message costs, in the smallest unit of a currency. */
  readonly cost?: Readonly<Partial<Record<Channel, number>>>;
  /**
   * A contact's behavior is drawn from the seed and its id, so that two versions of a workflow meet
   * the same people. Default: 1.
   */
  readonly seed?: number;
  /** Told now and then how many contacts were looked at. */
  readonly onProgress?: (done: number) => void;
}
