import type { EmailTransport, Schema, Store } from "@wellsent/core";
import { checkSender, createEngine, type SenderSettings, sortableIds } from "@wellsent/core/engine";
import { authoring } from "@wellsent/core/engine/authoring";
import { campaigns } from "@wellsent/core/engine/campaigns";
import { migrations } from "@wellsent/core/engine/migrations";
import { InputError } from "@wellsent/core/errors";
import { systemClock, systemRandom, timerPause } from "../in-process/index.js";
import { memoryEmailTransport, memoryStore } from "../memory/index.js";
import type { App, AppOptions } from "./app.js";
import type { AppEngine } from "./app-engine.js";
import { assembleApp } from "./assemble-app.js";
import { freshenWith } from "./flow-face.js";
import type { Form } from "./form.js";
import { issueWriters } from "./issue-writers.js";
import { knownAttributes } from "./known-attributes.js";
import { makeGate } from "./make-gate.js";
import { checkFormTemplates, checkNamedTemplates } from "./named-templates.js";
import { loadPeer } from "./peers.js";
import { deriveKeys } from "./secret.js";
import { readTemplateId } from "./sending.js";
import { type TemplateShelf, templateShelf } from "./template-shelf.js";
import type { AppTemplate } from "./template-values.js";
import { checkPages, tenantPages } from "./tenant-pages.js";
import { mailbox, type SettledTenant, settingsOfTenants } from "./tenant-settings.js";
import { appWebhooks } from "./webhooks-face.js";

/**
 * Makes an app: gate, pages, renderer and engine, out of one secret and your definitions, on memory
 * until it is given a store. Each of these can be made by hand as well; this is the short way.
 *
 * @example
 * const app = await wellsent({
 *   secret: process.env.WELLSENT_SECRET, rules: [euRules], schema, templates: [news], forms: [newsForm],
 *   sender: { from: "hello@acme.example", timeZone: "Europe/Berlin", pages: "https://acme.example/m/" },
 * });
 * const acme = app.tenant("acme");
 *
 * @throws InputError `INPUT_SECRET_MISSING`, `INPUT_SECRET`, `INPUT_RULES`, `INPUT_SENDER_MISSING`,
 * `INPUT_SENDER`, `INPUT_TEMPLATE_UNKNOWN`, `INPUT_TIME_ZONE`, `INPUT_BASE_URL`,
 * `INPUT_HEADER_URL`, `INPUT_HEADER_LIST_ID` for settings that are data, those of a function at
 * their first use; AdapterError
 * `ADAPTER_PEER_MISSING`; DefinitionError and TemplateError for definitions that contradict
 * themselves
 */
export async function wellsent<S extends Schema, const T extends AppTemplate = never>(
  options: AppOptions<S, T>,
): Promise<App<S, T>> {
  const { secret, rules, tenants, templates = [], forms = [], rendering = {} } = options;
  const { schema, sender, brand, words, identity, consent: gateOptions = {} } = options;
  const consent = await loadPeer("@wellsent/consent", () => import("@wellsent/consent"));
  const keys = await deriveKeys(secret);
  checkRules(rules, "rules");
  const common = {
    rules,
    ...(sender === undefined ? {} : { sender }),
    ...(brand === undefined ? {} : { brand }),
    ...(words === undefined ? {} : { words }),
    ...(identity === undefined ? {} : { identity }),
  };
  const shelf = await templateShelf(templates, {
    ...rendering,
    compile: { ...knownAttributes(schema), ...rendering.compile },
  });
  checkFormTemplates(forms, shelf);
  const settings = settingsOfTenants<S>(common, tenants, (settled, path) => {
    checkRules(settled.rules, path.replace(/sender$/, "rules"));
    checkSender(senderSettings(settled, shelf), path);
    checkNamedTemplates(settled.sender, shelf, path);
    checkPages({ schema, consent, keys, templates: shelf }, settled, path);
  });
  const { clock = systemClock(), random = systemRandom } = options;
  const shared = { schema, consent, keys, settings, templates: shelf, rules };
  const pages = tenantPages({
    ...shared,
    ...(options.confirmOn === undefined ? {} : { confirmOn: options.confirmOn }),
  });
  const writers = issueWriters();
  const { webhooks, flows = [], ...engineOptions } = options;
  const ids = sortableIds(clock, random);
  const freshen = freshenWith(flows, () => ({
    ...{ engine, consent, random, clock, ids, schema, flows },
  }));
  const engine: AppEngine<S> = createEngine({
    pause: timerPause,
    ...engineOptions,
    ...(freshen === undefined ? {} : { freshen }),
    ...(webhooks === undefined
      ? {}
      : { webhooks: "call" in webhooks ? webhooks : await appWebhooks(keys, webhooks) }),
    parts: [
      campaigns({ campaignBatch: options.campaignBatch, seriesContent: writers.content }),
      migrations(),
      authoring(),
    ],
    ...chooseStoreAndTransport(options),
    consent: makeGate(shared, gateOptions),
    pages,
    renderer: shelf.renderer,
    senderFor: (tenant) => senderSettings(settings.of(tenant), shelf),
    clock,
    random,
  });
  return assembleApp<S, T>({
    ...{ schema, engine, consent, keys, settings, templates: shelf, pages, clock, random },
    forms: new Set<Form>(forms),
    ids,
    issueWriters: writers,
    flows,
  });
}

/** Callers without types may leave them out. */
function checkRules(rules: unknown, path: string): void {
  if (Array.isArray(rules)) return;
  throw new InputError("INPUT_RULES", "Nobody has said which rules hold.", {
    path,
    remedy: "Give rule packs, such as [euRules, deRules] of @wellsent/consent/rules.",
  });
}

/** Memory holds both or neither: mail for a lasting store is never sent into nothing. */
function chooseStoreAndTransport({
  store,
  email,
}: {
  readonly store?: Store | undefined;
  readonly email?: EmailTransport | undefined;
}): { readonly store: Store; readonly email?: EmailTransport } {
  if (store === undefined) return { store: memoryStore(), email: email ?? memoryEmailTransport() };
  return email === undefined ? { store } : { store, email };
}

function senderSettings({ sender, from }: SettledTenant, shelf: TemplateShelf): SenderSettings {
  const {
    replyTo,
    smsFrom,
    timeZone,
    policy,
    prices,
    warmUp,
    details,
    confirmation,
    smsConfirmation,
  } = sender;
  const asks =
    confirmation === undefined ? shelf.confirmation("email") : readTemplateId(confirmation);
  const smsAsks =
    smsConfirmation === undefined ? shelf.confirmation("sms") : readTemplateId(smsConfirmation);
  return {
    from,
    timeZone,
    ...(replyTo === undefined ? {} : { replyTo: mailbox(replyTo) }),
    ...(smsFrom === undefined ? {} : { smsFrom }),
    ...(policy === undefined ? {} : { policy }),
    ...(prices === undefined ? {} : { prices }),
    ...(warmUp === undefined ? {} : { warmUp }),
    ...(details === undefined ? {} : { details }),
    ...(asks === undefined ? {} : { confirmationTemplate: asks }),
    ...(smsAsks === undefined ? {} : { smsConfirmationTemplate: smsAsks }),
  };
}
