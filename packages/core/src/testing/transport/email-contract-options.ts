import type { EmailAddress, EmailTransport, HeaderField } from "../../ports/email-transport.js";
import type { ContractSkip } from "../contract-case.js";
import type { InterruptedRecipient, ScriptedRecipients } from "./transport-cases.js";

/** One mail as the provider got it. */
export interface TakenEmail {
  /** Envelope recipients: exactly one. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Unfolded and decoded, in any order. */
  readonly headers: readonly HeaderField[];
  /** Of the header fields From, To and Reply-To, decoded. Absent: names are not compared. */
  readonly from?: EmailAddress;
  readonly recipient?: EmailAddress;
  readonly replyTo?: EmailAddress;
}

export interface EmailTransportContractOptions {
  /** A fresh transport, with a provider that has taken nothing yet. Called once a case. */
  create(): EmailTransport | Promise<EmailTransport>;
  readonly recipients: ScriptedRecipients;
  /** A recipient whose provider defers mail to the whole domain. */
  readonly domainDown?: string;
  readonly interrupted?: InterruptedRecipient;
  /** A transport whose provider cannot be reached, for the case of `reserve`. */
  unreachable?(): EmailTransport | Promise<EmailTransport>;
  /**
   * A timer, for what would hang. With it and {@link interrupted}, the contract waits for
   * `longestWaitMs`: create a transport for which that is short.
   */
  wait?(milliseconds: number): Promise<void>;
  /**
   * What the provider took since the last `create`, in order. Without it the contract proves less.
   */
  taken?(): readonly TakenEmail[] | Promise<readonly TakenEmail[]>;
  readonly skip?: readonly ContractSkip[];
}
