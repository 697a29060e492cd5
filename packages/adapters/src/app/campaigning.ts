import type {
  CallOptions,
  CampaignFigures,
  CampaignId,
  CampaignMove,
  CampaignRecord,
  Instant,
  TenantId,
} from "@wellsent/core";
import type { CampaignActor, Campaigns } from "@wellsent/core/engine/campaigns";
import type { AppDependencies } from "./app-dependencies.js";
import { type CampaignExplaining, campaignExplaining } from "./campaign-explaining.js";
import { type AppCampaign, readParts } from "./campaign-input.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { readPages } from "./reading.js";

type Verb<Name extends keyof Campaigns> = Campaigns[Name] extends (
  tenant: TenantId,
  id: CampaignId,
  ...rest: infer Rest
) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** A campaign's figures at one moment. */
export interface CampaignMoment extends CampaignFigures {
  readonly at: Instant;
  readonly state: CampaignRecord["state"];
  /** Why it is held, as a code; `null`: it is not. */
  readonly why: string | null;
}

export interface ProgressOptions extends CallOptions {
  /** Waits between two looks: a timer of the host's. Default: a second. */
  readonly wait?: () => Promise<void>;
}

/** One campaign: what can be said to it. The verbs say what they do in `engine.campaigns`. */
export interface Campaign extends CampaignExplaining {
  readonly id: CampaignId;
  readonly read: Verb<"read">;
  /** See `engine.campaigns.edit`; takes templates and segments as they were defined. */
  edit(change: Partial<AppCampaign>, actor?: CampaignActor): ReturnType<Campaigns["edit"]>;
  /** Everything that is wrong with it; nothing: it is `ready`. */
  readonly check: Verb<"check">;
  /** Who gets it, who does not and why, by hour, zone and domain. Writes nothing. */
  readonly preview: Verb<"preview">;
  /** Sends it to seeds: people who look at it before it goes out, and who have agreed to it. */
  test(
    contacts: readonly ContactReference[],
    options?: CallOptions & { readonly variant?: string },
  ): ReturnType<Campaigns["test"]>;
  /** What an approval would hold for. */
  readonly digest: Verb<"digest">;
  readonly approve: Verb<"approve">;
  readonly revoke: Verb<"revoke">;
  readonly schedule: Verb<"schedule">;
  readonly start: Verb<"start">;
  readonly pause: Verb<"pause">;
  readonly resume: Verb<"resume">;
  readonly cancel: Verb<"cancel">;
  readonly retract: Verb<"retract">;
  /**
   * Every write of it so far, oldest first: who, when, from which state to which, why, and the
   * figures right before. Nothing of it is ever changed.
   */
  log(options?: CallOptions): AsyncIterable<CampaignMove>;
  readonly figures: Verb<"figures">;
  /**
   * Its figures again and again, one look each second, from the store, so that any process can
   * follow it: until it is over, or whoever reads it stops. One look alone is `figures`.
   */
  progress(options?: ProgressOptions): AsyncIterable<CampaignMoment>;
}

/** The campaigns of a tenant. */
export interface TenantCampaigns {
  /** The campaign of that id; nothing is read. */
  get(id: CampaignId): Campaign;
  list(options?: CallOptions): AsyncIterable<CampaignRecord>;
  /** See {@link Campaign.log}. */
  log(id: CampaignId, options?: CallOptions): AsyncIterable<CampaignMove>;
  /** See {@link Campaign.progress}. */
  progress(id: CampaignId, options?: ProgressOptions): AsyncIterable<CampaignMoment>;
}

type Ready = <Args extends readonly unknown[], Result>(
  verb: (...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

/** A campaign by its id. */
export function campaignFace(
  deps: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
  id: CampaignId,
  ready: Ready,
): Campaign {
  const { campaigns } = deps.engine;
  return {
    id,
    read: (options) => campaigns.read(tenant, id, options),
    edit: ready((change, actor) => campaigns.edit(tenant, id, readParts(change), actor)),
    check: ready((options) => campaigns.check(tenant, id, options)),
    preview: ready((options) => campaigns.preview(tenant, id, options)),
    test: ready((contacts, options) =>
      campaigns.test(tenant, id, contacts.map(readContactId), options),
    ),
    digest: (options) => campaigns.digest(tenant, id, options),
    approve: ready((actor) => campaigns.approve(tenant, id, actor)),
    revoke: ready((actor) => campaigns.revoke(tenant, id, actor)),
    schedule: ready((start) => campaigns.schedule(tenant, id, start)),
    start: ready((start) => campaigns.start(tenant, id, start)),
    pause: ready((actor) => campaigns.pause(tenant, id, actor)),
    resume: ready((actor) => campaigns.resume(tenant, id, actor)),
    cancel: ready((actor) => campaigns.cancel(tenant, id, actor)),
    retract: ready((which) => campaigns.retract(tenant, id, which)),
    log: (options) => readPages((page) => campaigns.log(tenant, id, page, options)),
    figures: (options) => campaigns.figures(tenant, id, options),
    ...campaignExplaining(deps, { tenant, campaign: id }),
    progress: (options) => followProgress(deps, tenant, id, options),
  };
}

export function campaignsFace(
  deps: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
  ready: Ready,
): TenantCampaigns {
  const { campaigns } = deps.engine;
  return {
    get: (id) => campaignFace(deps, tenant, id, ready),
    list: (options) => readPages((page) => campaigns.list(tenant, page, options)),
    log: (id, options) => readPages((page) => campaigns.log(tenant, id, page, options)),
    progress: (id, options) => followProgress(deps, tenant, id, options),
  };
}

async function* followProgress(
  { engine: { campaigns }, clock }: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
  id: CampaignId,
  { wait = second, ...options }: ProgressOptions = {},
): AsyncIterable<CampaignMoment> {
  for (;;) {
    const { state, why, endedAt } = await campaigns.read(tenant, id, options);
    const figures = await campaigns.figures(tenant, id, options);
    yield { ...figures, at: endedAt ?? clock.now(), state, why };
    if (state === "finished" || state === "cancelled") return;
    await wait();
  }
}

function second(): Promise<void> {
  return new Promise((done) => setTimeout(done, 1_000));
}
