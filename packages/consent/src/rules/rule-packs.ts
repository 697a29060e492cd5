import { br } from "./packs/br.js";
import { ca } from "./packs/ca.js";
import { de } from "./packs/de.js";
import { eu } from "./packs/eu.js";
import { fr } from "./packs/fr.js";
import { it } from "./packs/it.js";
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
  br,
  ca,
  de,
  eu,
  fr,
  it,
  strictest,
  uk,
  usCa,
  usEmail,
  usSms,
  world,
];
