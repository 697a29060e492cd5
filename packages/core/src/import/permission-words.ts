import { type DenialFound, denialInSentence } from "./denial-sentence.js";
import { headerKey } from "./header-words.js";

/** What a value says about permission, whatever column it is in. */
export type PermissionWord =
  | { readonly says: "denied"; readonly code: string }
  | { readonly says: "claimed" | "yes" | "no" | "neutral" | "dated" | "unknown" };

export type PermissionSays = PermissionWord["says"];

const unsubscribed = `
  unsubscribed unsubscribe unsub optout optedout abgemeldet abmeldung ausgetragen desabonne
  desabonnee unsubscribes optouts abmeldungen desinscrit desinscrite disiscritto disiscritta baja
  dadodebaja dadadebaja
  uitgeschreven afgemeld descadastrado avregistrerad afmeldt wypisany отписан declined refused
  rejected revoked withdrawn widerrufen widersprochen abgelehnt verweigert refuse revoque
  rechazado revocado rifiutato revocato geweigerd ingetrokken removed deleted geloscht
  supprime eliminado verwijderd cancelled canceled gekundigt annule cancelado cancellato
  inactive inaktiv inactif inactivo inattivo inactief
`;
const bounced = `
  bounced bounce hardbounce hardbounced cleaned undeliverable invalid invalidemail
  unzustellbar ungultig nondelivrable nonvalido invalido ongeldig rebotado rimbalzato held
  onhold onholdbounce temphold
`;
const complained = `
  complained complaint spam spammy spamcomplaint spamreport reportedspam reportedasspam
  markedasspam abuse abused junk beschwerde plainte queja reclamo klacht
`;
const suppressed = `
  suppressed suppression autosuppressed manuallysuppressed blocked blocklisted blocklist
  blacklisted blacklist blacklists banned donotcontact donotemail donotmail dnc noemail noemails
  nomassemails nobulkemails gesperrt blockiert disabled deactivated deaktiviert desactive
  desactivado disattivato archived archiviert quarantined bloque bloqueado bloccato
  geblokkeerd nonmarketingcontact onholdoptout
`;
const unconfirmed = `
  pending unconfirmed notconfirmed unverified unactivated validating waiting needsapproval
  awaitingconfirmation ausstehend unbestatigt nichtbestatigt enattente nonconfirme pendiente
  sinconfirmar inattesa nonconfermato inafwachting onbevestigd transactional nonsubscribed
  notsubscribed neversubscribed notoptedin nichtabonniert nichtangemeldet nichteingetragen
  nonabonne nonabonnee noninscrit noninscrite nosuscrito nosuscrita noniscritto noniscritta
  nietingeschreven nietaangemeld
`;

const lists: readonly (readonly [string, string])[] = [
  ["STATUS_UNSUBSCRIBED", unsubscribed],
  ["STATUS_BOUNCED", bounced],
  ["STATUS_COMPLAINED", complained],
  ["STATUS_SUPPRESSED", suppressed],
  ["STATUS_UNCONFIRMED", unconfirmed],
];
const saying: readonly (readonly ["claimed" | "yes" | "no" | "neutral", string])[] = [
  [
    "claimed",
    `subscribed active confirmed optin optedin doubleoptin singleoptin confirmedoptin angemeldet
  abonniert eingetragen aktiv bestatigt abonne abonnee inscrit inscrite iscritto iscritta
  suscrito suscrita actif activo attivo actief confirme confirmado confermato ingeschreven
  aangemeld bevestigd enabled allowed emailallowed granted given express erteilt zugestimmt regular
  email
  emailsms smsemail explicit`,
  ],
  ["yes", "yes y true t 1 x on ja j wahr oui vrai si sim vero verdadero verdadeiro waar checked"],
  ["no", "no n false f off nein falsch non faux nao falso nee onwaar never nie none null nil na"],
  // Buttondown's types of subscribers, HubSpot's of contacts, Constant Contact's of permission.
  ["neutral", "premium gifted trialed free paid comp marketingcontact implicit"],
];

const words: ReadonlyMap<string, PermissionWord> = new Map<string, PermissionWord>([
  ...saying.flatMap(([says, text]) => split(text).map((word) => [word, { says }] as const)),
  ...lists.flatMap(([code, text]) =>
    split(text).map((word) => [word, { says: "denied", code }] as const),
  ),
]);

/** Words that are a denial in any column, if they are the whole cell. */
const strong: ReadonlySet<string> = new Set(
  split(`
  unsubscribed unsubscribes optout optouts optedout abmeldungen abgemeldet desabonne desabonnee
  desinscrit desinscrite disiscritto disiscritta dadodebaja dadadebaja
  uitgeschreven descadastrado avregistrerad wypisany отписан
  bounced hardbounce hardbounced complained spamcomplaint reportedspam reportedasspam
  markedasspam suppressed blocklisted blocklist blacklisted blacklist dnc donotcontact donotemail
  nomassemails
  nobulkemails`),
);
/** Rules out most cells of a file cheaply. */
const mayBeStrong = new RegExp(
  [
    "unsub|opt.?(?:ed.?)?out|dnc|abgemeld|abmeldungen",
    "d.{1,2}sabonn|d.{1,2}sinscri|disiscri|de.?baja|uitgeschr",
    "descadast|avregist|wypisan|отписан|bounce|complain|spam|suppress|blocklist|blacklist",
    "do.?not.?(?:contact|e.?mail)|no.?(?:mass|bulk)",
  ].join("|"),
  "i",
);

/** Beginnings of longer values: `Unsubscribed (2024-01-02)`, `hard bounce: no such user`. */
const stems: readonly (readonly [RegExp, string])[] = [
  [/complain|spam|abuse/, "STATUS_COMPLAINED"],
  [/(?<!soft)bounce|undeliver|cleaned|unzustell/, "STATUS_BOUNCED"],
  [
    /blacklist|blocklist|suppress|donot(?:contact|e?mail)|no(?:mass|bulk)e?mail/,
    "STATUS_SUPPRESSED",
  ],
  [
    /unsub|optout|optedout|abgemeld|desabonn|desinscri|desuscri|disiscri|debaja|uitgeschr|afgemeld/,
    "STATUS_UNSUBSCRIBED",
  ],
  [/unconfirm|notconfirm|pending/, "STATUS_UNCONFIRMED"],
];

/**
 * Reads one value, and names it for the counts of a report. The name is from the vocabulary, never
 * a person's own text.
 */
export function permissionWord(cell: string): PermissionWord & { readonly name: string | null } {
  const key = headerKey(cell);
  // An unsubscribe link is not a denial.
  if (/^https?:/i.test(cell)) return { says: "neutral", name: null };
  if (key === "") {
    return /[✓✔☑✅]/u.test(cell) ? { says: "yes", name: "yes" } : { says: "no", name: "-" };
  }
  const known = words.get(key);
  if (known !== undefined) return { ...known, name: key };
  // Also `0000-00-00 00:00`, which databases store for a missing date.
  if (/^0+$/.test(key)) return { says: "no", name: "0" };
  if (/^(?:19|20)\d\d$/.test(key)) return { says: "dated", name: null };
  if (/^\d+$/.test(key) && key.length < 6)
    return { says: "unknown", name: key.length < 3 ? key : null };
  const sentence = denialInSentence(cell);
  if (sentence !== null) return { says: "denied", code: sentence.code, name: null };
  if (/^\d{6,}$/.test(key) || /(?:19|20)\d\d/.test(cell.replace(/[^\d\s./:-]+/g, " "))) {
    const stem = stems.find(([pattern]) => pattern.test(key));
    return stem === undefined
      ? { says: "dated", name: null }
      : { says: "denied", code: stem[1], name: null };
  }
  for (const [pattern, code] of stems)
    if (key.length <= 200 && pattern.test(key)) return { says: "denied", code, name: null };
  return { says: "unknown", name: null };
}

/**
 * A denial in a column of something else: the whole cell, one entry of a list, or after a colon or
 * bracket (`status:unsubscribed`). `null` if there is none. Sentences are not searched.
 */
export function denialAnywhere(cell: string): DenialFound | null {
  if (cell.length > 200 || !mayBeStrong.test(cell)) return null;
  for (const part of cell.split(/[,;|\n:()]/)) {
    const key = headerKey(part);
    const word = strong.has(key) ? words.get(key) : undefined;
    if (word?.says === "denied") return { code: word.code, name: key };
  }
  return null;
}

/**
 * The same as {@link denialAnywhere}, or a denial within a sentence: what restricts a row in any
 * column.
 */
export function denialWithin(cell: string): DenialFound | null {
  return denialAnywhere(cell) ?? denialInSentence(cell);
}

function split(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
