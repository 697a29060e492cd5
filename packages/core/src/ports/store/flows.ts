import type { ContactId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject, JsonValue } from "../../json.js";
import type { CallOptions } from "../call-options.js";
import type { Page, Paged } from "./page.js";

/** What a flow knows of a contact and its row in the host's table. */
export interface FlowLink {
  readonly contact: ContactId;
  /** The row's key in the host's table. */
  readonly hostKey: string;
  /** From when on something waits to be written to the host; `null`: nothing does. */
  readonly pushAt: Instant | null;
  /** Digests of the values both sides last agreed on, by path. No values. */
  readonly body: JsonObject;
}

/** Both sides changed a value since they last agreed. Goes with the person. */
export interface FlowConflict {
  /** The same disagreement has the same id, however often it is met. */
  readonly id: string;
  readonly contact: ContactId;
  readonly hostKey: string;
  /** As in a contact's history: `attributes.plan`. */
  readonly path: string;
  readonly column: string;
  /** `null`: it had none. */
  readonly host: JsonValue;
  readonly wellsent: JsonValue;
  readonly won: "host" | "wellsent";
  readonly at: Instant;
}

/** Where a flow stands. */
export interface FlowState {
  /** Raised by each write. 0: it never ran. */
  readonly epoch: number;
  readonly body: JsonObject;
}

/** What a batch of a flow writes beside contacts. */
export interface FlowWrites {
  readonly flow: string;
  /** Where the flow stands then, and the epoch that was read. Absent: only links are written. */
  readonly state?: { readonly epoch: number; readonly body: JsonObject };
  readonly links?: readonly FlowLink[];
  readonly conflicts?: readonly FlowConflict[];
}

export interface FlowRead {
  readonly state: FlowState;
  readonly links: readonly FlowLink[];
  /** Contacts and rows whose link is damaged. They must not count as met for the first time. */
  readonly unreadable: readonly Pick<FlowLink, "contact" | "hostKey">[];
}

/** Data flows with the host's tables. Written by `changeContacts`, together with the contacts. */
export interface StoreFlows {
  /**
   * Where the flow stands, and its links: those of these contacts or rows of the host, or those
   * with something to write by then, the longest waiting first. None of the three: no links.
   */
  readFlow(
    call: {
      readonly tenant: TenantId;
      readonly flow: string;
      readonly contacts?: readonly ContactId[];
      readonly hostKeys?: readonly string[];
      readonly pushBy?: { readonly at: Instant; readonly limit: number };
    },
    options?: CallOptions,
  ): Promise<FlowRead>;
  /** The oldest first; or those of one contact, in one page. */
  readFlowConflicts(
    call: { readonly tenant: TenantId } & (
      | ({ readonly flow: string } & Page)
      | { readonly contact: ContactId }
    ),
    options?: CallOptions,
  ): Promise<Paged<FlowConflict>>;
}
