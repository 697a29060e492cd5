import { unicodePattern } from "../unicode-pattern.js";
import type { ColumnTarget } from "./column-target.js";

const marks = unicodePattern("\\p{M}+", "gu");
const betweenWords = unicodePattern("[^\\p{L}\\p{N}]+", "gu");

/**
 * Header spellings in common exports (Mailchimp, Klaviyo, HubSpot, Shopify, listmonk …) in six
 * languages, letters and digits only.
 */
const spellings: readonly (readonly [ColumnTarget, string])[] = [
  [
    "email",
    `email emailaddress mail emailadresse mailadresse emailadress courriel adresseemail adressemail correo correoelectronico
indirizzoemail epost primaryemail subscriberemail contactemail emailid useremail`,
  ],
  [
    "phone",
    `phone phonenumber phone1 mobile mobilephone mobilenumber mobil handy handynummer telefon telefonnummer telephone tel cell
cellphone sms smsnumber telefono portable movil primaryphone`,
  ],
  [
    "key",
    "customerid customernumber customerno customerkey kundennummer kundennr externalid userid memberid numeroclient",
  ],
  ["locale", "locale language lang sprache langue idioma lingua taal preferredlanguage"],
  ["timeZone", "timezone tz zeitzone fuseauhoraire zonahoraria fusoorario"],
  [
    "jurisdiction",
    "country countrycode land laendercode pays pais paese jurisdiction countryregion",
  ],
  [
    "status",
    "status subscriptionstatus emailstatus memberstatus subscriberstatus consentstatus listmemberstatus",
  ],
  [
    "unsubscribed",
    `unsubscribed unsubscribedat unsubscribedate unsubscribetime unsubtime unsubscribe optout optedout optoutat optoutdate
emailoptout hasoptedoutofemail optedoutofemail unsubscribedfromallemail abgemeldet abmeldung abgemeldetam donotemail
donotcontact dnc suppressed blacklisted blocklisted bounced cleaned complained desabonne desinscrit disiscritto baja`,
  ],
  [
    "subscribed",
    `subscribed subscribedat optin optedin optindate newsletter emailoptin optintime consent consentgiven emailconsent
marketingconsent emailmarketingconsent acceptsmarketing acceptsemailmarketing marketingoptin angemeldet einwilligung permission
abonne inscrit iscritto suscrito`,
  ],
];

export const headerTargets: ReadonlyMap<string, ColumnTarget> = new Map(
  spellings.flatMap(([target, words]) => words.split(/\s+/).map((word) => [word, target] as const)),
);

/**
 * Groups of names for the same thing: if a schema has one name of a group, the others are mapped to
 * it. The first name is used if there is no schema.
 */
export const attributeSynonyms: readonly (readonly string[])[] = [
  "firstName fname givenname forename first vorname prenom nombre nome",
  "lastName lname surname familyname last nachname familienname nom apellido apellidos cognome",
  "fullName name displayname vollername nomcomplet",
  "company companyname firma unternehmen organisation organization societe entreprise empresa azienda",
  "postalCode zip zipcode plz postleitzahl postcode codepostal codigopostal cap",
  "city town ort stadt ville ciudad citta",
  "street address address1 streetaddress strasse adresse rue calle via",
  "birthday birthdate dateofbirth dob geburtstag geburtsdatum datedenaissance",
  "gender sex geschlecht sexe genero",
  "title salutation anrede civilite",
  "state province region bundesland county",
].map((words) => words.split(" "));

export function headerKey(text: string): string {
  return text
    .normalize("NFKD")
    .replace(marks(), "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(betweenWords(), "");
}
