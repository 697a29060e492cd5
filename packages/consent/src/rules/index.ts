export { type AgedRule, agedRules } from "./aged-rules.js";
export { type BasisResult, freshUntil } from "./consent-basis.js";
export { defineRules } from "./define-rules.js";
export {
  explainRules,
  explainRulesText,
  type RuleInWords,
  type RulesExplanation,
  type RulesQuestion,
} from "./explain-rules.js";
export {
  allowed,
  type BasisFindings,
  type DecisionFinding,
  deferred,
  denied,
  precedence,
} from "./finding.js";
export {
  helpWords,
  hintSigns,
  hintWords,
  politeSigns,
  politeWords,
  readWords,
  startWords,
  stopWords,
  type Words,
} from "./keyword-words.js";
export { declaredAs, type LegalCase, type TenantReview } from "./legal-case.js";
export type { Organization } from "./organization.js";
export { diffRules, overrideRules, type RulesDifference } from "./override-rules.js";
export { atRules } from "./packs/at.js";
export { auRules } from "./packs/au.js";
export { beRules } from "./packs/be.js";
export { bgRules } from "./packs/bg.js";
export { brRules } from "./packs/br.js";
export { caRules } from "./packs/ca.js";
export { chRules } from "./packs/ch.js";
export { czRules } from "./packs/cz.js";
export { deRules } from "./packs/de.js";
export { dkRules } from "./packs/dk.js";
export { eeRules } from "./packs/ee.js";
export { esRules } from "./packs/es.js";
export { euRules } from "./packs/eu.js";
export { fiRules } from "./packs/fi.js";
export { frRules } from "./packs/fr.js";
export { grRules } from "./packs/gr.js";
export { hrRules } from "./packs/hr.js";
export { huRules } from "./packs/hu.js";
export { ieRules } from "./packs/ie.js";
export { inRules } from "./packs/in.js";
export { isRules } from "./packs/is.js";
export { itRules } from "./packs/it.js";
export { jpRules } from "./packs/jp.js";
export { krRules } from "./packs/kr.js";
export { ltRules } from "./packs/lt.js";
export { luRules } from "./packs/lu.js";
export { lvRules } from "./packs/lv.js";
export { mxRules } from "./packs/mx.js";
export { nlRules } from "./packs/nl.js";
export { noRules } from "./packs/no.js";
export { nzRules } from "./packs/nz.js";
export { plRules } from "./packs/pl.js";
export { ptRules } from "./packs/pt.js";
export { roRules } from "./packs/ro.js";
export { seRules } from "./packs/se.js";
export { sgRules } from "./packs/sg.js";
export { siRules } from "./packs/si.js";
export { skRules } from "./packs/sk.js";
export { strictestRules } from "./packs/strictest.js";
export { trRules } from "./packs/tr.js";
export { ukRules } from "./packs/uk.js";
export { usCaRules } from "./packs/us-ca.js";
export { usCallRules } from "./packs/us-call.js";
export { usEmailRules } from "./packs/us-email.js";
export { usSmsRules } from "./packs/us-sms.js";
export { worldRules } from "./packs/world.js";
export { zaRules } from "./packs/za.js";
export { afterPeriod, beforePeriod, endOfPeriod, isPeriod } from "./period.js";
export type { Plan } from "./plan.js";
export { cellAsked } from "./plan-table.js";
export type { Place, Regime } from "./regime.js";
export { periodWords, recipientWords, rowWords } from "./row-words.js";
export { type RuleBook, ruleBook, rulesDigest } from "./rule-book.js";
export { rulePackSchema } from "./rule-pack-schema.js";
export { rulePacks } from "./rule-packs.js";
export type {
  OrganizationKind,
  RuleCounsel,
  RuleKind,
  RulePack,
  RuleParams,
  RuleRow,
  SourceKind,
} from "./rule-row.js";
