import { localeChain } from "../format/index.js";

/**
 * The way out of marketing texts. `reply` where the sender can receive, `link` where it cannot;
 * `{link}` is filled in. Every character is one of GSM-7: an `á` here would make each message cost
 * twice as much.
 */
const lines: Readonly<Record<string, { readonly reply: string; readonly link: string }>> = {
  en: { reply: "Reply STOP to opt out", link: "Opt out: {link}" },
  de: { reply: "Abmelden: STOP antworten", link: "Abmelden: {link}" },
  fr: { reply: "STOP pour vous désabonner", link: "Désabonnement : {link}" },
  es: { reply: "Responda STOP para darse de baja", link: "Baja: {link}" },
  it: { reply: "Rispondi STOP per non ricevere altro", link: "Disiscriviti: {link}" },
  pt: { reply: "Responda STOP para cancelar", link: "Cancelar: {link}" },
  nl: { reply: "Antwoord STOP om te stoppen", link: "Afmelden: {link}" },
  pl: { reply: "Rezygnacja: odpisz STOP", link: "Rezygnacja: {link}" },
};

export function optOutLine(locale: string, link: string | null): string {
  const tag = localeChain(locale).find((candidate) => Object.hasOwn(lines, candidate)) ?? "en";
  const chosen = lines[tag];
  return link === null ? (chosen?.reply ?? "") : (chosen?.link.replace("{link}", () => link) ?? "");
}
