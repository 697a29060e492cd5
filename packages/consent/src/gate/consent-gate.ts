import type {
  ConsentGate,
  ConsentQuestion,
  ContactPointConsent,
  Decision,
  TenantId,
} from "@wellsent/core";
import { DefinitionError } from "@wellsent/core/errors";
import {
  type ConfirmationLimits,
  type DecisionRules,
  decide,
  defineReviews,
  type ReviewPolicy,
  type SubjectFlag,
  standingDenials,
} from "../decide/index.js";
import { type Sha256, sha256 } from "../hash/index.js";
import { headMatchesSize, treeHasher } from "../merkle/index.js";
import { agedRules, isPeriod, type Organization, type RulePack, ruleBook } from "../rules/index.js";
import { addressProjection } from "../state/index.js";
import { fingerprintKeyId, type SuppressionKeys } from "../suppression/index.js";
import { appendDrafts } from "./append.js";
import { caseOpened } from "./claimed-cases.js";
import { consentState } from "./consent-state.js";
import { deliveryDrafts } from "./delivery-drafts.js";
import { pointsMerged } from "./merge-events.js";
import {
  defineSoftBounces,
  type SoftBouncePolicy,
  softBounceStreak,
} from "./soft-bounce-policy.js";

export interface ConsentGateOptions {
  readonly rules: readonly RulePack[];
  /** What holds for people of whom nobody knows where they are. There is one answer. */
  readonly unknown?: "strictest";
  /** Makes the keyed fingerprints that outlive an address. */
  readonly keys: SuppressionKeys;
  /** The origin of a tenant's log, as its checkpoints name it. Without scheme or spaces. */
  readonly log?: (tenant: string) => string;
  /** Purposes there are, with all below them; a question about another is refused. Absent: any. */
  readonly purposes?: readonly string[];
  /** Processors with an agreement in force. Absent: the register is not kept here. */
  readonly processors?: readonly string[];
  /** Digests of wordings that no longer carry a grant. */
  readonly supersededNotices?: readonly string[];
  readonly confirmations?: ConfirmationLimits;
  /** When bounces that are not for good end the mail to an address. `ignore`: never. */
  readonly softBounces?: Partial<SoftBouncePolicy> | "ignore";
  /** How long consents count without renewal, beside what the law says. */
  readonly reviews?: readonly ReviewPolicy[];
  /** What the host knows about the person behind a question. MUST be pure. */
  readonly flags?: (question: ConsentQuestion) => readonly SubjectFlag[];
  /**
   * What the tenant is and which of its purposes are charitable or concern the recipients'
   * profession. Absent: a business without such purposes. MUST be pure.
   */
  readonly organization?: Organization | ((tenant: TenantId) => Organization);
  /**
   * ISO 8601 period after which a rule that nobody has verified again is reported by the gate's
   * `findings`. Default: `P1Y`. It stays in force all the same.
   */
  readonly verifyRulesAfter?: string;
  /** The platform's own, where it is faster. */
  readonly sha256?: Sha256;
}

/**
 * The consent gate of the engine: rules in, decisions and log entries out. Holds no state beside
 * compiled rules.
 *
 * @throws DefinitionError `DEFINITION_RULES_*` for packs that contradict themselves or are missing;
 * `DEFINITION_REVIEW`; `DEFINITION_SOFT_BOUNCES`.
 * @example
 * const consent = consentGate({ rules: [euRules], keys });
 */
export function consentGate(options: ConsentGateOptions): ConsentGate {
  if (options.rules.length === 0) {
    throw new DefinitionError("DEFINITION_RULES_NONE", "The consent gate was given no rules.", {
      path: "rules",
      remedy: "Pass the packs of the places you write to, such as rules: [eu, de].",
    });
  }
  const { verifyRulesAfter = "P1Y" } = options;
  if (!isPeriod(verifyRulesAfter)) {
    throw new DefinitionError("DEFINITION_RULES_PERIOD", "This is no ISO 8601 calendar period.", {
      path: "verifyRulesAfter",
      remedy: "Write P1Y, P6M or a combination.",
    });
  }
  const { purposes, processors, supersededNotices, confirmations, reviews } = options;
  const { flags, organization, keys } = options;
  const rules: DecisionRules = {
    book: ruleBook(options.rules),
    ...(purposes === undefined ? {} : { purposes }),
    ...(processors === undefined ? {} : { processors }),
    ...(supersededNotices === undefined ? {} : { supersededNotices }),
    ...(confirmations === undefined ? {} : { confirmations }),
    ...(reviews === undefined ? {} : { reviews: defineReviews(reviews) }),
  };
  const softBounces =
    options.softBounces === "ignore" ? null : defineSoftBounces(options.softBounces);
  const hasher = treeHasher(options.sha256 ?? sha256);
  const log = options.log ?? ((tenant: string) => `wellsent/${tenant}`);
  const answer = (question: ConsentQuestion, known: ContactPointConsent): Decision =>
    decide(
      question,
      {
        projection: addressProjection(known),
        suppressions: known.suppressions,
        logSize: known.logSize,
        ...(flags === undefined ? {} : { flags: flags(question) }),
        ...(organization === undefined
          ? {}
          : {
              organization:
                typeof organization === "function" ? organization(question.tenant) : organization,
            }),
      },
      rules,
    );
  return {
    specVersion: 1,
    id: `consent:${rules.book.id}`,
    decide: answer,
    readConsentState: (question, facts) =>
      consentState(question, addressProjection(facts) ?? null, answer(question, facts)),
    listDenials: (facts, entries, at) => {
      const known = addressProjection(facts);
      return known === undefined ? [] : standingDenials(known, facts.suppressions, entries, at);
    },
    append: (state, drafts) =>
      appendDrafts(state, drafts, {
        log,
        hasher,
        ...(confirmations === undefined ? {} : { limits: confirmations }),
      }),
    listPoints: pointsMerged,
    claimIn: caseOpened,
    headFits: headMatchesSize,
    fingerprints: (channel, address) => keys.fingerprints(channel, address),
    keyChecks: keys.checks,
    readKeyId: (fingerprint) => fingerprintKeyId(fingerprint) || null,
    retiredKeys: keys.retired ?? [],
    findings: (at) =>
      agedRules(rules.book.packs, at, verifyRulesAfter).map(
        ({ pack, rule, cite, verifiedOn, ageDays }) => ({
          code: "RULE_UNVERIFIED",
          path: `${pack}.${rule}`,
          rule: cite,
          since: Date.parse(verifiedOn),
          ageDays,
        }),
      ),
    draftsFor: (event, contactPoint, history) =>
      deliveryDrafts(
        event,
        contactPoint,
        history === undefined || softBounces === null
          ? undefined
          : softBounceStreak(event, history, softBounces),
      ),
  };
}
