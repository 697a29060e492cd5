/**
 * What a text message wants. `possible_opt_out`: likely a stop, for a person to look at, and
 * nothing is sent until then.
 */
export type KeywordReading =
  | { readonly keyword: "stop" | "start" | "help"; readonly language: string }
  | { readonly keyword: "possible_opt_out" }
  | { readonly keyword: "none" };

type Words = Readonly<Record<string, readonly string[]>>;

/**
 * 47 CFR 64.1200(a)(10) names the English ones as revocation per se; the others are their everyday
 * equivalents.
 */
const stopWords: Words = {
  en: [
    "stop",
    "stopall",
    "quit",
    "end",
    "revoke",
    "opt out",
    "optout",
    "cancel",
    "unsubscribe",
    "remove",
  ],
  de: ["stopp", "abmelden", "abbestellen", "beenden", "ende", "austragen", "kündigen"],
  fr: [
    "arret",
    "arrêt",
    "arreter",
    "arrêter",
    "desabonner",
    "désabonner",
    "desinscrire",
    "désinscrire",
  ],
  es: ["alto", "parar", "cancelar", "baja", "detener", "salir", "eliminar"],
  it: ["ferma", "fermare", "annulla", "disiscrivi", "cancella", "esci"],
  pt: ["pare", "sair", "descadastrar", "remover"],
  nl: ["stoppen", "afmelden", "uitschrijven"],
  pl: ["rezygnuje", "rezygnuję", "wypisz"],
  sv: ["stoppa", "avsluta", "avregistrera"],
  da: ["afmeld", "frameld"],
  tr: ["dur", "iptal", "ret"],
};

const startWords: Words = {
  en: ["start", "unstop", "resume"],
  de: ["starten", "weiter"],
  fr: ["reprendre", "demarrer", "démarrer"],
  es: ["iniciar", "reanudar"],
  it: ["inizia", "riprendi"],
  pt: ["iniciar", "retomar"],
};

const helpWords: Words = {
  en: ["help", "info"],
  de: ["hilfe"],
  fr: ["aide"],
  es: ["ayuda"],
  it: ["aiuto"],
  pt: ["ajuda"],
  nl: ["hulp"],
};

/**
 * Letters of every width and case alike; what people put around a word in a hurry is no part of it.
 */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const languageOf = (words: Words, text: string): string | undefined =>
  Object.keys(words).find((language) => words[language]?.some((word) => plain(word) === text));

/** Words that make one look twice wherever they stand. */
const hints = [
  /\b(stop|unsubscribe|unsub|opt out|optout|remove me|take me off|no more|leave me alone|do not text|don t text)\b/u,
  /\b(stopp|abmelden|abbestellen|keine (sms|nachrichten|werbung)|nicht mehr)\b/u,
  /\b(désabonner|desabonner|arrêtez|arretez|plus de (sms|messages))\b/u,
  /\b(no mas|no más|darme de baja|dar de baja|non voglio|basta|chega)\b/u,
];

/**
 * Reads the answer to a text message. A stop word counts when it is the whole message, politeness
 * aside; when it stands among others, or is misspelt by a letter, a person decides and nothing is
 * sent meanwhile.
 */
export const readKeyword = (text: string): KeywordReading => {
  const whole = plain(text);
  if (whole === "") return { keyword: "none" };
  const polite = plain(
    whole.replace(
      /\b(please|pls|thanks|thank you|bitte|danke|merci|svp|por favor|gracias|per favore|grazie)\b/gu,
      "",
    ),
  );
  for (const candidate of [whole, polite]) {
    const stop = languageOf(stopWords, candidate);
    if (stop !== undefined) return { keyword: "stop", language: stop };
    const start = languageOf(startWords, candidate);
    if (start !== undefined) return { keyword: "start", language: start };
    const help = languageOf(helpWords, candidate);
    if (help !== undefined) return { keyword: "help", language: help };
  }
  if (hints.some((hint) => hint.test(whole)) || isNearMiss(polite))
    return { keyword: "possible_opt_out" };
  return { keyword: "none" };
};

const nearly = Object.values(stopWords)
  .flat()
  .map(plain)
  .filter((word) => word.length >= 4);

const isNearMiss = (text: string): boolean =>
  !text.includes(" ") && text.length >= 3 && nearly.some((word) => differsByOne(text, word));

/** One letter added, left out, changed, or two neighbours swapped. */
const differsByOne = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  const restA = a.slice(head);
  const restB = b.slice(head);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
};
