import type { EventPayload } from "@wellsent/consent";
import type {
  Activity,
  CallOptions,
  ConsentChannel,
  ConsentDraft,
  Instant,
  TenantId,
} from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";

export interface WithdrawOptions extends CallOptions {
  /** Kept beside the ledger, and destroyed on erasure: how it reached you. */
  readonly evidence?: EventPayload;
  readonly at?: Instant;
}

export interface Withdrawn {
  /** Whether it is on record for every address it is about. */
  readonly recorded: boolean;
  readonly refused: readonly { readonly code: string }[];
}

export interface WithdrawalScope {
  readonly purpose?: string;
  readonly topic?: string;
  readonly channel?: ConsentChannel;
  readonly activity?: Activity;
}

export async function withdrawAll(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  scope: WithdrawalScope,
  { evidence, at, ...call }: WithdrawOptions,
): Promise<Withdrawn> {
  const contact = await loadContact(deps, tenant, reference, call);
  const by = { ids: deps.ids, random: deps.random, now: deps.clock.now() };
  const wanted = scope.channel === undefined ? undefined : addressChannel(scope.channel);
  const points = contact.points.filter(({ channel }) => (wanted ?? channel) === channel);
  const drafts = points.map(
    ({ id }): ConsentDraft =>
      deps.consent.withdrawConsent(by, {
        contactPoint: id,
        scope,
        method: "api",
        ...(evidence === undefined ? {} : { payload: evidence }),
        ...(at === undefined ? {} : { at }),
      }),
  );
  const { refused } = await deps.engine.record(tenant, drafts, call);
  return {
    recorded: drafts.length > 0 && refused.length === 0,
    refused: refused.map(({ code }) => ({ code })),
  };
}
