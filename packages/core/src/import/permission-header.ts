import { headerKey, headerTargets } from "./header-words.js";

export type PermissionTarget = "status" | "unsubscribed" | "subscribed";

/** Parts of a name under which something else than a permission is kept. */
const notPermission =
  / (?:url|uri|link|href|token|hash|uuid|id|page|rate|score|percent|template|source|form|ip|plan|tier|price|expiry|expires?|renewal|paid|payment|amount|currency|interval|product|stripe|referr?er|soft) /;
/** Names a denial is known by, though one of the parts above is in it: `UNSUB_CAMPAIGN_ID`. */
const despite = / unsub campaign | clean campaign /;
/** Channels that are not mail: what is denied there is not denied here. */
const phoneChannel =
  / (?:sms|phone|phones|telephone|mobile|call|calls|calling|text messages?|telefon|anruf) /;
const otherChannel = / (?:fax|push|whatsapp|trade|postal|messenger|web) /;
const mail = / (?:e ?mails?|newsletters?|mails?|mailings?|all) /;

const denial = new RegExp(
  [
    / unsub/,
    / opt(?:ed|s|ing)? ?outs? /,
    / (?:do not|dont|never) (?:e ?mail|mail|contact|send|solicit|call|phone|sms|text)/,
    / dnc | black ?list| block ?list| suppress| hold /,
    / bounce[ds]? |bouncecount | complain| spam | abuse | cleaned | clean (?:time|date|campaign) /,
    / no (?:bulk|mass|e ?mails?|mails?|newsletters?|marketing|contact) | excluded? (?:from )?(?:campaigns?|mailings?|e ?mails?|newsletters?) /,
    / (?:e ?mails?|mails?|mailings?|newsletters?|subscribers?|subscription|user|contact|notifications?) (?:is |are )?(?:disabled|deactivated|blocked|suspended|off|cancell?ed) /,
    / deactivated | subscription (?:cancelled|canceled|ended) /,
    / abmelde| abgemeld| austrag| ausgetrag| gesperrt | (?:e ?mail|mail|werbe|newsletter) ?sperre | (?:werbe|mail)sperre /,
    / widerspr| widerruf| keine? (?:werbung|mails?|e mails?|newsletter) | nicht (?:kontaktieren|anschreiben|mailen) /,
    / desabonn| desinscri| ne pas (?:contacter|envoyer|solliciter) | opposition /,
    / desuscri| darse de baja | baja | no (?:contactar|enviar|molestar) /,
    / disiscri| non (?:contattare|inviare) | cancellazione | revoca /,
    / uitgeschr| uitschrij| afgemeld| afmeld| niet (?:mailen|contacteren|benaderen) /,
    / descadast| avregist| wypis| отпис/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

const grant = new RegExp(
  [
    / subscribe[drs]* | subscri(?:ption|ber)s? | opt(?:ed|s)? ?ins? | optins? | double opt/,
    / consent| permission| newsletters? | mailable | emailable | contactable | mail marketing /,
    / accept(?:s|ed)? (?:\w+ )*(?:marketing|e ?mails?|mails?|newsletters?) /,
    / marketing (?:e ?mails?|allowed|ok|preference|contact|status) /,
    / (?:can|may|allows?|allowed|receives?|wants?|send|gets?) (?:be |to )?(?:e ?mail|mail|newsletter|marketing|contact|promo)/,
    / e ?mail(?:ing)?s? (?:is )?(?:allowed|enabled|ok|active|preferences?) | gdpr | dsgvo | rgpd /,
    / confirmed | einwillig| zustimm| werbeerlaubnis | werbung erlaubt | angemeldet | anmeldestatus | abonn/,
    / werbung | werbemails? | angeschrieben | anschreiben /,
    / inscri| consentement| iscri| consenso | suscri| consentimiento | ingeschreven | aangemeld | toestemming | assinante /,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** What somebody did with a mail is no permission, nor how often or when it was sent. */
const notGrant =
  / (?:open|opens|opened|click|clicks|clicked|sent|last|received|count|number|frequency|campaign|campaigns|format|version) /;

const statusPart = / (?:status|state|type|stato|estado|statut|statuses|zustand) /;
const statusOf =
  / (?:subscri\w*|e ?mail|mail|mailing|marketing|newsletter|list|global|member|contact|consent|permission|opt|optin|abonn\w*|inscri\w*|iscri\w*|suscri\w*|dnc|recipient|empfanger) /;
/** `Subscriber type`, but not `Contact type`. */
const typeOf = / (?:subscri\w*|consent|permission|opt|optin) /;

/** Names known as a whole that the parts would not find, or would get wrong. */
const whole: ReadonlyMap<string, PermissionTarget | null> = new Map([
  ...["active", "isactive", "activated", "enabled", "aktiv", "confirmed", "emailactive"].map(
    (key) => [key, "subscribed"] as const,
  ),
  // Rock's e-mail preference: 0 everything, 1 no mass mail, 2 nothing.
  ...["deactivated", "blocked", "globalunsubscribe", "emailpreference"].map(
    (key) => [key, "unsubscribed"] as const,
  ),
  // Substack: whether somebody pays.
  ["activesubscription", null] as const,
]);

/**
 * What a column's name says about permission: what a "yes" in it would mean, and whether the name
 * is known as a whole (`sure`) or by its parts. `null`: nothing.
 */
export function permissionHeader(
  column: string,
): { readonly target: PermissionTarget; readonly sure: boolean } | null {
  const key = headerKey(column);
  const known = headerTargets.get(key);
  if (known === "status" || known === "unsubscribed" || known === "subscribed")
    return { target: known, sure: true };
  if (known !== undefined) return null;
  const named = whole.get(key);
  if (named !== undefined) return named === null ? null : { target: named, sure: false };
  const text = partsOf(column);
  if (channelOf(column) !== "mail") return null;
  const target = targetOf(text) ?? targetOfOneWord(text.trim());
  return target === null ? null : { target, sure: false };
}

/** Which channel a column speaks of; mail where it does not say. */
export function channelOf(column: string): "mail" | "phone" | "other" {
  const text = partsOf(column);
  if (mail.test(text)) return "mail";
  return phoneChannel.test(text) ? "phone" : otherChannel.test(text) ? "other" : "mail";
}

/** What a "yes" below a name means that speaks of permission for text messages or calls. */
export function phonePermission(column: string): PermissionTarget | null {
  if (channelOf(column) !== "phone") return null;
  const text = partsOf(column);
  return targetOf(text) ?? (/ marketing | status /.test(text) ? "status" : null);
}

function targetOf(text: string): PermissionTarget | null {
  if (notPermission.test(text) && !despite.test(text)) return null;
  if (denial.test(text)) return "unsubscribed";
  if (statusPart.test(text) && (/ type /.test(text) ? typeOf : statusOf).test(text))
    return "status";
  return grant.test(text) && !notGrant.test(text) ? "subscribed" : null;
}

const runTogether: readonly (readonly [RegExp, PermissionTarget])[] = [
  [
    /unsub|opt(?:ed|s)?out|donot(?:e?mail|contact|send)|blacklist|blocklist|suppress|bounced|abgemeldet|desabonn|desinscri|disiscri|uitgeschr|debaja|mail(?:ing)?s?(?:disabled|blocked)|excludedfrom/,
    "unsubscribed",
  ],
  [
    /subscri\w*(?:status|state|type)|(?:mail|marketing|newsletter|optin|consent|global|list|member)status/,
    "status",
  ],
  [
    /subscri|opt(?:ed|s)?in|newsletter|consent|permission|accepts\w*mail|einwillig|angeschrieben/,
    "subscribed",
  ],
];

/** Names written without anything between their parts, such as `emailoptedout`. */
function targetOfOneWord(word: string): PermissionTarget | null {
  if (
    /\s/.test(word) ||
    /^(?:sms|phone|mobile|call|fax|push)|soft|(?:url|uri|link|token|hash|id|ip|source|plan|tier|count|rate)$/.test(
      word,
    )
  )
    return null;
  return runTogether.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/** What a yes in a column of denials means, by the column's name. */
export function denialCode(column: string): string {
  const key = headerKey(column);
  if (/unsub|opt(?:ed)?out/.test(key)) return "STATUS_UNSUBSCRIBED";
  if (/complain|spam|abuse/.test(key)) return "STATUS_COMPLAINED";
  if (/bounce|clean|onhold/.test(key)) return "STATUS_BOUNCED";
  return /blacklist|blocklist|suppress/.test(key) ? "STATUS_SUPPRESSED" : "STATUS_UNSUBSCRIBED";
}

/** ` has opted out of email `: lower case, without marks, one space around every part. */
function partsOf(column: string): string {
  const plain = column
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("ß", "ss")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return ` ${plain} `;
}
