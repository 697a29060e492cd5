/**
 * Mailbox providers with many users, as bait for typing errors. Real neighbours belong here, too:
 * `mail.com` is no misspelt `gmail.com`.
 */
const providers = `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com
icloud.com me.com mac.com aol.com aim.com mail.com email.com gmx.com gmx.net gmx.de web.de t-online.de freenet.de arcor.de
posteo.de mailbox.org proton.me protonmail.com fastmail.com zoho.com hey.com orange.fr wanadoo.fr laposte.net sfr.fr free.fr
libero.it virgilio.it tiscali.it alice.it telefonica.net comcast.net verizon.net sbcglobal.net bellsouth.net charter.net
earthlink.net cox.net btinternet.com sky.com talktalk.net bluewin.ch yandex.ru yandex.com rambler.ru mail.ru qq.com
naver.com daum.net rediffmail.com uol.com.br terra.com.br shaw.ca rogers.com sympatico.ca bigpond.com optusnet.com.au`;

export const knownDomains: ReadonlySet<string> = new Set(providers.split(/\s+/));

/** Endings that do not exist and are next to one that does. */
export const misspeltEndings: Readonly<Record<string, string>> = {
  con: "com",
  cmo: "com",
  ocm: "com",
  comm: "com",
  coom: "com",
  vom: "com",
  xom: "com",
  nte: "net",
  ent: "net",
  ner: "net",
  ogr: "org",
  rog: "org",
};

/**
 * Providers that have one domain only: `gmail.co` is always a typing error, `yahoo.co` may not be.
 */
export const singleDomainNames: ReadonlySet<string> = new Set(["gmail", "icloud"]);

/**
 * A start, not a list: pass a maintained one (CC0: disposable-email-domains) as
 * `disposableDomains`.
 */
export const disposableDomains: ReadonlySet<string> = new Set(
  `10minutemail.com dispostable.com fakeinbox.com getnada.com guerrillamail.com guerrillamail.net mailcatch.com maildrop.cc
mailinator.com mailnesia.com mintemail.com moakt.com sharklasers.com temp-mail.org tempmail.com throwawaymail.com
trashmail.com trashmail.de wegwerfmail.de yopmail.com yopmail.fr`.split(/\s+/),
);

/**
 * Mailboxes of a function, not of a person: RFC 2142 and what else is common. Nobody's consent
 * reaches them by itself.
 */
export const roleNames: ReadonlySet<string> = new Set(
  `abuse accounting accounts admin administrator all billing bookings buchhaltung careers compliance contact contacto contatti
customerservice datenschutz devnull donotreply dpo enquiries everyone feedback finance ftp hello help helpdesk hostmaster hr
info inquiries investors invoices it jobs kontakt legal mail mailer-daemon marketing media news newsletter no-reply nobody noc
noreply office orders post postmaster presse press privacy registrar reservations root sales security service shop spam staff
subscribe support sysadmin tech team unsubscribe usenet uucp vertrieb webmaster www`.split(/\s+/),
);
