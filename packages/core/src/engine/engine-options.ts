import type { Schema } from "../contacts/index.js";
import type { BestHours } from "../ports/best-hours.js";
import type { ColleagueAddress } from "../ports/colleagues.js";
import type { ConsentGate } from "../ports/consent-gate.js";
import type { ConsentPages } from "../ports/consent-pages.js";
import type { EmailTransport } from "../ports/email-transport.js";
import type { Holidays } from "../ports/holidays.js";
import type { Renderer } from "../ports/renderer.js";
import type { SmsTransport } from "../ports/sms-transport.js";
import type { Clock, Random } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { WebhookCaller } from "../ports/webhook-caller.js";
import type { Segment } from "../segments/index.js";
import type { WorkflowDefinition } from "../workflows/index.js";
import type { DeliveryOptions } from "./delivery/index.js";
import type { EnginePart } from "./engine-part.js";
import type { SenderFor } from "./sender-settings.js";
import type { TelemetryOptions } from "./telemetry.js";

export interface EngineOptions<S extends Schema> extends DeliveryOptions, TelemetryOptions {
  readonly schema: S;
  readonly segments?: readonly Segment[];
  readonly workflows?: readonly WorkflowDefinition[];
  readonly store: Store;
  readonly consent: ConsentGate;
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly email?: EmailTransport;
  readonly sms?: SmsTransport;
  readonly senderFor: SenderFor;
  /** The calendars that sending policies, schedules and series may name. */
  readonly holidays?: Holidays;
  /**
   * Chooses at which hour `waitUntil({ time: "best" })` ends, and a campaign at the best hour
   * writes. Default: by clicks of people.
   */
  readonly bestHours?: BestHours;
  /**
   * Whether mails sent and clicked are counted by their hour: for campaigns at the best hour, from
   * well before the first of them. Default: only for tenants with a workflow that waits for it.
   */
  readonly countHours?: boolean;
  /** Makes the calls of workflows with webhooks. */
  readonly webhooks?: WebhookCaller;
  /**
   * Where colleagues get mail about their tasks. Such mail is from the tenant's sender, over
   * `email`. Absent: there are tasks, and no mail about them.
   */
  readonly colleagues?: ColleagueAddress;
  readonly clock: Clock;
  readonly random: Random;
  /** Contacts, runs and messages taken at once. Default 100: short transactions. */
  readonly batch?: number;
  /**
   * What the engine does beside sending and workflows, such as `campaigns()` of
   * `@wellsent/core/engine/campaigns`. Default: nothing.
   */
  readonly parts?: readonly EnginePart[];
}
