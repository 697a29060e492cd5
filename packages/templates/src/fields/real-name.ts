/** What forms, imports and impatient people put where a name should be; compared without case, spaces and punctuation. */
const placeholders: ReadonlySet<string> = new Set(
  (
    "test testing tester testtest testuser test1 test123 asdf asdfasdf asdfgh qwerty qwertz qwe abc abcd xyz xxx xx foo bar foobar " +
    "na none null nil undefined unknown unbekannt inconnu desconocido sconosciuto desconhecido onbekend nieznany anonymous anonym " +
    "name firstname lastname fullname surname yourname vorname nachname prenom nom nombre apellido nome cognome sobrenome " +
    "voornaam achternaam imie nazwisko user username customer kunde client cliente guest gast admin administrator " +
    "info kontakt contact office sales support noreply nobody someone person string value sirmadam nn tbd"
  ).split(" "),
);
const address = /@|:\/\/|www\.|\.(?:com|net|org|de|fr|it|es|io|ru|cn|info|biz|xyz)(?:\/|$)/i;
/** Template syntax of another system that was never filled in. */
const unfilled = /[{}<>[\]|%$#\\=*_]|\d{3}/;

const stripped = (value: string): string => value.normalize("NFD").replace(/\P{L}/gu, "").toLowerCase();

/**
 * True for what can be put after "Dear". Blank values, placeholders ("test", "n/a"), addresses, links, merge tags left
 * over from elsewhere and shouted names ("MAXIMILIAN", which nobody wants to be greeted as) are no names.
 */
export function isRealName(value: string): boolean {
  const name = value.trim();
  if (name === "" || name.length > 80 || address.test(name) || unfilled.test(name)) return false;
  const letters = name.replace(/\P{L}/gu, "");
  // One letter is an initial; in scripts without case one character can be a whole name.
  if (letters === "" || (letters.length === 1 && letters.toLowerCase() !== letters.toUpperCase())) return false;
  if (/^(\p{L})\1{2,}$/u.test(letters.toLowerCase())) return false;
  if (placeholders.has(stripped(name)) && !/^Na$/.test(name)) return false;
  return !(letters.length > 2 && letters === letters.toUpperCase() && letters !== letters.toLowerCase());
}
