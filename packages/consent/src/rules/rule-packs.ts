import { at } from "./packs/at.js";
import { be } from "./packs/be.js";
import { br } from "./packs/br.js";
import { ca } from "./packs/ca.js";
import { ch } from "./packs/ch.js";
import { de } from "./packs/de.js";
import { dk } from "./packs/dk.js";
import { es } from "./packs/es.js";
import { eu } from "./packs/eu.js";
import { fi } from "./packs/fi.js";
import { fr } from "./packs/fr.js";
import { ie } from "./packs/ie.js";
import { is } from "./packs/is.js";
import { it } from "./packs/it.js";
import { lu } from "./packs/lu.js";
import { nl } from "./packs/nl.js";
import { no } from "./packs/no.js";
import { pt } from "./packs/pt.js";
import { se } from "./packs/se.js";
import { strictest } from "./packs/strictest.js";
import { uk } from "./packs/uk.js";
import { usCa } from "./packs/us-ca.js";
import { usEmail } from "./packs/us-email.js";
import { usSms } from "./packs/us-sms.js";
import { world } from "./packs/world.js";
import type { RulePack } from "./rule-row.js";

/**
 * Every pack published here, by id. A gate takes those of the places it sends to; `strictest`
 * speaks where none of them does.
 */
export const rulePacks: readonly RulePack[] = [
  at,
  be,
  br,
  ca,
  ch,
  de,
  dk,
  es,
  eu,
  fi,
  fr,
  ie,
  is,
  it,
  lu,
  nl,
  no,
  pt,
  se,
  strictest,
  uk,
  usCa,
  usEmail,
  usSms,
  world,
];
