import { at } from "./packs/at.js";
import { au } from "./packs/au.js";
import { be } from "./packs/be.js";
import { bg } from "./packs/bg.js";
import { br } from "./packs/br.js";
import { ca } from "./packs/ca.js";
import { ch } from "./packs/ch.js";
import { cz } from "./packs/cz.js";
import { de } from "./packs/de.js";
import { dk } from "./packs/dk.js";
import { ee } from "./packs/ee.js";
import { es } from "./packs/es.js";
import { eu } from "./packs/eu.js";
import { fi } from "./packs/fi.js";
import { fr } from "./packs/fr.js";
import { gr } from "./packs/gr.js";
import { hr } from "./packs/hr.js";
import { hu } from "./packs/hu.js";
import { ie } from "./packs/ie.js";
import { india } from "./packs/in.js";
import { is } from "./packs/is.js";
import { it } from "./packs/it.js";
import { jp } from "./packs/jp.js";
import { kr } from "./packs/kr.js";
import { lt } from "./packs/lt.js";
import { lu } from "./packs/lu.js";
import { lv } from "./packs/lv.js";
import { mx } from "./packs/mx.js";
import { nl } from "./packs/nl.js";
import { no } from "./packs/no.js";
import { nz } from "./packs/nz.js";
import { pl } from "./packs/pl.js";
import { pt } from "./packs/pt.js";
import { ro } from "./packs/ro.js";
import { se } from "./packs/se.js";
import { sg } from "./packs/sg.js";
import { si } from "./packs/si.js";
import { sk } from "./packs/sk.js";
import { strictest } from "./packs/strictest.js";
import { tr } from "./packs/tr.js";
import { uk } from "./packs/uk.js";
import { usCa } from "./packs/us-ca.js";
import { usEmail } from "./packs/us-email.js";
import { usSms } from "./packs/us-sms.js";
import { world } from "./packs/world.js";
import { za } from "./packs/za.js";
import type { RulePack } from "./rule-row.js";

/**
 * Every pack published here, by id. A gate takes those of the places it sends to; `strictest`
 * speaks where none of them does.
 */
export const rulePacks: readonly RulePack[] = [
  at,
  au,
  be,
  bg,
  br,
  ca,
  ch,
  cz,
  de,
  dk,
  ee,
  es,
  eu,
  fi,
  fr,
  gr,
  hr,
  hu,
  ie,
  india,
  is,
  it,
  jp,
  kr,
  lt,
  lu,
  lv,
  mx,
  nl,
  no,
  nz,
  pl,
  pt,
  ro,
  se,
  sg,
  si,
  sk,
  strictest,
  tr,
  uk,
  usCa,
  usEmail,
  usSms,
  world,
  za,
];
