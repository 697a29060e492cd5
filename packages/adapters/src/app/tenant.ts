import { listId, segmentId, type TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { tenantBisecting } from "./bisecting.js";
import { callFace } from "./call-face.js";
import { readCampaign } from "./campaign-input.js";
import { campaignFace, campaignsFace } from "./campaigning.js";
import { loadSigner, signLedger } from "./checkpointing.js";
import { createCodeVerbs } from "./code-verbs.js";
import { collect } from "./collecting.js";
import { contactFace } from "./contact-face.js";
import { readContactId } from "./contact-reference.js";
import { tenantDuplicates } from "./duplicate-verbs.js";
import { createErase } from "./erasing.js";
import { findContact } from "./finding.js";
import { feedFace, flowFace } from "./flow-face.js";
import { changeAddress } from "./identity.js";
import { dryRunRows, importRows } from "./importing.js";
import { mergeFace } from "./merge-face.js";
import { noteFace } from "./note-face.js";
import { pointFace } from "./point-face.js";
import { preferencesLink } from "./preferences-link.js";
import type { Publishing } from "./publishing.js";
import { qualityFace } from "./quality-face.js";
import { readHistory, readPages } from "./reading.js";
import { receiveText } from "./receiving-text.js";
import { remindByForm } from "./reminding.js";
import { liftAll, objectAll, restrictAll } from "./restricting.js";
import { exportPerson, loadCases, openPersonCase } from "./rights.js";
import { segmentFace } from "./segment-face.js";
import { readTemplateId } from "./sending.js";
import { declareSeries } from "./series.js";
import { simulateFor } from "./simulating.js";
import { taskFace } from "./task-face.js";
import type { Tenant } from "./tenant-face.js";
import { createDecide, createGrant, createSend, createSendMany } from "./typed-verbs.js";
import { undoVerbs } from "./undo-verbs.js";
import { identifyPerson } from "./visitor.js";
import { webhooksFace } from "./webhooks-face.js";
import { withdrawAll } from "./withdrawing.js";
import { workflowFace } from "./workflow-face.js";
import { workflowFigures } from "./workflow-figures.js";

/** The face of one tenant; `S` and `T` are its caller's to know. */
export function tenantFace(deps: AppDependencies & Publishing, tenant: TenantId): Tenant {
  const { engine, prepare } = deps;
  const { store } = engine;
  const merges = mergeFace(deps, tenant);
  const ready =
    <Args extends readonly unknown[], Result>(verb: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await prepare(tenant);
      return verb(...args);
    };
  return {
    id: tenant,
    identify: ready((person, call) => identifyPerson(deps, tenant, merges, person, call)),
    collect: ready((what, call) => collect(deps, tenant, what, call)),
    changeAddress: ready((contact, address, options) =>
      changeAddress(deps, tenant, contact, address, options),
    ),
    contact: (contact, call) =>
      store.readContact({ tenant, lookup: { id: readContactId(contact) } }, call),
    find: (identity, call) => findContact(deps, tenant, identity, call),
    contacts: (list, call) =>
      readPages((page) =>
        store.readContacts(
          { tenant, ...page, ...(list === undefined ? {} : { list: listId(list) }) },
          call,
        ),
      ),
    members: (segment, call) =>
      readPages((page) =>
        store.readContacts(
          {
            ...{ tenant, ...page },
            segment: typeof segment === "string" ? segmentId(segment) : segment.id,
          },
          call,
        ),
      ),
    messages: (contact, call) =>
      readPages((page) =>
        store.readOutbox(
          {
            ...{ tenant, ...page },
            ...(contact === undefined ? {} : { contact: readContactId(contact) }),
          },
          call,
        ),
      ),
    send: createSend(deps, tenant),
    sendMany: createSendMany(deps, tenant),
    campaign: ready(async (input, actor) => {
      const { id } = await engine.campaigns.create(tenant, readCampaign(input), actor);
      return campaignFace(deps, tenant, id, ready);
    }),
    campaigns: campaignsFace(deps, tenant, ready),
    series: ready((series, actor) => declareSeries(deps, tenant, series, ready, actor)),
    decide: createDecide(deps, tenant),
    grant: createGrant(deps, tenant),
    remind: ready((form, contact, options = {}) =>
      remindByForm(deps, tenant, form, contact, options),
    ),
    withdraw: ready((contact, scope = {}, options = {}) =>
      withdrawAll(deps, tenant, contact, scope, options),
    ),
    preferencesLink: ready((contact, channel, call) =>
      preferencesLink(deps, tenant, contact, channel, call),
    ),
    object: ready((contact, scope = {}, options = {}) =>
      objectAll(deps, tenant, contact, scope, options),
    ),
    restrict: ready((contact, options) => restrictAll(deps, tenant, contact, options)),
    liftRestriction: ready((contact, options = {}) => liftAll(deps, tenant, contact, options)),
    track: ready((event, contact, data, { id, at, ...call } = {}) =>
      engine.track(
        {
          ...{ tenant, event, data, contact: readContactId(contact) },
          ...(id === undefined ? {} : { id }),
          ...(at === undefined ? {} : { at }),
        },
        call,
      ),
    ),
    backfill: ready((events, call) => engine.backfill(tenant, events, call)),
    enroll: ready((workflow, contact, start, call) =>
      engine.enroll(
        {
          ...{ ...start, tenant, contact: readContactId(contact) },
          workflow: typeof workflow === "string" ? workflow : workflow.id,
        },
        call,
      ),
    ),
    workflows: workflowFace(engine, tenant, () => prepare(tenant)),
    report: ready((events, call) => engine.report(tenant, events, call)),
    receiveText: ready((text, call) => receiveText(deps, tenant, text, call)),
    record: ready((drafts, call) => engine.record(tenant, drafts, call)),
    publish: ready((publication, call) => engine.publish(tenant, publication, call)),
    import: async function* (rows, settings) {
      await prepare(tenant);
      yield* importRows(deps, tenant, rows, settings);
    },
    dryRun: (rows, settings) => dryRunRows(deps, tenant, rows, settings),
    ...undoVerbs(deps, tenant, prepare),
    history: (contact, call) => readHistory(deps, tenant, contact, call),
    explain: async (contact, template, call) => {
      const { explainContact } = await import("@wellsent/core/explain");
      const question = {
        ...{ tenant, contact: readContactId(contact) },
        ...(template === undefined ? {} : { template: readTemplateId(template) }),
      };
      return explainContact(engine, question, call);
    },
    workflowFigures: (workflow, options) => workflowFigures(deps, tenant, workflow, options),
    hours: (call) => store.readHours(tenant, call),
    simulate: ready((workflow, options, call) =>
      simulateFor(deps, tenant, workflow, options, call),
    ),
    explainMessage: async (key, call) => {
      const { explainMessage } = await import("@wellsent/core/explain");
      return explainMessage(engine, { tenant, key }, call);
    },
    explainStep: async ({ id: workflow }, node, call) => {
      const { explainStep } = await import("@wellsent/core/explain");
      return explainStep(engine, { tenant, workflow, node }, call);
    },
    ...tenantBisecting(deps, tenant),
    ...callFace(deps, tenant),
    ...tenantDuplicates(deps, tenant, merges),
    ...contactFace(deps, tenant),
    ...merges,
    ...feedFace(deps, tenant),
    erase: createErase(deps, tenant),
    export: ready((contact, options = {}) => exportPerson(deps, tenant, contact, options)),
    openCase: ready((contact, options) => openPersonCase(deps, tenant, contact, options)),
    cases: (call) => loadCases(deps, tenant, call),
    codes: createCodeVerbs(deps, tenant),
    webhooks: webhooksFace(deps.keys, tenant),
    segments: segmentFace(deps, tenant),
    points: pointFace(deps, tenant),
    notes: noteFace(deps, tenant),
    tasks: taskFace(deps, tenant),
    quality: qualityFace(deps, tenant),
    flows: flowFace(deps, tenant),
    checkpoint: ready((previous, call) => signLedger(deps, tenant, previous, call)),
    verifierKey: async () => (await loadSigner(deps, tenant)).verifierKey,
    tick: ready((call) => engine.tick(tenant, call)),
    drain: ready((call) => engine.drain(tenant, call)),
    nextWork: (call) => engine.nextWork(tenant, call),
    held: (page, call) => engine.held(tenant, page, call),
    deadLetters: (page, call) => engine.deadLetters(tenant, page, call),
    sendAgain: (key, how, call) => engine.sendAgain(tenant, key, how, call),
    resolveHeld: (key, how, call) => engine.resolveHeld(tenant, key, how, call),
    quarantined: (page, call) => engine.quarantined(tenant, page, call),
    resolveQuarantine: (entry, how, call) => engine.resolveQuarantine(tenant, entry, how, call),
  };
}
