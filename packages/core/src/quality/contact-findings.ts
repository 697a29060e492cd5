import { parseEmailAddress } from "../addresses/index.js";
import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { MailDomainAnswer } from "../ports/mail-domains.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { contactFields, type FieldKinds, fieldText, kindReader } from "./contact-fields.js";
import {
  findPersonalData,
  type PersonalDataFinding,
  type PersonalDataOptions,
} from "./find-personal-data.js";
import { type ProposalOptions, proposeChanges } from "./propose-changes.js";

export type FindingCode =
  | "NO_ADDRESS"
  | "ROLE_ADDRESS"
  | "DISPOSABLE_ADDRESS"
  | "DOMAIN_TYPO_SUSPECTED"
  | "DOMAIN_REFUSES_MAIL"
  | "DOMAIN_WITHOUT_MAIL"
  | "DOMAIN_MISSING"
  | "STALE_CONTACT"
  | "NAME_CASE"
  | "COUNTRY_NAME"
  | "SPACES"
  | "PERSONAL_DATA";

/** Something to look at in one contact. A signal, never a refusal: nothing is blocked by it. */
export interface ContactFinding {
  readonly code: FindingCode;
  /** The field, such as `email` or `attributes.notes.0`. */
  readonly path: string;
  /** Of `DOMAIN_TYPO_SUSPECTED`: the domain that may have been meant. */
  readonly domain?: string;
  /** Of `PERSONAL_DATA`: what stands in the text, and where. */
  readonly personalData?: readonly PersonalDataFinding[];
}

/** What a person did, and what was sent to them. */
export interface ContactActivity {
  /** The last open or click that is not known to be a machine's; `null`: none. */
  readonly humanAt: Instant | null;
  /** The last message that was accepted for them; `null`: none. */
  readonly sentAt: Instant | null;
}

export interface FindingOptions extends ProposalOptions {
  readonly fields?: FieldKinds;
  readonly now: Instant;
  /** Whether a domain hands out throw-away mailboxes. Default: a short built-in list. */
  readonly isDisposable?: (domain: string) => boolean;
  /** Days without a person's open or click after which a contact is stale. Default: 365. */
  readonly staleAfterDays?: number;
  /** Attributes that are read for personal data. Default: all texts without a kind of their own. */
  readonly freeFields?: readonly string[];
  readonly personalData?: PersonalDataOptions;
  /** What DNS said of the domain of the contact's address, where it was asked. */
  readonly mailDomain?: MailDomainAnswer;
  /** Absent: only the last day of opening counts that the record has. */
  readonly activity?: ContactActivity;
}

export interface ContactFindings {
  readonly contact: ContactId;
  readonly findings: readonly ContactFinding[];
}

const day = 86_400_000;
const dead: Readonly<Partial<Record<MailDomainAnswer, FindingCode>>> = {
  refuses: "DOMAIN_REFUSES_MAIL",
  none: "DOMAIN_WITHOUT_MAIL",
  missing: "DOMAIN_MISSING",
};

/**
 * What there is to look at in one contact: its address, whether anybody reads, how names are
 * written, personal data in free fields. Pure; changes nothing.
 *
 * A contact is stale where a message was sent to it in the last `staleAfterDays` days, and its last
 * human open or click, or if there is none its creation, is older than that. Without `activity`
 * only the record's last day of opening is asked. Whoever permits no tracking shows no activity, so
 * being stale is a reason to ask, never one to delete.
 */
export function contactFindings(contact: ContactRecord, options: FindingOptions): ContactFindings {
  const findings: ContactFinding[] = [...addressFindings(contact, options)];
  const stale = isStale(contact, options);
  if (stale) findings.push({ code: "STALE_CONTACT", path: "" });
  for (const { path, code } of proposeChanges(contact, options).changes)
    findings.push({ code, path });
  findings.push(...freeTextFindings(contact, options));
  return { contact: contact.id, findings };
}

function* addressFindings(
  { points }: ContactRecord,
  { isDisposable, mailDomain }: FindingOptions,
): Generator<ContactFinding> {
  if (points.length === 0) yield { code: "NO_ADDRESS", path: "" };
  const address = points.find(({ channel }) => channel === "email")?.address;
  const email = address === undefined ? null : parseEmailAddress(address);
  if (email?.ok !== true) return;
  const path = "email";
  if (email.role) yield { code: "ROLE_ADDRESS", path };
  const disposable = isDisposable === undefined ? email.disposable : isDisposable(email.domain);
  if (disposable) yield { code: "DISPOSABLE_ADDRESS", path };
  const { suggestion } = email;
  if (suggestion !== undefined)
    yield {
      ...{ code: "DOMAIN_TYPO_SUSPECTED", path },
      domain: suggestion.slice(suggestion.lastIndexOf("@") + 1),
    };
  const code = mailDomain === undefined ? undefined : dead[mailDomain];
  if (code !== undefined) yield { code, path };
}

/** The end of the last day of opening, in UTC; `null` where the record has none. */
function lastOpenDay({ lastOpenDay: text }: ContactRecord): Instant | null {
  const at = text === undefined ? Number.NaN : Date.parse(`${text}T23:59:59.999Z`);
  return Number.isNaN(at) ? null : at;
}

/** When a person last opened or clicked; `null`: never; `undefined`: nobody knows. */
export function lastHumanAt(
  contact: ContactRecord,
  activity: ContactActivity | undefined,
): Instant | null | undefined {
  const opened = lastOpenDay(contact);
  if (activity === undefined) return opened ?? undefined;
  if (opened === null || activity.humanAt === null) return activity.humanAt ?? opened;
  return Math.max(opened, activity.humanAt);
}

function isStale(
  contact: ContactRecord,
  { activity, now, staleAfterDays = 365 }: FindingOptions,
): boolean {
  const human = lastHumanAt(contact, activity);
  if (human === undefined) return false;
  const since = now - staleAfterDays * day;
  const wasSent = activity === undefined || (activity.sentAt !== null && activity.sentAt > since);
  return wasSent && (human ?? contact.createdAt) <= since;
}

function* freeTextFindings(
  contact: ContactRecord,
  { fields, freeFields, personalData = {} }: FindingOptions,
): Generator<ContactFinding> {
  const kindOf = kindReader(fields);
  for (const { path, kind, value } of contactFields(contact, [], kindOf)) {
    const name = path.replace(/^attributes\./, "");
    const isRead =
      name !== path && (freeFields === undefined ? kind === "text" : freeFields.includes(name));
    if (!isRead || value === undefined) continue;
    for (const [place, text] of textsIn(value, path)) {
      const { findings } = findPersonalData(text, personalData);
      if (findings.length > 0) yield { code: "PERSONAL_DATA", path: place, personalData: findings };
    }
  }
}

const deepest = 8;
const mostTexts = 200;

/** The texts of a value, also in lists and objects, with their paths. */
function textsIn(value: JsonValue, path: string): readonly (readonly [string, string])[] {
  const texts: (readonly [string, string])[] = [];
  const visit = (inner: JsonValue, at: string, depth: number): void => {
    if (texts.length >= mostTexts || depth > deepest || inner === null) return;
    const text = fieldText(inner);
    if (text !== null) texts.push([at, text]);
    else if (typeof inner === "object")
      for (const [key, member] of Object.entries(inner)) visit(member, `${at}.${key}`, depth + 1);
  };
  visit(value, path, 0);
  return texts;
}
