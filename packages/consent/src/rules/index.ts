export { type AgedRule, agedRules } from "./aged-rules.js";
export { defineRules } from "./define-rules.js";
export {
  explainRules,
  explainRulesText,
  type RuleInWords,
  type RulesExplanation,
  type RulesQuestion,
  type WayInWords,
} from "./explain-rules.js";
export {
  helpWords,
  hintSigns,
  hintWords,
  politeSigns,
  politeWords,
  startWords,
  stopWords,
  type Words,
} from "./keyword-words.js";
export { declares, isOfKind, type Organization } from "./organization.js";
export { diffRules, overrideRules, type RulesDifference } from "./override-rules.js";
export { at } from "./packs/at.js";
export { au } from "./packs/au.js";
export { be } from "./packs/be.js";
export { bg } from "./packs/bg.js";
export { br } from "./packs/br.js";
export { ca } from "./packs/ca.js";
export { ch } from "./packs/ch.js";
export { cz } from "./packs/cz.js";
export { de } from "./packs/de.js";
export { dk } from "./packs/dk.js";
export { ee } from "./packs/ee.js";
export { es } from "./packs/es.js";
export { eu } from "./packs/eu.js";
export { fi } from "./packs/fi.js";
export { fr } from "./packs/fr.js";
export { gr } from "./packs/gr.js";
export { hr } from "./packs/hr.js";
export { hu } from "./packs/hu.js";
export { ie } from "./packs/ie.js";
export { india } from "./packs/in.js";
export { is } from "./packs/is.js";
export { it } from "./packs/it.js";
export { jp } from "./packs/jp.js";
export { kr } from "./packs/kr.js";
export { lt } from "./packs/lt.js";
export { lu } from "./packs/lu.js";
export { lv } from "./packs/lv.js";
export { mx } from "./packs/mx.js";
export { nl } from "./packs/nl.js";
export { no } from "./packs/no.js";
export { nz } from "./packs/nz.js";
export { pl } from "./packs/pl.js";
export { pt } from "./packs/pt.js";
export { ro } from "./packs/ro.js";
export { se } from "./packs/se.js";
export { sg } from "./packs/sg.js";
export { si } from "./packs/si.js";
export { sk } from "./packs/sk.js";
export { strictest } from "./packs/strictest.js";
export { tr } from "./packs/tr.js";
export { uk } from "./packs/uk.js";
export { usCa } from "./packs/us-ca.js";
export { usEmail } from "./packs/us-email.js";
export { usSms } from "./packs/us-sms.js";
export { world } from "./packs/world.js";
export { za } from "./packs/za.js";
export { afterPeriod, beforePeriod, endOfPeriod, isPeriod } from "./period.js";
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
