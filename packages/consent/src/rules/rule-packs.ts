import { au } from "./packs/au.js";
import { bg } from "./packs/bg.js";
import { br } from "./packs/br.js";
import { ca } from "./packs/ca.js";
import { cz } from "./packs/cz.js";
import { de } from "./packs/de.js";
import { ee } from "./packs/ee.js";
import { eu } from "./packs/eu.js";
import { fr } from "./packs/fr.js";
import { gr } from "./packs/gr.js";
import { hr } from "./packs/hr.js";
import { hu } from "./packs/hu.js";
import { india } from "./packs/in.js";
import { it } from "./packs/it.js";
import { jp } from "./packs/jp.js";
import { kr } from "./packs/kr.js";
import { lt } from "./packs/lt.js";
import { lv } from "./packs/lv.js";
import { mx } from "./packs/mx.js";
import { nz } from "./packs/nz.js";
import { pl } from "./packs/pl.js";
import { ro } from "./packs/ro.js";
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
  au,
  bg,
  br,
  ca,
  cz,
  de,
  ee,
  eu,
  fr,
  gr,
  hr,
  hu,
  india,
  it,
  jp,
  kr,
  lt,
  lv,
  mx,
  nz,
  pl,
  ro,
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
