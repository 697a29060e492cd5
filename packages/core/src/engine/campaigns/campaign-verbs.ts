import { assertCampaign, checkCampaign, mayMove } from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import { type CampaignId, type ContactId, campaignId, type TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { campaignSendKey } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { IdSource } from "../../ports/sources.js";
import type { CampaignProgress, CampaignRecord } from "../../ports/store/campaign.js";
import type { LiveCatalog } from "../live-catalog.js";
import type { SendResult } from "../send-result.js";
import { approvals } from "./approvals.js";
import { approvalFault, presentDigest } from "./approved-digest.js";
import { campaignAccess, unknownCampaign } from "./campaign-access.js";
import { goOn } from "./campaign-plan.js";
import { checkPrepared, isIssue, newCampaign, retimed } from "./campaign-record.js";
import { beginFor, shiftFor } from "./campaign-times.js";
import type { CampaignStart, CampaignStop, Campaigns } from "./campaigns-face.js";
import { type PreviewDependencies, previewCampaign } from "./preview-campaign.js";
import { recipientSentence } from "./recipient-sentence.js";
import { type CampaignDependencies, runTask } from "./run-campaigns.js";

/** A test of a campaign to one contact. */
export interface TestSend {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** Begins with `t-`, as no host's own id does. */
  readonly id: string;
  readonly template: string;
  readonly data: JsonObject;
}

export interface CampaignVerbDependencies extends CampaignDependencies, PreviewDependencies {
  readonly ids: IdSource;
  readonly catalog: LiveCatalog;
  readonly sendTests: (
    sends: readonly TestSend[],
    options: CallOptions,
  ) => Promise<readonly SendResult[]>;
}

export function campaignVerbs(deps: CampaignVerbDependencies): Campaigns {
  const { store, clock } = deps;
  const access = campaignAccess(deps);
  const { read, open, put, catalog } = access;
  /** Finishes what has to reach everybody before something else begins. */
  const finishTask = async (campaign: CampaignRecord, options: CallOptions): Promise<void> => {
    for (let current = campaign; current.progress.task !== null; ) {
      await runTask(deps, current, clock.now(), options);
      current = await read(campaign.tenant, campaign.id, options);
    }
  };
  const begin = async (
    tenant: TenantId,
    id: CampaignId,
    beginsAt: (campaign: CampaignRecord, now: Instant) => Instant,
    { expect, tolerance, ...actor }: CampaignStart,
  ): Promise<CampaignRecord> => {
    const campaign = await open("schedule", tenant, id, actor);
    const at = beginsAt(campaign, clock.now());
    const definition = {
      ...campaign.definition,
      ...(expect === undefined ? {} : { expect }),
      ...(tolerance === undefined ? {} : { tolerance }),
    };
    assertCampaign(definition, catalog(at));
    const due = { state: "scheduled", beginsAt: at, dueAt: at } as const;
    return put({ ...campaign, definition, ...due }, "schedule", actor);
  };
  const stopped = async (campaign: CampaignRecord, options: CallOptions): Promise<CampaignStop> => {
    const { tenant, id } = campaign;
    const { messages, waiting } = await figures(tenant, id, options);
    const { accepted, rejected, failed, unknown, claimed, queued } = messages;
    const out = accepted + rejected + failed + unknown;
    return { campaign, out, inHands: claimed, left: waiting + queued };
  };
  const figures: Campaigns["figures"] = async (tenant, id, options = {}) => {
    const found = await store.readFigures({ tenant, id }, options);
    if (found === null) throw unknownCampaign();
    return found;
  };
  return {
    create: async (tenant, input, actor = {}) => {
      const now = clock.now();
      const id = campaignId(`c-${deps.ids.next()}`);
      const made = newCampaign(tenant, { ...input, v: 1, id }, actor.by ?? null, now);
      return put(made, "create", actor);
    },
    read,
    list: (tenant, page = {}, options) => store.readCampaigns({ tenant, ...page }, options),
    edit: async (tenant, id, change, actor = {}) => {
      const campaign = await open("edit", tenant, id, actor);
      const write = (edited: CampaignRecord, progress?: Partial<CampaignProgress>) =>
        put(edited, "edit", actor, progress);
      const definition = { ...campaign.definition, ...change };
      const isPrepared = campaign.progress.t0 !== null;
      const after = { ...campaign, definition };
      // What was approved is as it was: its name or the number expected may change at any time.
      if (presentDigest(after, deps.renderer) === presentDigest(campaign, deps.renderer))
        return write(after);
      if (isPrepared) checkPrepared(campaign.definition, definition, change);
      const edited = {
        ...after,
        revision: campaign.revision + 1,
        author: actor.by ?? campaign.author,
        approved: null,
      };
      if (!isPrepared && isIssue(campaign))
        return write(change.schedule === undefined ? edited : retimed(edited));
      if (!isPrepared) return write({ ...edited, state: "draft", dueAt: null, why: null });
      await finishTask(campaign, actor);
      const task = { kind: "content" } as const;
      return write({ ...edited, dueAt: clock.now() }, { task, reached: null });
    },
    check: async (tenant, id, actor = {}) => {
      const campaign = await read(tenant, id, actor);
      const findings = checkCampaign(campaign.definition, catalog(clock.now()));
      if (findings.length === 0 && campaign.state === "draft")
        await put({ ...campaign, state: "ready" }, "check", actor);
      return findings;
    },
    preview: async (tenant, id, options = {}) =>
      previewCampaign(deps, await read(tenant, id, options), options),
    test: async (tenant, id, contacts, { variant, ...options } = {}) => {
      const { definition } = await read(tenant, id, options);
      const { variants, data = {} } = definition.content;
      const chosen = variants.find((one) => one.id === (variant ?? variants[0]?.id));
      if (chosen === undefined)
        throw new InputError("INPUT_CAMPAIGN_VARIANT", "The campaign has no such variant.", {
          path: "variant",
          remedy: "Name one of its variants, or leave it out for the first.",
        });
      const sendId = `t-${deps.ids.next()}`;
      return deps.sendTests(
        contacts.map((contact) => ({
          ...{ tenant, contact, data, id: sendId, template: chosen.template },
        })),
        options,
      );
    },
    ...approvals(deps, access),
    schedule: (tenant, id, start = {}) => begin(tenant, id, beginFor, start),
    start: (tenant, id, start = {}) => begin(tenant, id, (_, now) => now, start),
    pause: async (tenant, id, actor = {}) => {
      const campaign = await open("pause", tenant, id, actor);
      const stoppedAt = clock.now();
      const paused = {
        state: "paused",
        resumesTo: campaign.state,
        stoppedAt,
        dueAt: null,
      } as const;
      return stopped(await put({ ...campaign, ...paused }, "pause", actor), actor);
    },
    resume: async (tenant, id, { how = "hold", ...actor } = {}) => {
      const campaign = await open("resume", tenant, id, actor);
      if (approvalFault(campaign, deps.renderer) !== null)
        throw new InputError("INPUT_CAMPAIGN_APPROVAL", "As it is now, nobody approved it.", {
          path: "approved",
          remedy: "Approve it first.",
        });
      await finishTask(campaign, actor);
      const now = clock.now();
      const from = campaign.stoppedAt ?? now;
      const current = await read(tenant, id, actor);
      // A resume that was interrupted has now been completed.
      if (!mayMove(current.state, "resume")) return current;
      if (how === "shift" && current.progress.t0 !== null) {
        const by = shiftFor(campaign.definition, now - from);
        const task = { kind: "shift", by } as const;
        const shifted = { ...current, dueAt: now };
        const moving = await put(shifted, "resume", actor, { task, reached: null });
        await finishTask(moving, actor);
        return read(tenant, id, actor);
      }
      const isLateStart = campaign.resumesTo === "scheduled" && campaign.state === "held";
      const pauses = how === "hold" ? [...current.pauses, { from, until: now }] : current.pauses;
      const going = { ...goOn(current, now), pauses };
      // A person has decided that it begins late.
      const beginsAt = Math.max(now, current.beginsAt ?? now);
      const resumed = isLateStart ? { ...going, beginsAt, dueAt: beginsAt } : going;
      return put(resumed, "resume", actor);
    },
    cancel: async (tenant, id, actor = {}) => {
      const campaign = await open("cancel", tenant, id, actor);
      const now = clock.now();
      const over = { state: "cancelled", endedAt: now, dueAt: now, resumesTo: null } as const;
      const progress = { task: null, reached: null, cursor: null, waves: [] };
      return stopped(await put({ ...campaign, ...over }, "cancel", actor, progress), actor);
    },
    retract: async (tenant, id, { variant, segment, ...actor } = {}) => {
      const campaign = await open("retract", tenant, id, actor);
      await finishTask(campaign, actor);
      const now = clock.now();
      const runs = campaign.state === "running";
      const task = {
        ...({ kind: "retract", goesOn: runs } as const),
        ...(variant === undefined ? {} : { variant }),
        ...(segment === undefined ? {} : { segment }),
      };
      const current = await read(tenant, id, actor);
      const halted = runs
        ? { ...current, state: "paused" as const, resumesTo: "running" as const, dueAt: now }
        : { ...current, dueAt: now };
      await finishTask(await put(halted, "retract", actor, { task, reached: null }), actor);
      return read(tenant, id, actor);
    },
    log: (tenant, id, page = {}, options) =>
      store.readMoves({ tenant, campaign: id, ...page }, options),
    figures,
    recipients: (tenant, id, page = {}, options) =>
      store.readRecipients({ tenant, campaign: id, ...page }, options),
    explain: async (tenant, id, contact, options) => {
      const { items } = await store.readRecipients(
        { tenant, campaign: id, contacts: [contact] },
        options,
      );
      const [recipient] = items;
      if (recipient === undefined) return null;
      const key = campaignSendKey(id, contact);
      const message = await store.readMessage({ tenant, key }, options);
      return { recipient, message, sentence: recipientSentence(recipient, message) };
    },
  };
}
