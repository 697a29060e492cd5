import { unicodePattern } from "../unicode-pattern.js";
import { headerKey, headerTargets } from "./header-words.js";

const marks = unicodePattern("\\p{M}+", "gu");
const humps = unicodePattern("(\\p{Ll})(\\p{Lu})", "gu");
const lastCapitals = unicodePattern("(\\p{Lu})(\\p{Lu}\\p{Ll})", "gu");
const betweenWords = unicodePattern("[^\\p{L}\\p{N}]+", "gu");

export type PermissionTarget = "status" | "unsubscribed" | "subscribed";

/** Parts of names of columns that are not about permission. */
const notPermission = parts(`
  _url_ _uri_ _link_ _href_ _token_ _hash_ _uuid_ _id_ _page_ _rate_ _score_ _percent_
  _template_ _source_ _form_ _ip_ _plan_ _tier_ _price_ _expiry_ _expires?_ _renewal_ _paid_
  _payment_ _amount_ _currency_ _interval_ _product_ _stripe_ _referr?er_ _soft_
`);
/** Names of denials that contain one of the parts above, such as `UNSUB_CAMPAIGN_ID`. */
const despite = / unsub campaign | clean campaign /;
/** Channels other than mail, whose denials do not apply to mail. */
const phoneChannel = parts(`
  _sms_ _phone_ _phones_ _telephone_ _mobile_ _call_ _calls_ _calling_ _text_messages?_
  _telefon_ _anruf_
`);
const otherChannel = parts(`
  _fax_ _push_ _whatsapp_ _trade_ _postal_ _messenger_ _web_
`);
const mail = parts(`
  _e_?mails?_ _newsletters?_ _mails?_ _mailings?_ _all_
`);

const denial = parts(String.raw`
  _unsub _opt(?:ed|s|ing)?_?outs?_
  _(?:do_not|dont|never)_(?:e_?mail|mail|contact|send|solicit|call|phone|sms|text) _dnc_
  _black_?list _block_?list _suppress _hold_ _bounce[ds]?_ bouncecount_ _complain _spam_ _abuse_
  _cleaned_ _clean_(?:time|date|campaign)_
  _no_(?:bulk|mass|e_?mails?|mails?|newsletters?|marketing|contact)_
  _excluded?_(?:from_)?(?:campaigns?|mailings?|e_?mails?|newsletters?)_
  _(?:e_?)?(?:mail|mailing|newsletter)s?_(?:is_|are_)?(?:disabled|deactivated|blocked|off)_
  _(?:e_?)?mail_suspended_
  _(?:subscriber|user|contact|notification)s?_(?:is_|are_)?(?:disabled|deactivated|blocked|off)_
  _subscription_(?:is_)?(?:disabled|deactivated|suspended|off|cancell?ed)_
  _deactivated_ _subscription_ended_ _abmelde _abgemeld _austrag
  _ausgetrag _gesperrt_ _(?:e_?mail|mail|werbe|newsletter|kontakt)_?sperre_ _robinson
  _(?:marketing|e_?mail)_suspended_ _e_?mail_invalid_
  _widerspr _widerruf _keine?_(?:werbung|mails?|e_mails?|newsletter)_
  _nicht_(?:kontaktieren|anschreiben|mailen)_ _desabonn _desinscri
  _ne_(?:\w+_)?pas_(?:\w+_)*(?:contacter|envoyer|solliciter|e?_?mails?|newsletter|recevoir)_
  _refus_ _liste_noire_ _opposition_ _desuscri _darse_de_baja_ _baja_ _lista_ne(?:gra|ra)_
  _no_(?:desea_|quiere_)?(?:contactar|enviar|molestar|recibir)_ _disiscri
  _non_(?:desidera_|vuole_)?(?:contattare|inviare|ricevere|e_?mail|newsletter)_ _cancellazione_
  _revoca_ _uitgeschr _uitschrij _afgemeld _afmeld _niet_(?:mailen|contacteren|benaderen)_
  _geen_(?:nieuwsbrie(?:f|ven)|e?_?mail(?:ing)?s?|reclame)_
  _descadast _avregist _wypis _отпис
`);

const grant = parts(String.raw`
  _subscribe[drs]*_ _subscri(?:ption|ber)s?_ _opt(?:ed|s)?_?ins?_ _optins?_ _double_opt _consent
  _permission _newsletters?_ _mailable_ _emailable_ _contactable_ _mail_marketing_
  _accept(?:s|ed)?_(?:\w+_)*(?:marketing|e_?mails?|mails?|newsletters?)_
  _marketing_(?:e_?mails?|allowed|ok|preference|contact|status)_
  _(?:can|may|allows?|allowed)_(?:be_|to_)?(?:e_?mail|mail|newsletter|marketing|contact|promo)
  _ok_to_(?:e_?mail|mail|contact)_ _e_?mail_marketing_ _nieuwsbrie _boletin _infolettre_
  _lettre_d_information_ _(?:mailing|newsletter|e_?mail|mail|kontakt)s?_erlaubt_
  _(?:receives?|wants?|send|gets?)_(?:to_)?(?:e_?mail|mail|newsletter|marketing|contact|promo)
  _e_?mail(?:ing)?s?_(?:is_)?(?:allowed|enabled|ok|active|preferences?)_ _gdpr_ _dsgvo_ _rgpd_
  _confirmed_ _einwillig _zustimm _werbeerlaubnis_ _werbung_erlaubt_ _angemeldet_
  _anmeldestatus_ _abonn _werbung_ _werbemails?_ _angeschrieben_ _anschreiben_ _inscri
  _consentement _iscri _consenso_ _suscri _consentimiento_ _ingeschreven_ _aangemeld_
  _toestemming_ _assinante_
`);

/** What a person did with a mail is no permission, and neither is how often or when it was sent. */
const notGrant = parts(`
  _open_ _opens_ _opened_ _click_ _clicks_ _clicked_ _sent_ _last_ _received_ _count_ _number_
  _frequency_ _campaign_ _campaigns_ _format_ _version_
`);

const statusPart = parts(`
  _status_ _state_ _type_ _stato_ _estado_ _statut_ _statuses_ _zustand_
`);
const statusName = parts(String.raw`
  _subscri\w*_ _e_?mail_ _mail_ _mailing_ _marketing_ _newsletter_ _list_ _global_ _member_
  _contact_ _consent_ _permission_ _opt_ _optin_ _abonn\w*_ _inscri\w*_ _iscri\w*_ _suscri\w*_
  _dnc_ _recipient_ _empfanger_
`);
/** Matches `Subscriber type`, but not `Contact type`. */
const typeName = parts(String.raw`
  _subscri\w*_ _consent_ _permission_ _opt_ _optin_
`);

/** Complete names that the parts would miss or misread. */
const whole: ReadonlyMap<string, PermissionTarget | null> = new Map([
  ...["active", "isactive", "activated", "enabled", "aktiv", "confirmed", "emailactive"].map(
    (key) => [key, "subscribed"] as const,
  ),
  // Rock's e-mail preference: 0 is everything, 1 no mass mail, 2 nothing.
  ...["deactivated", "blocked", "globalunsubscribe", "emailpreference"].map(
    (key) => [key, "unsubscribed"] as const,
  ),
  // Substack: whether the person pays.
  ["activesubscription", null] as const,
]);

/**
 * What the name of a column says about permission: the meaning of a "yes" in it, and whether the
 * complete name is known (`sure`) or only parts of it. `null`: nothing.
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
  const text = splitHeader(column);
  if (headerChannel(column) !== "mail") return null;
  const target = findTarget(text) ?? oneWordTarget(text.trim());
  return target === null ? null : { target, sure: false };
}

/** The channel of a column; mail if its name mentions none. */
export function headerChannel(column: string): "mail" | "phone" | "other" {
  const text = splitHeader(column);
  if (mail.test(text)) return "mail";
  return phoneChannel.test(text) ? "phone" : otherChannel.test(text) ? "other" : "mail";
}

/** The meaning of a "yes" in a column about permission for text messages or calls. */
export function phonePermission(column: string): PermissionTarget | null {
  if (headerChannel(column) !== "phone") return null;
  const text = splitHeader(column);
  return findTarget(text) ?? (/ marketing | status /.test(text) ? "status" : null);
}

function findTarget(text: string): PermissionTarget | null {
  if (notPermission.test(text) && !despite.test(text)) return null;
  if (denial.test(text)) return "unsubscribed";
  if (statusPart.test(text) && (/ type /.test(text) ? typeName : statusName).test(text))
    return "status";
  return grant.test(text) && !notGrant.test(text) ? "subscribed" : null;
}

const runTogether: readonly (readonly [RegExp, PermissionTarget])[] = [
  [
    parts(`
  unsub opt(?:ed|s)?out donot(?:e?mail|contact|send) blacklist blocklist suppress bounced
  abgemeldet desabonn desinscri disiscri uitgeschr debaja mail(?:ing)?s?(?:disabled|blocked)
  excludedfrom
`),
    "unsubscribed",
  ],
  [
    parts(String.raw`
  subscri\w*(?:status|state|type)
  (?:mail|marketing|newsletter|optin|consent|global|list|member)status
`),
    "status",
  ],
  [
    parts(String.raw`
  subscri opt(?:ed|s)?in newsletter consent permission accepts\w*mail einwillig angeschrieben
`),
    "subscribed",
  ],
];
/** Like {@link notPermission} and the other channels, for names written as one word. */
const notTogether = parts(`
  ^(?:sms|phone|mobile|call|fax|push) soft
  (?:url|uri|link|token|hash|id|ip|source|plan|tier|count|rate)$
`);

/** For names without separators between their parts, such as `emailoptedout`. */
function oneWordTarget(word: string): PermissionTarget | null {
  if (word.includes(" ") || notTogether.test(word)) return null;
  return runTogether.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/** The code for a yes in a column of denials, by the column's name. */
export function denialCode(column: string): string {
  const key = headerKey(column);
  if (/unsub|opt(?:ed)?out/.test(key)) return "STATUS_UNSUBSCRIBED";
  if (/complain|spam|abuse/.test(key)) return "STATUS_COMPLAINED";
  if (/bounce|clean|onhold/.test(key)) return "STATUS_BOUNCED";
  return /blacklist|blocklist|suppress/.test(key) ? "STATUS_SUPPRESSED" : "STATUS_UNSUBSCRIBED";
}

/** ` has opted out of email `: lower case, without accents, one space around every part. */
function splitHeader(column: string): string {
  const plain = column
    .normalize("NFKD")
    .replace(marks(), "")
    .replaceAll("ß", "ss")
    .replace(humps(), "$1 $2")
    .replace(lastCapitals(), "$1 $2")
    .toLowerCase()
    .replace(betweenWords(), " ")
    .trim();
  return ` ${plain} `;
}

/**
 * Builds one pattern from many, separated by white space; `_` matches the gap between parts of a
 * name.
 */
function parts(text: string): RegExp {
  return new RegExp(text.trim().split(/\s+/).join("|").replaceAll("_", " "));
}

const event =
  "(?:double)?opt(?:ed)?in|doi|confirm(?:ed|ation)?|consent|signup|subscri(?:bed?|ption)|permission" +
  "|einwilligung|anmeldung|angemeldet|bestatig(?:t|ung)|inscription|consentement|consenso|iscrizione";
const record =
  "time|date|at|on|am|um|datum|zeit|zeitpunkt|timestamp|ip|ipaddress|ipadresse|url|source|form|method";
const evidence = new RegExp(`^(?:email|mail|newsletter)?(?:${event})(?:${record})$`);

/**
 * Whether a column may hold a record of how people agreed: when (`OPTIN_TIME`, `CONFIRM_TIME`),
 * from which address (`OPTIN_IP`, `CONFIRM_IP`), on which form. Only a person can tell whether it
 * is one.
 */
export function evidenceHeader(column: string): boolean {
  return headerChannel(column) === "mail" && evidence.test(headerKey(column));
}
