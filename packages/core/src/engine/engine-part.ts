import type { Schema } from "../contacts/index.js";
import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentPages } from "../ports/consent-pages.js";
import type { Holidays } from "../ports/holidays.js";
import type { Renderer } from "../ports/renderer.js";
import type { Clock, IdSource } from "../ports/sources.js";
import type { CallKind } from "../ports/store/calls.js";
import type { Store } from "../ports/store/store.js";
import type { CampaignSummary } from "./campaigns/campaign-summary.js";
import type { GateDependencies } from "./decider.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { Publisher } from "./publisher.js";
import type { SenderFor } from "./sender-settings.js";
import type { Telemetry } from "./telemetry.js";
import type { TenantStandings } from "./tenant-standings.js";
import type { TickFault } from "./tick-summary.js";

/** What of an engine its parts work with. */
export interface PartDependencies extends GateDependencies {
  readonly schema: Schema;
  readonly store: Store;
  readonly catalog: LiveCatalog;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly senderFor: SenderFor;
  readonly holidays?: Holidays | undefined;
  readonly telemetry: Telemetry;
  readonly publisher: Pick<Publisher, "publish">;
  readonly standings: TenantStandings;
  /** The calls to the outside that the engine makes. */
  readonly calls: readonly CallKind[];
}

/** What a part does in each tick of a tenant. */
export interface PartTask {
  readonly part: Extract<TickFault["part"], "series" | "campaigns">;
  /** `fail` tells of some of it that failed. */
  run(
    tenant: TenantId,
    fail: (error: unknown) => void,
    options: CallOptions,
  ): Promise<CampaignSummary>;
}

/**
 * A part that a host plugs into its engine: what is not plugged in is not loaded. Made by functions
 * of entries such as `@wellsent/core/engine/campaigns`; `Faces` is what the engine has from it.
 */
export interface EnginePart<Faces extends object = object> {
  readonly id: string;
  /** For `createEngine`: once for the engine, and for each transaction that it joins. */
  install(deps: PartDependencies): {
    readonly faces: Faces;
    readonly tasks: readonly PartTask[];
  };
}

type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer Whole,
) => void
  ? Whole
  : never;

/** What an engine has from all of its parts. */
export type PartFaces<Parts extends readonly EnginePart[]> = Parts extends readonly EnginePart<
  infer Faces
>[]
  ? All<Faces>
  : unknown;
