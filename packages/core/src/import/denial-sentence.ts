import { unicodePattern } from "../unicode-pattern.js";

const marks = unicodePattern("\\p{M}+", "gu");
const betweenLetters = unicodePattern("[^\\p{L}]+", "gu");

/** A denial, and the word of the vocabulary under which a report may count it. */
export interface DenialFound {
  readonly code: string;
  readonly name: string;
}

const mail = `(e )?(mail|mails|mailing|mailings)|email|emails|newsletter|newsletters|news`;
const promotion = "marketing|messages|promotions|offers|advertising|advertisements|ads|spam";
const anyMail = `${mail}|${promotion}`;

/**
 * By code and name: phrases separated by commas, folded as cells are. `*` matches any ending of a
 * word, `~` up to four words. Words that are too common (“cancelled”, “removed”) count only next to
 * a word for mail.
 */
const phrases: readonly (readonly [code: string, name: string, text: string])[] = [
  [
    "STATUS_COMPLAINED",
    "complained",
    `spam complaint*, (marked|reported|flagged) ~ spam, complained ~ (${mail}|spam)`,
  ],
  ["STATUS_BOUNCED", "bounced", "(?<! soft) bounced, hard bounce*, hardbounce*, undeliverable"],
  [
    "STATUS_SUPPRESSED",
    "do not contact",
    `(do not|dont|never|must not) (contact|mail|email|e mail|write), dnc, donot(contact|mail|email),
    (do not|dont|never) send ~ (${anyMail}), not (to )?be (contacted|mailed|emailed|written to),
    (never|not) ~ (wants|want|wish|wishes) to be contacted, leave (me|us|him|her|them) alone`,
  ],
  [
    "STATUS_SUPPRESSED",
    "blocklist",
    "blocklist*, blacklist*, block listed, black listed, suppressed, suppression list, robinson list*, robinsonlist*",
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "unsubscribed",
    `unsub*, (opt|opts|opted|opting) outs?, optouts?, optedout,
    (no longer|not|never|dont|doesnt|didnt) (want|wants|wish|wishes|like|interested) ~
    (${anyMail}|contact|contacted), (stop|stops) ~ (${anyMail}|emailing|contacting),
    (remove|removed|delete|deleted) ~ (list|lists|mailing|mailings|newsletter|newsletters),
    (take|taken|took) ~ off ~ (list|lists|mailing|newsletter), take (me|us|him|her|them) off,
    no (more|further) ~ (${anyMail}|contact), no (emails|mailings|newsletters?|marketing),
    (withdraw*|withdrew|revoke*) ~ (consent|permission), (consent|permission) ~ (withdrawn|revoked),
    (object|objects|objected) to ~ (${anyMail}),
    (cancel|cancels|canceled|cancelled) ~ (newsletters?|mailings?|mailing list|email subscription)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "abgemeldet",
    `abgemeld*, abmeld*, abbestell*, ausgetragen, austragen, melde(t|te|n)? (sich|mich) ~ ab,
    (keine|keinerlei|keinen) ~ (werbung|werbemails?|mails|emails|newsletter|mailings|werbepost),
    nicht (mehr )?(anschreiben|angeschrieben|kontaktieren|kontaktiert|mailen|anmailen),
    (einwilligung|zustimmung) ~ (widerrufen|zuruckgezogen), widerr(uf*|ief) ~ (einwilligung|werbung),
    werbewiderspruch*, widersp(rochen|ruch|richt|rach) ~ (werbung|werblich*|newsletter|mails),
    (werbung|newsletter|mails) ~ (widersprochen|gekundigt|storniert), newsletter ~ kundigen`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "désabonné",
    `desabonn*, desinscri*, ne (veut|veux|souhaite|desire) (plus|pas) ~
    (e mails?|mails?|emails?|courriels?|newsletters?|publicites?|recevoir|contactee?),
    ne (pas|plus) ~ (contacter|recevoir|envoyer|ecrire|solliciter),
    (pas|plus) de (newsletters?|mails|emails|courriels|pub|publicite|mailings?)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "dado de baja",
    `(darse|darme|dar|dado|dada|dio|di|dese|causo|causar) de baja, desuscri*,
    baja ~ (boletin|newsletter|lista), cancel* ~ (suscripcion|boletin), no (quiere|quiero|desea|deseo)
    ~ (recibir|correos?|mails?|emails?|boletin|newsletter|publicidad), no (contactar|enviar|escribir)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "disiscritto",
    `disiscri*, cancella* ~ (newsletter|iscrizione|lista), non (vuole|vuol|voglio|desidera|desidero) ~
    (ricevere|mail|email|newsletter|pubblicita|comunicazioni), non (contattare|inviare|scrivere)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "descadastrado",
    `descadastr*, cancel* ~ (inscricao|newsletter), nao (quer|quero|deseja|desejo) ~
    (receber|emails?|e mails?|newsletter|publicidade), nao (contactar|contatar|enviar)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "uitgeschreven",
    `uitgeschr*, uitschrij*, afgemeld*, afmeld*, niet (meer )?(mailen|contacteren|benaderen),
    geen ~ (mails|emails|nieuwsbrief|nieuwsbrieven|reclame|mailings|mail meer)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "avregistrerad",
    `avregistr*, avanmal*, avprenumer*, (vill|onskar) inte ~ (mejl|mail|e post|epost|nyhetsbrev|reklam),
    inga fler ~ (mejl|mail|utskick|nyhetsbrev)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "afmeldt",
    `frameld*, frabedt*, avmeld*, meldt (sig|seg) ~ (fra|ud|af|av), (onsker|vil) ikke ~
    (mails?|e post|epost|nyhedsbrev|nyhetsbrev|reklamer?|kontaktes)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "peruttu",
    `(peru*) ~ (tilaus|tilauksen|uutiskirje*), ei ~ halua* ~
    (sahkoposti*|uutiskirje*|viesteja|mainoksia|postia), poist* ~ postituslistalta`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "wypisany",
    `wypisa*, wypisz*, wypisuj*, (rezygn*|zrezygn*) ~ (newsletter*|subskrypcj*|mailing*),
    nie (chce|zyczy) ~ (maili|mailingu|newsletter*|wiadomosci|reklam), nie (wysylac|kontaktowac|pisac)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "odhlášen",
    `odhlas*, nechce ~ (maily|emaily|mejly|newsletter*|zpravy|spravy|dostavat|zasilat),
    (neposilat|nezasilat|neposielat|nezasielat|nekontaktovat)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "leiratkozott",
    `leiratkoz*, lemond* ~ hirlevel*, nem (ker|kivan|szeretne|akar) ~ (hirlevel*|emailt|mailt|levelet)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "dezabonat",
    "dezabon*, nu (mai )?(doreste|vrea) ~ (mailuri|emailuri|newsletter*|mesaje|primeasca)",
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "απεγγραφή",
    "απεγγρα*, διαγραφ* ~ (newsletter|λιστα), δεν (θελει|επιθυμει) ~ (email*|μηνυματα|newsletter*)",
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "abonelikten çıktı",
    "abonelikten ~ (cik*|ayril*), abonelig* ~ iptal*, (posta|mail|email|bulten) ~ istemiyor*",
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "отписан",
    `отпис*, не (хочет|хочу|желает) ~ (писем|письма|рассыл*|получать), отказ* от ~ рассыл*,
    не (писать|присылать|отправлять|беспокоить)`,
  ],
  [
    "STATUS_UNSUBSCRIBED",
    "відписаний",
    "відпис*, не (хоче|бажає) ~ (листів|листи|розсил*|отримувати), відмов* від ~ розсил*",
  ],
];

/** For scripts that write words together or attach letters to them. */
const together = `إلغاء الاشتراك|ألغى الاشتراك|ألغى اشتراكه|ألغت اشتراكها|ביטול הרשמה|ביטל הרשמה|הסר מהרשימה|
הסירו מהרשימה|退订|退訂|取消订阅|取消訂閱|拒收|配信停止|登録解除|配信解除|購読解除|配信不要|수신거부|수신 거부|
구독취소|구독 취소|구독해지|구독 해지`;

const patterns: readonly (readonly [RegExp, DenialFound])[] = [
  ...phrases.map(
    ([code, name, text]) =>
      [new RegExp(`(?:${compiled(text)})(?= )`, "u"), { code, name }] as const,
  ),
  [
    new RegExp(fold(together.replace(/\n/g, "")), "u"),
    { code: "STATUS_UNSUBSCRIBED", name: "unsubscribed" },
  ],
];
const any = new RegExp(patterns.map(([{ source }]) => source).join("|"), "u");

/**
 * The denial within a sentence, in the languages above; `null` if there is none. A negation does
 * not cancel it: “not unsubscribed” is ambiguous, and in doubt the import restricts. Links and
 * addresses are not sentences.
 */
export function denialInSentence(cell: string): DenialFound | null {
  // Most cells of a file are numbers, dates and codes; this rules them out cheaply.
  if (!/[a-z]{3}|[^\x20-\x7e\s]/i.test(cell)) return null;
  const text = foldSentence(cell);
  if (text.length < 4 || !any.test(text)) return null;
  return patterns.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** ` hat sich abgemeldet `: folded, with one space around every word. */
function foldSentence(cell: string): string {
  const text = /[@/]/.test(cell)
    ? cell
        .split(/\s+/)
        .filter((word) => !isLink(word))
        .join(" ")
    : cell;
  return ` ${fold(text)
    .replace(/['’`´]/g, "")
    .replace(betweenLetters(), " ")
    .trim()} `;
}

/** An address, or a link such as `shop.example/unsubscribe` with or without a scheme. */
function isLink(word: string): boolean {
  const slash = word.indexOf("/");
  const host = word.slice(0, Math.max(0, slash));
  return word.includes("@") || word.includes("://") || host.slice(1).includes(".");
}

function compiled(text: string): string {
  const led = text.split(",").map((phrase) => {
    const words = phrase.trim().replace(/\s+/g, " ");
    return words.startsWith("(?<!") ? words : ` ${words}`;
  });
  return fold(led.join("|")).replaceAll(" ~", "(?: \\p{L}+){0,4}").replaceAll("*", "\\p{L}*");
}

/** Lower case without accents; Korean is kept in syllables. */
function fold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is plain as it is.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(marks(), "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("ı", "i");
}
