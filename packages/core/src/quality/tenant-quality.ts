import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { MailDomainAnswer, MailDomains } from "../ports/mail-domains.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { type AppliedProposal, applyProposal, type QualityDependencies } from "./apply-proposal.js";
import { type ContactActivity, type ContactFindings, contactFindings } from "./contact-findings.js";
import type { PartialProfile } from "./partial-profile.js";
import { type ProfileOptions, ProfileTally } from "./profile-tally.js";
import { type ContactProposal, type ProposalOptions, proposeChanges } from "./propose-changes.js";
import { finishProfile, type QualityProfile } from "./quality-profile.js";

/** How contacts are looked at. The app supplies schema and clock. */
export interface QualityOptions extends Omit<ProfileOptions, "schema" | "now"> {
  /**
   * Where a person's last opening or click is read: of all messages to each contact, or only of the
   * record's last day of opening, which reads less. Default: `messages`.
   */
  readonly activity?: "messages" | "record";
  /** Asks DNS whether domains take mail. Absent: nobody is asked. */
  readonly mailDomains?: MailDomains;
}

/** How good the data of one tenant's contacts is. Nothing here changes anything but `apply`. */
export interface TenantQuality {
  /**
   * Looks at all contacts, page by page, and says what is missing, wrong and old, by field, source
   * and month. Its memory does not grow with the number of contacts. Holds ids as examples, and no
   * values but those asked for.
   * @example
   * const profile = await acme.quality.profile();
   * console.log(profile.grade?.letter, profile.findings);
   */
  profile(options?: QualityOptions, call?: CallOptions): Promise<QualityProfile>;
  /**
   * The same for a part of the contacts, for a night's work in several goes: put the parts together
   * with `mergeProfiles` and `finishProfile`. `next` is where to go on; `null`: this was the last.
   * `contacts` is rounded up to whole pages of 200. Default: 10,000.
   * @example
   * const parts: PartialProfile[] = [];
   * let after: string | null = null;
   * do {
   *   const slice = await acme.quality.slice({ after });
   *   parts.push(slice.partial);
   *   after = slice.next;
   * } while (after !== null);
   * const profile = finishProfile(mergeProfiles(parts));
   */
  slice(
    part?: { readonly after?: string | null; readonly contacts?: number },
    options?: QualityOptions,
    call?: CallOptions,
  ): Promise<{ readonly partial: PartialProfile; readonly next: string | null }>;
  /**
   * What there is to look at, contact by contact: mistyped and dead domains, roles, stale contacts,
   * personal data in free fields. Contacts without findings are left out.
   * @example
   * for await (const { contact, findings } of acme.quality.findings()) console.log(contact, findings);
   */
  findings(options?: QualityOptions, call?: CallOptions): AsyncIterable<ContactFindings>;
  /**
   * How names, countries and spaces could be written better, contact by contact. Nothing is changed
   * before {@link TenantQuality.apply}.
   * @example
   * for await (const proposal of acme.quality.proposals()) {
   *   if (await colleague.agrees(proposal.changes)) await acme.quality.apply(proposal);
   * }
   */
  proposals(options?: ProposalOptions, call?: CallOptions): AsyncIterable<ContactProposal>;
  /**
   * Makes those of the proposed changes whose value is still the one that was seen, in one
   * transaction. Of a contact that is gone nothing is applied.
   * @throws InputError `INPUT_ATTRIBUTES` for attributes that the schema refuses
   */
  apply(proposal: ContactProposal, call?: CallOptions): Promise<AppliedProposal>;
}

const pageSize = 200;
const questionsAtOnce = 16;

/**
 * The verbs that look at one tenant's contacts.
 * @example
 * const quality = tenantQuality({ store, clock, schema }, tenantId("acme"));
 * console.log((await quality.profile()).grade);
 */
export function tenantQuality(deps: QualityDependencies, tenant: TenantId): TenantQuality {
  const { store, clock, schema } = deps;
  const slice: TenantQuality["slice"] = async (part = {}, options = {}, call = {}) => {
    const tally = new ProfileTally();
    const { after: first = null, contacts = 10_000 } = part;
    const { activity, mailDomains, ...rest } = options;
    const now = clock.now();
    let after = first;
    let looked = 0;
    do {
      const place = after === null ? {} : { after };
      const page = await store.readContacts({ tenant, limit: pageSize, ...place }, call);
      for (const { contact, ...found } of await lookAt(page.items, options, call))
        tally.add(contact, { ...rest, ...found, schema, now });
      looked += page.items.length;
      after = page.next;
    } while (after !== null && looked < contacts);
    return { partial: tally.write(), next: after };
  };

  const lookAt = async (
    contacts: readonly ContactRecord[],
    { activity = "messages", mailDomains }: QualityOptions,
    call: CallOptions,
  ) => {
    const domains = await answersOf(mailDomains, contacts, call);
    const read = await Promise.all(
      contacts.map((contact) =>
        activity === "record" ? undefined : readActivity(deps, contact, call),
      ),
    );
    return contacts.map((contact, index) => {
      const acted = read[index];
      const mailDomain = domains.get(domainOf(contact) ?? "");
      return {
        contact,
        ...(acted === undefined ? {} : { activity: acted }),
        ...(mailDomain === undefined ? {} : { mailDomain }),
      };
    });
  };

  return {
    slice,
    profile: async (options, call) => {
      const whole = { contacts: Number.POSITIVE_INFINITY };
      return finishProfile((await slice(whole, options, call)).partial);
    },
    findings: async function* (options = {}, call = {}) {
      const { activity, mailDomains, ...rest } = options;
      const now = clock.now();
      let after: string | null = null;
      do {
        const place: { readonly after?: string } = after === null ? {} : { after };
        const page = await store.readContacts({ tenant, limit: pageSize, ...place }, call);
        for (const { contact, ...found } of await lookAt(page.items, options, call)) {
          const all = contactFindings(contact, { ...rest, ...found, now });
          if (all.findings.length > 0) yield all;
        }
        after = page.next;
      } while (after !== null);
    },
    proposals: async function* (options, call) {
      let after: string | null = null;
      do {
        const place: { readonly after?: string } = after === null ? {} : { after };
        const page = await store.readContacts({ tenant, limit: pageSize, ...place }, call);
        for (const contact of page.items) {
          const proposal = proposeChanges(contact, options);
          if (proposal.changes.length > 0) yield proposal;
        }
        after = page.next;
      } while (after !== null);
    },
    apply: (proposal, call) => applyProposal(deps, tenant, proposal, call),
  };
}

function domainOf({ points }: ContactRecord): string | undefined {
  const address = points.find(({ channel }) => channel === "email")?.address;
  return address?.slice(address.lastIndexOf("@") + 1);
}

/** A few questions at a time; one that fails is one that nobody answered. */
async function answersOf(
  mailDomains: MailDomains | undefined,
  contacts: readonly ContactRecord[],
  call: CallOptions,
): Promise<ReadonlyMap<string, MailDomainAnswer>> {
  const answers = new Map<string, MailDomainAnswer>();
  if (mailDomains === undefined) return answers;
  const domains = [...new Set(contacts.flatMap((contact) => domainOf(contact) ?? []))];
  for (let at = 0; at < domains.length; at += questionsAtOnce) {
    call.signal?.throwIfAborted();
    const some = domains.slice(at, at + questionsAtOnce);
    const said = await Promise.allSettled(some.map((domain) => mailDomains.lookUp(domain, call)));
    for (const [index, domain] of some.entries()) {
      const answer = said[index];
      answers.set(domain, answer?.status === "fulfilled" ? answer.value : "unknown");
    }
  }
  return answers;
}

const needs = { events: {}, messages: null, consent: false, memberships: false, enrolled: false };

/** `undefined`: the contact was erased in the meantime, or its messages cannot be read. */
async function readActivity(
  { store, clock }: QualityDependencies,
  { tenant, id: contact }: ContactRecord,
  call: CallOptions,
): Promise<ContactActivity | undefined> {
  try {
    const facts = await store.readFacts({ tenant, now: clock.now(), contact, needs }, call);
    if (facts === null) return undefined;
    const times = facts.messages.map(({ openedAt, clickedAt }) =>
      Math.max(openedAt ?? 0, clickedAt ?? 0),
    );
    const sent = facts.messages.map(({ sentAt }) => sentAt ?? 0);
    return { humanAt: latest(times), sentAt: latest(sent) };
  } catch (error) {
    if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return undefined;
    throw error;
  }
}

function latest(times: readonly number[]): number | null {
  const last = times.reduce((a, b) => Math.max(a, b), 0);
  return last === 0 ? null : last;
}
