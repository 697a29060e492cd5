import { atRules } from "./packs/at.js";
import { auRules } from "./packs/au.js";
import { beRules } from "./packs/be.js";
import { bgRules } from "./packs/bg.js";
import { brRules } from "./packs/br.js";
import { caRules } from "./packs/ca.js";
import { chRules } from "./packs/ch.js";
import { czRules } from "./packs/cz.js";
import { deRules } from "./packs/de.js";
import { dkRules } from "./packs/dk.js";
import { eeRules } from "./packs/ee.js";
import { esRules } from "./packs/es.js";
import { euRules } from "./packs/eu.js";
import { fiRules } from "./packs/fi.js";
import { frRules } from "./packs/fr.js";
import { grRules } from "./packs/gr.js";
import { hrRules } from "./packs/hr.js";
import { huRules } from "./packs/hu.js";
import { ieRules } from "./packs/ie.js";
import { inRules } from "./packs/in.js";
import { isRules } from "./packs/is.js";
import { itRules } from "./packs/it.js";
import { jpRules } from "./packs/jp.js";
import { krRules } from "./packs/kr.js";
import { ltRules } from "./packs/lt.js";
import { luRules } from "./packs/lu.js";
import { lvRules } from "./packs/lv.js";
import { mxRules } from "./packs/mx.js";
import { nlRules } from "./packs/nl.js";
import { noRules } from "./packs/no.js";
import { nzRules } from "./packs/nz.js";
import { plRules } from "./packs/pl.js";
import { ptRules } from "./packs/pt.js";
import { roRules } from "./packs/ro.js";
import { seRules } from "./packs/se.js";
import { sgRules } from "./packs/sg.js";
import { siRules } from "./packs/si.js";
import { skRules } from "./packs/sk.js";
import { strictestRules } from "./packs/strictest.js";
import { trRules } from "./packs/tr.js";
import { ukRules } from "./packs/uk.js";
import { usCaRules } from "./packs/us-ca.js";
import { usCallRules } from "./packs/us-call.js";
import { usEmailRules } from "./packs/us-email.js";
import { usSmsRules } from "./packs/us-sms.js";
import { worldRules } from "./packs/world.js";
import { zaRules } from "./packs/za.js";
import type { RulePack } from "./rule-row.js";

/**
 * Every pack published here, by id. A gate takes those of the places it sends to; `strictestRules`
 * speaks where none of them does.
 */
export const rulePacks: readonly RulePack[] = [
  atRules,
  auRules,
  beRules,
  bgRules,
  brRules,
  caRules,
  chRules,
  czRules,
  deRules,
  dkRules,
  eeRules,
  esRules,
  euRules,
  fiRules,
  frRules,
  grRules,
  hrRules,
  huRules,
  ieRules,
  inRules,
  isRules,
  itRules,
  jpRules,
  krRules,
  ltRules,
  luRules,
  lvRules,
  mxRules,
  nlRules,
  noRules,
  nzRules,
  plRules,
  ptRules,
  roRules,
  seRules,
  sgRules,
  siRules,
  skRules,
  strictestRules,
  trRules,
  ukRules,
  usCaRules,
  usCallRules,
  usEmailRules,
  usSmsRules,
  worldRules,
  zaRules,
];
