import type { Cell } from "@wellsent/consent";
import type { CallOptions, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import type { Form, FormAsk } from "./form.js";
import {
  askToConfirm,
  chooseConfirmation,
  findTargets,
  listCells,
  type Target,
} from "./granting.js";
import { loadLedger } from "./peers.js";
import type { Sent } from "./sending.js";
import { said } from "./wording.js";

export interface RemindOptions extends CallOptions {
  /** The language of the names in the message. Default: the form's own. */
  readonly locale?: string;
}

export interface Reminded {
  /** Whether a message that asks once more was queued. */
  readonly reminded: boolean;
  /** Why not, each as `CODE: rule`. */
  readonly reasons: readonly string[];
  /** The messages that ask, one for each channel. */
  readonly confirmations: readonly Sent[];
}

/** @throws as `Tenant.remind` */
export async function remindByForm(
  deps: AppDependencies,
  tenant: TenantId,
  form: Form,
  reference: ContactReference,
  { locale = form.locale, ...call }: RemindOptions,
): Promise<Reminded> {
  const asks: readonly FormAsk[] = Object.values(form.asks);
  const contact = await loadContact(deps, tenant, reference, call);
  const confirmations: Sent[] = [];
  const reasons: string[] = [];
  for (const target of findTargets(contact, asks)) {
    const template = chooseConfirmation(deps, tenant, form, target.channel);
    const asked = await renewed(deps, tenant, form, target, call);
    if ("reason" in asked) {
      reasons.push(asked.reason);
      continue;
    }
    const { cells, confirmation } = asked;
    const [cell] = cells;
    if (cell === undefined || confirmation === undefined) continue;
    const { contactPoint } = target;
    const names = nameOpenAsks(form, asks, cells, locale);
    const asking = { template, contact: contact.id, contactPoint, cell, confirmation, names };
    confirmations.push(...(await askToConfirm(deps, tenant, asking, call)));
  }
  reasons.push(...confirmations.flatMap((sent) => sent.reasons));
  const reminded = confirmations.some(({ queued }) => queued);
  return { reminded, reasons: [...new Set(reasons)], confirmations };
}

/** The request on record once more, or why there is none. */
async function renewed(
  { consent, engine, ids, random, clock }: AppDependencies,
  tenant: TenantId,
  { reminders = 0 }: Form,
  { contactPoint, cells }: Target,
  call: CallOptions,
) {
  const { projectionFromJson } = await loadLedger();
  const by = { ids, random, now: clock.now() };
  const known = await engine.store.readConsent({ tenant, contactPoint }, call);
  const projection = known === null ? undefined : projectionFromJson(known.projection);
  const renewal = projection && consent.renewRequest(by, projection, { contactPoint, cells });
  if (renewal === undefined) return { reason: "NO_REQUEST: nothing waits for a confirmation" };
  if (renewal.attempt > reminders + 1) return { reason: "REMINDER_LIMIT: the form's reminders" };
  const counted = await engine.record(tenant, [renewal.reminder], call);
  const [refusal] = counted.refused;
  if (refusal !== undefined) return { reason: `${refusal.code}: the ledger` };
  if (counted.entries.length === 0)
    return { reason: "REMINDER_LIMIT: another call reminds at this moment" };
  const { refused } = await engine.record(tenant, renewal.drafts, call);
  const [fault] = refused;
  return fault === undefined ? renewal : { reason: `${fault.code}: the ledger` };
}

function nameOpenAsks(
  { text }: Form,
  asks: readonly FormAsk[],
  open: readonly Cell[],
  locale: string,
): readonly string[] {
  return asks
    .filter((ask) => listCells(ask).some((cell) => open.some((one) => isSame(cell, one))))
    .map(({ label }) => said(label ?? text, locale));
}

function isSame(a: Cell, b: Cell): boolean {
  return (
    a.purpose === b.purpose &&
    a.topic === b.topic &&
    a.channel === b.channel &&
    a.activity === b.activity
  );
}
