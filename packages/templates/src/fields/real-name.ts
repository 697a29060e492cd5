import { notLetter } from "../escape/index.js";

/**
 * What forms, imports and impatient people put where a name should be; compared without case,
 * spaces and punctuation.
 */
const placeholders =
  "test testing tester testtest testuser asdf asdfasdf asdfgh qwerty qwertz qwe abc abcd xyz xx foo bar foobar " +
  "na none null nil undefined unknown unbekannt inconnu desconocido sconosciuto desconhecido onbekend nieznany anonymous anonym " +
  "name firstname lastname fullname surname yourname vorname nachname prenom nom nombre apellido nome cognome sobrenome " +
  "voornaam achternaam imie nazwisko user username customer kunde client cliente guest gast admin administrator " +
  "info kontakt contact office sales support noreply nobody someone person string value sirmadam nn tbd";
const address = /@|:\/\/|www\.|\.(?:com|net|org|de|fr|it|es|io|ru|cn|info|biz|xyz)(?:\/|$)/i;
/** Template syntax of another system that was never filled in. */
const unfilled = /[{}<>[\]|%$#\\=*_]|\d{3}/;

function keepLetters(value: string): string {
  return value.replace(notLetter(), "");
}
function stripped(value: string): string {
  return keepLetters(value.normalize("NFD")).toLowerCase();
}

/**
 * The letter an accented one of Latin-1 and Latin Extended-A is made from, lower case, by code; 0
 * for what is no letter.
 */
const letters = /* @__PURE__ */ new Uint16Array(0x180);
/** By hash: looked up without making a string of the letters. */
const placeholderOf = new Map<number, string>();
function hashWith(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}
function hashWord(word: string): number {
  return Array.from(word, (letter) => letter.charCodeAt(0)).reduce(hashWith, 0);
}

function prepare(): void {
  for (let code = 65; code < letters.length; code++) {
    letters[code] = stripped(String.fromCharCode(code)).charCodeAt(0) || 0;
  }
  for (const word of placeholders.split(" ")) placeholderOf.set(hashWord(word), word);
}

/**
 * True for a name as almost all are, `Anne-Marie` or `Jürgen`, in one pass and without garbage.
 * False says nothing: then {@link isRealName} takes a second look.
 */
export function isOrdinaryName(name: string): boolean {
  if (placeholderOf.size === 0) prepare();
  const { length } = name;
  if (length > 80) return false;
  let count = 0;
  let first = 0;
  let [differ, lower, hash] = [false, false, 0];
  for (let index = 0; index < length; index++) {
    const code = String.prototype.charCodeAt.call(name, index);
    const letter = code < letters.length ? (letters[code] ?? 0) : 0;
    if (letter === 0) {
      const between = index > 0 && index + 1 < length;
      if (!between || (code !== 32 && code !== 39 && code !== 45)) return false;
      continue;
    }
    if (count++ === 0) first = letter;
    else if (letter !== first) differ = true;
    if (code >= 97 && code <= 122) lower = true;
    hash = hashWith(hash, letter);
  }
  return differ && lower && !placeholderOf.has(hash);
}

/**
 * True for what can be put after "Dear". Blank values, placeholders ("test", "n/a"), addresses,
 * links, merge tags left over from elsewhere and shouted names ("MAXIMILIAN", which nobody wants to
 * be greeted as) are no names.
 */
export function isRealName(value: string): boolean {
  if (isOrdinaryName(value)) return true;
  const name = value.trim();
  if (name === "" || name.length > 80 || address.test(name) || unfilled.test(name)) return false;
  const spelled = keepLetters(name);
  const lower = spelled.toLowerCase();
  const upper = spelled.toUpperCase();
  // One letter is an initial; in scripts without case one character can be a whole name.
  if (spelled === "" || (spelled.length === 1 && lower !== upper) || /^(.)\1{2,}$/u.test(lower))
    return false;
  const plain = stripped(name);
  if (placeholderOf.get(hashWord(plain)) === plain && name !== "Na") return false;
  return !(spelled.length > 2 && spelled === upper && spelled !== lower);
}
