import { assertCampaign, checkCampaign, mayMove, unknownCampaign } from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import { type CampaignId, campaignId, type TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { IdSource } from "../../ports/sources.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { LiveCatalog } from "../live-catalog.js";
import { approvals } from "./approvals.js";
import { approvalFault, presentDigest } from "./approved-digest.js";
import { checkPrepared, checkRetracted, isHalt, unknownVariant } from "./begun-campaign.js";
import { campaignAccess } from "./campaign-access.js";
import { goOn } from "./campaign-plan.js";
import { keepsItsHour, newCampaign, retimed } from "./campaign-record.js";
import { beginFor, shiftFor } from "./campaign-times.js";
import type { CampaignStart, CampaignStop, Campaigns } from "./campaigns-face.js";
import { type PreviewDependencies, previewCampaign } from "./preview-campaign.js";
import { type CampaignDependencies, runTask } from "./run-campaigns.js";

export interface CampaignVerbDependencies extends CampaignDependencies, PreviewDependencies {
  readonly ids: IdSource;
  readonly catalog: LiveCatalog;
}

export function campaignVerbs(deps: CampaignVerbDependencies): Campaigns {
  const { store, clock, renderer } = deps;
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
    assertCampaign(definition, catalog(campaign));
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
      return put(
        newCampaign(tenant, { ...input, v: 1, id }, actor.by ?? null, now),
        "create",
        actor,
      );
    },
    read,
    list: (tenant, page = {}, options) => store.readCampaigns({ tenant, ...page }, options),
    edit: async (tenant, id, change, actor = {}) => {
      await finishTask(await open("edit", tenant, id, actor), actor);
      // What the task has led to may be another state.
      const campaign = await open("edit", tenant, id, actor);
      const definition = { ...campaign.definition, ...change };
      const isPrepared = campaign.progress.t0 !== null;
      const after = { ...campaign, definition };
      // What was approved is as it was: its name or the number expected may change at any time.
      if (presentDigest(after, renderer) === presentDigest(campaign, renderer))
        return put(after, "edit", actor);
      if (isPrepared) checkPrepared(campaign.definition, definition, change, renderer);
      const edited = {
        ...after,
        revision: campaign.revision + 1,
        author: actor.by ?? campaign.author,
        approved: null,
      };
      if (!isPrepared && keepsItsHour(campaign))
        return put(
          change.schedule === undefined ? edited : retimed(edited, clock.now()),
          "edit",
          actor,
        );
      if (!isPrepared)
        return put({ ...edited, state: "draft", dueAt: null, why: null }, "edit", actor);
      return put({ ...edited, dueAt: clock.now() }, "edit", actor, {
        task: { kind: "content" },
        reached: null,
      });
    },
    check: async (tenant, id, actor = {}) => {
      const campaign = await read(tenant, id, actor);
      const findings = checkCampaign(campaign.definition, catalog(campaign));
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
      if (chosen === undefined) throw unknownVariant();
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
      const found = await read(tenant, id, actor);
      const stoppedAt = clock.now();
      const task = found.progress.task;
      // What was stopped only for a task stays so when that is over.
      if (found.state === "paused" && task !== null && isHalt(task)) {
        const stays = { task: { ...task, goesOn: false } };
        return stopped(await put({ ...found, stoppedAt }, "pause", actor, stays), actor);
      }
      const campaign = await open("pause", tenant, id, actor);
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
        const { shifted = 0, waves } = current.progress;
        const moving = await put({ ...current, dueAt: now }, "resume", actor, {
          ...{ task: { kind: "shift", by, goesOn: true }, reached: null },
          // Those who are not in yet are planned as much later too.
          ...{ shifted: shifted + by, waves: waves.map((wave) => wave + by) },
        });
        await finishTask(moving, actor);
        return read(tenant, id, actor);
      }
      const isLateStart = campaign.resumesTo === "scheduled" && campaign.state === "held";
      const pauses = how === "hold" ? [...current.pauses, { from, until: now }] : current.pauses;
      // What has not begun begins as much later, or, of one that was late, now: a person decides.
      const isShifted = how === "shift" && campaign.state === "paused";
      const by = isShifted ? shiftFor(campaign.definition, now - from) : 0;
      const planned = (current.beginsAt ?? now) + by;
      const beginsAt = isLateStart ? Math.max(now, planned) : planned;
      const shifted = (current.progress.shifted ?? 0) + by;
      const isLocal = by > 0 && !("at" in campaign.definition.schedule);
      const going = { ...goOn({ ...current, beginsAt }, now), pauses };
      return put(going, "resume", actor, isLocal ? { shifted } : {});
    },
    cancel: async (tenant, id, actor = {}) => {
      const campaign = await open("cancel", tenant, id, actor);
      const now = clock.now();
      const over = { state: "cancelled", endedAt: now, dueAt: now, resumesTo: null } as const;
      const progress = { task: null, reached: null, cursor: null, waves: [] };
      return stopped(await put({ ...campaign, ...over }, "cancel", actor, progress), actor);
    },
    retract: async (tenant, id, { variant, segment, ...actor } = {}) => {
      const found = await open("retract", tenant, id, actor);
      checkRetracted(found, variant, segment, deps.catalog);
      await finishTask(found, actor);
      const now = clock.now();
      const current = await open("retract", tenant, id, actor);
      const runs = current.state === "running";
      const which = {
        ...(variant === undefined ? {} : { variant }),
        ...(segment === undefined ? {} : { segment }),
      };
      const task = { kind: "retract", goesOn: runs, ...which } as const;
      // Those whose hour is still to come are not in yet.
      const retracted = [...(current.progress.retracted ?? []), which];
      const halted = runs
        ? { ...current, state: "paused" as const, resumesTo: "running" as const, dueAt: now }
        : { ...current, dueAt: now };
      await finishTask(
        await put(halted, "retract", actor, { task, reached: null, retracted }),
        actor,
      );
      return read(tenant, id, actor);
    },
    log: (tenant, id, page = {}, options) =>
      store.readMoves({ tenant, campaign: id, ...page }, options),
    figures,
    recipients: (tenant, id, page = {}, options) =>
      store.readRecipients({ tenant, campaign: id, ...page }, options),
  };
}
