import type { Cell, EventPayload, PendingConfirmation } from "@wellsent/consent";
import type {
  Activity,
  CallOptions,
  Channel,
  ConsentChannel,
  ContactId,
  ContactPointId,
  ContactRecord,
  Instant,
  TenantId,
} from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import type { Form, FormAsk } from "./form.js";
import { noConfirmation } from "./named-templates.js";
import type { Publishing } from "./publishing.js";
import { readTemplateId, reasonLines, type Sent, sendAll } from "./sending.js";
import { noticeOfForm, said } from "./wording.js";

export interface GrantOptions<Choice extends string = string> extends CallOptions {
  /** The boxes that were ticked. */
  readonly choices?: readonly Choice[];
  /** The language the form was shown in. Default: the form's own. */
  readonly locale?: string;
  /** Kept outside the ledger and destroyed on erasure: IP address, user agent, page. */
  readonly evidence?: EventPayload;
  /** When the form was submitted. Absent: now. */
  readonly at?: Instant;
}

type IsOne<Choice> = [Choice] extends [never]
  ? false
  : [Choice] extends [UnionToIntersection<Choice>]
    ? true
    : false;
type UnionToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/**
 * A form with one ask is agreed to as a whole. For a form with several, the ticked boxes are named.
 */
export type GrantRest<Choice extends string> = string extends Choice
  ? [options?: GrantOptions]
  : IsOne<Choice> extends true
    ? [options?: GrantOptions<Choice>]
    : [options: GrantOptions<Choice> & { readonly choices: readonly Choice[] }];

export interface Granted {
  /**
   * `granted`: the consent is recorded. `asked`: it is recorded as a request, and the mailbox or
   * phone has been asked to confirm. `refused`: the ledger refused it, or nobody could be asked.
   */
  readonly status: "granted" | "asked" | "refused";
  /** Whether a message would be allowed now, by the law of the place. */
  readonly allowed: boolean;
  /** Why not, each as `CODE: rule`. */
  readonly reasons: readonly string[];
  /** Digest of the wording: `/n/<tenant>/<digest>` below the pages shows it. */
  readonly notice: string;
  /** The messages that ask for confirmation, one for each channel. */
  readonly confirmations: readonly Sent[];
}

/** @throws as `Tenant.grant` */
export async function grantByForm(
  deps: AppDependencies & Pick<Publishing, "notice">,
  tenant: TenantId,
  form: Form,
  reference: ContactReference,
  options: GrantOptions = {},
): Promise<Granted> {
  const { consent, engine, settings } = deps;
  const asks = chosenAsks(form, options.choices);
  const { locale = form.locale, evidence, at } = options;
  const wording = noticeOfForm(form, settings.of(tenant).brand, locale);
  const contact = await loadContact(deps, tenant, reference, options);
  const targets = findTargets(contact, asks);
  const templates = new Map(
    form.mode === "double"
      ? targets.map(({ channel }) => [channel, chooseConfirmation(deps, tenant, form, channel)])
      : [],
  );
  const notice = await deps.notice(tenant, wording, options);
  const by = { ids: deps.ids, random: deps.random, now: deps.clock.now() };
  const requests = targets.map((target) => ({
    ...target,
    ...consent.requestConsent(by, {
      contactPoint: target.contactPoint,
      mode: form.mode,
      cells: target.cells,
      notice,
      ...(evidence === undefined ? {} : { payload: evidence }),
      ...(at === undefined ? {} : { at }),
      ...(form.lifetime === undefined ? {} : { lifetime: form.lifetime }),
    }),
  }));
  const drafts = requests.flatMap((request) => request.drafts);
  const { refused } = await engine.record(tenant, drafts, options);
  const confirmations: Sent[] = [];
  for (const { channel, contactPoint, cells, confirmation } of requests) {
    const template = templates.get(channel);
    const [cell] = cells;
    if (confirmation === undefined || template === undefined || cell === undefined) continue;
    if (refused.some(({ id }) => id === confirmation.eventId)) continue;
    const names = asks.map((ask) => said(ask.label ?? form.text, wording.locale));
    const asking = { template, contact: contact.id, contactPoint, cell, confirmation, names };
    confirmations.push(...(await askToConfirm(deps, tenant, asking, options)));
  }
  const decisions = await decideAll(deps, tenant, targets, options);
  const unasked = confirmations.filter(({ decision }) => !decision.allowed);
  const failed = refused.length > 0 || unasked.length > 0;
  return {
    status: failed ? "refused" : form.mode === "double" ? "asked" : "granted",
    allowed: decisions.every(({ allowed }) => allowed),
    reasons: [
      ...refused.map(({ code }) => `${code}: the ledger`),
      ...new Set([...unasked.flatMap(({ reasons }) => reasons), ...decisions.flatMap(reasonLines)]),
    ],
    notice,
    confirmations,
  };
}

export async function askToConfirm(
  deps: Pick<AppDependencies, "engine">,
  tenant: TenantId,
  asking: {
    readonly template: string;
    readonly contact: ContactId;
    /** Only the mailbox that it is about can answer it. */
    readonly contactPoint: ContactPointId;
    readonly cell: Cell;
    readonly confirmation: PendingConfirmation;
    /** What is asked for, in the reader's language. */
    readonly names: readonly string[];
  },
  call: CallOptions,
): Promise<readonly Sent[]> {
  const { template, contact, contactPoint, cell, confirmation, names } = asking;
  const send = {
    ...{ template, contact, contactPoint, id: confirmation.eventId, purpose: cell.purpose },
    ...(cell.topic === undefined ? {} : { topic: cell.topic }),
    messageClass: "confirmation_request",
    data: { request: { ...confirmation, names } },
  } as const;
  return sendAll(deps, tenant, [send], call);
}

/** What is agreed to at one address. */
export interface Target {
  readonly channel: Channel;
  readonly contactPoint: ContactPointId;
  readonly cells: readonly Cell[];
}

function chosenAsks(form: Form, choices: readonly string[] | undefined): readonly FormAsk[] {
  const names = Object.keys(form.asks);
  const chosen = choices ?? (names.length === 1 ? names : []);
  const asks = chosen.flatMap((name) => {
    const ask = Object.hasOwn(form.asks, name) ? form.asks[name] : undefined;
    return ask === undefined ? [] : [ask];
  });
  if (asks.length > 0 && asks.length === chosen.length) return asks;
  throw new InputError("INPUT_CHOICE", "The form has no such box, or none was ticked.", {
    path: "choices",
    remedy: `Name those that the person ticked: ${names.join(", ")}.`,
  });
}

export function findTargets(contact: ContactRecord, asks: readonly FormAsk[]): readonly Target[] {
  const cells = asks.flatMap(listCells);
  const targets = contact.points.flatMap(({ id, channel }): readonly Target[] => {
    const own = cells.filter((cell) => addressChannel(cell.channel) === channel);
    return own.length === 0 ? [] : [{ channel, contactPoint: id, cells: own }];
  });
  if (targets.length > 0) return targets;
  throw new InputError("INPUT_CONTACT_POINT", "The contact has no address the form is about.", {
    path: "contact",
    remedy: "Identify the contact with the address or number that stood in the form.",
  });
}

export function listCells(ask: FormAsk): readonly Cell[] {
  const { purpose, topics, channels = ["email"], activities = ["send"] } = ask;
  const deps = topics?.map((topic) => ({ purpose, topic })) ?? [{ purpose }];
  return channels.flatMap((channel) =>
    activities
      .filter((activity) => isPossible(channel, activity))
      .flatMap((activity) => deps.map((part) => ({ channel, activity, ...part }))),
  );
}

/** A text message has no open that could be tracked, and a call nothing at all. */
function isPossible(channel: ConsentChannel, activity: Activity): boolean {
  if (channel === "call") return activity === "send";
  return channel === "email" || activity !== "track.open";
}

export function chooseConfirmation(
  { templates, settings }: AppDependencies,
  tenant: TenantId,
  form: Form,
  channel: Channel,
): string {
  const { sender } = settings.of(tenant);
  const own =
    channel === "email" ? (form.confirmation ?? sender.confirmation) : sender.smsConfirmation;
  const template = own === undefined ? templates.confirmation(channel) : readTemplateId(own);
  // One that the app does not have is refused before the request is recorded.
  if (template !== undefined && templates.renderer.template(template) !== undefined)
    return template;
  throw noConfirmation("templates");
}

async function decideAll(
  { engine }: AppDependencies,
  tenant: TenantId,
  targets: readonly Target[],
  options: CallOptions,
) {
  const asked = targets.flatMap(({ contactPoint, cells }) =>
    cells.map(({ channel, purpose, topic, activity }) => ({
      ...{ tenant, contactPoint, channel, purpose, activity },
      ...(topic === undefined ? {} : { topic }),
    })),
  );
  return Promise.all(asked.map((question) => engine.decide(question, options)));
}
