import { assertCampaign, checkCampaign, mayMove } from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import { type CampaignId, type ContactId, campaignId, type TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { campaignSendKey } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { IdSource } from "../../ports/sources.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { LiveCatalog } from "../live-catalog.js";
import type { SendResult } from "../send-result.js";
import { approvals } from "./approvals.js";
import { approvalFault, presentDigest } from "./approved-digest.js";
import { checkPrepared, checkRetracted, isHalt, unknownVariant } from "./begun-campaign.js";
import { campaignAccess, unknownCampaign } from "./campaign-access.js";
import { goOn } from "./campaign-plan.js";
import { isIssue, newCampaign, retimed } from "./campaign-record.js";
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
    { expect, tolerance, ...options }: CampaignStart,
  ): Promise<CampaignRecord> => {
    const campaign = await open("schedule", tenant, id, options);
    const at = beginsAt(campaign, clock.now());
    const definition = {
      ...campaign.definition,
      ...(expect === undefined ? {} : { expect }),
      ...(tolerance === undefined ? {} : { tolerance }),
    };
    assertCampaign(definition, catalog(campaign));
    return put({ ...campaign, definition, state: "scheduled", beginsAt: at, dueAt: at }, options);
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
    create: async (tenant, input, { by, ...options } = {}) => {
      const now = clock.now();
      const id = campaignId(`c-${deps.ids.next()}`);
      return put(newCampaign(tenant, { ...input, v: 1, id }, by ?? null, now), options);
    },
    read,
    list: (tenant, page = {}, options) => store.readCampaigns({ tenant, ...page }, options),
    edit: async (tenant, id, change, { by, ...options } = {}) => {
      await finishTask(await open("edit", tenant, id, options), options);
      // What the task has led to may be another state.
      const campaign = await open("edit", tenant, id, options);
      const definition = { ...campaign.definition, ...change };
      const isPrepared = campaign.progress.t0 !== null;
      const after = { ...campaign, definition };
      // What was approved is as it was: its name or the number expected may change at any time.
      if (presentDigest(after, renderer) === presentDigest(campaign, renderer))
        return put(after, options);
      if (isPrepared) checkPrepared(campaign.definition, definition, change, renderer);
      const edited = {
        ...after,
        revision: campaign.revision + 1,
        author: by ?? campaign.author,
        approved: null,
      };
      if (!isPrepared && isIssue(campaign))
        return put(change.schedule === undefined ? edited : retimed(edited), options);
      if (!isPrepared) return put({ ...edited, state: "draft", dueAt: null, why: null }, options);
      return put({ ...edited, dueAt: clock.now() }, options, {
        task: { kind: "content" },
        reached: null,
      });
    },
    check: async (tenant, id, options = {}) => {
      const campaign = await read(tenant, id, options);
      const findings = checkCampaign(campaign.definition, catalog(campaign));
      if (findings.length === 0 && campaign.state === "draft")
        await put({ ...campaign, state: "ready" }, options);
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
    pause: async (tenant, id, { by: _, ...options } = {}) => {
      const found = await read(tenant, id, options);
      const stoppedAt = clock.now();
      const task = found.progress.task;
      // What was stopped only for a task stays so when that is over.
      if (found.state === "paused" && task !== null && isHalt(task)) {
        const stays = { task: { ...task, goesOn: false } };
        return stopped(await put({ ...found, stoppedAt }, options, stays), options);
      }
      const campaign = await open("pause", tenant, id, options);
      const paused = {
        state: "paused",
        resumesTo: campaign.state,
        stoppedAt,
        dueAt: null,
      } as const;
      return stopped(await put({ ...campaign, ...paused }, options), options);
    },
    resume: async (tenant, id, { by: _, how = "hold", ...options } = {}) => {
      const campaign = await open("resume", tenant, id, options);
      if (approvalFault(campaign, deps.renderer) !== null)
        throw new InputError("INPUT_CAMPAIGN_APPROVAL", "As it is now, nobody approved it.", {
          path: "approved",
          remedy: "Approve it first.",
        });
      await finishTask(campaign, options);
      const now = clock.now();
      const from = campaign.stoppedAt ?? now;
      const current = await read(tenant, id, options);
      // A resume that was interrupted has now been completed.
      if (!mayMove(current.state, "resume")) return current;
      if (how === "shift" && current.progress.t0 !== null) {
        const by = shiftFor(campaign.definition, now - from);
        const { shifted = 0, waves } = current.progress;
        const moving = await put({ ...current, dueAt: now }, options, {
          ...{ task: { kind: "shift", by, goesOn: true }, reached: null },
          // Those who are not in yet are planned as much later too.
          ...{ shifted: shifted + by, waves: waves.map((wave) => wave + by) },
        });
        await finishTask(moving, options);
        return read(tenant, id, options);
      }
      const isLateStart = campaign.resumesTo === "scheduled" && campaign.state === "held";
      const pauses = how === "hold" ? [...current.pauses, { from, until: now }] : current.pauses;
      // What has not begun begins as much later, or, of one that was late, now: a person decides.
      const isShifted = how === "shift" && campaign.state === "paused";
      const by = isShifted ? shiftFor(campaign.definition, now - from) : 0;
      const planned = (current.beginsAt ?? now) + by;
      const beginsAt = isLateStart ? Math.max(now, planned) : planned;
      const shifted = (current.progress.shifted ?? 0) + by;
      const isLocal = by > 0 && "local" in campaign.definition.schedule;
      const going = { ...goOn({ ...current, beginsAt }, now), pauses };
      return put(going, options, isLocal ? { shifted } : {});
    },
    cancel: async (tenant, id, { by: _, ...options } = {}) => {
      const campaign = await open("cancel", tenant, id, options);
      const now = clock.now();
      const over = { state: "cancelled", endedAt: now, dueAt: now, resumesTo: null } as const;
      const progress = { task: null, reached: null, cursor: null, waves: [] };
      return stopped(await put({ ...campaign, ...over }, options, progress), options);
    },
    retract: async (tenant, id, { by: _, variant, segment, ...options } = {}) => {
      const found = await open("retract", tenant, id, options);
      checkRetracted(found, variant, segment, deps.catalog);
      await finishTask(found, options);
      const now = clock.now();
      const current = await open("retract", tenant, id, options);
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
      await finishTask(await put(halted, options, { task, reached: null, retracted }), options);
      return read(tenant, id, options);
    },
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
