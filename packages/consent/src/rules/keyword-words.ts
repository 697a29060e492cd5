/**
 * By language tag, as people write them, with commas between them. They are split and folded when
 * the first text is read.
 */
export type Words = Readonly<Record<string, string>>;

export function readWords(text: string): readonly string[] {
  return text.trim().split(/,\s*/u);
}

/**
 * Whole answers that end texts. 47 CFR 64.1200(a)(10) names those of one word as revocation per se,
 * and any other reasonable wording counts as well.
 */
export const englishStops = `
  stop, stopall, stop all, quit, end, revoke, opt out, optout, cancel, unsubscribe, unsub,
  remove, remove me, unsubscribe me, take me off, take me off your list,
  take me off this list, wrong number, you have the wrong number, no more, no more texts,
  no more messages, no more sms, stop it, stop texting, stop texting me,
  stop messaging me, stop sending, do not text, do not text me, don't text, don't text me,
  do not contact me, don't contact me, leave me alone
`;

/** The English ones, and their everyday equivalents. */
export const stopWords: Words = {
  en: englishStops,
  de: `
    stopp, abmelden, abbestellen, beenden, ende, austragen, kündigen, falsche nummer,
    keine sms mehr, keine nachrichten mehr, keine werbung mehr, nicht mehr schreiben,
    lasst mich in ruhe
  `,
  fr: `
    arret, arreter, arretez, desabonner, desinscrire, desinscription, resilier,
    mauvais numéro, plus de sms, plus de messages, ne plus recevoir
  `,
  es: `
    alto, parar, cancelar, baja, detener, salir, eliminar, darme de baja, dar de baja,
    no más, no más mensajes, número equivocado
  `,
  it: `
    ferma, fermare, annulla, disiscrivi, cancella, cancellami, esci, basta,
    numero sbagliato, non voglio più, non voglio più messaggi
  `,
  pt: `
    pare, parar, sair, descadastrar, remover, chega, cancelar, número errado,
    não quero mais, pare de enviar
  `,
  nl: "stoppen, afmelden, uitschrijven, verkeerd nummer, geen sms meer",
  pl: `
    rezygnuję, wypisz, wypisz mnie, koniec, anuluj, zakończ, usuń, zły numer, pomyłka,
    proszę nie wysyłać, nie wysyłajcie
  `,
  sv: "stoppa, avsluta, avregistrera, sluta, fel nummer, inga fler sms",
  da: "afmeld, frameld, ophør, forkert nummer, ikke flere sms",
  nb: "avslutt, meld av, stans, feil nummer",
  fi: "lopeta, peruuta, peru tilaus, poista, seis, väärä numero, ei enää viestejä",
  cs: "zrušit, zruš, odhlásit, odhlaš, konec, přestaňte, špatné číslo, už ne",
  sk: "zrušiť, odhlásiť, koniec, prestaňte, zlé číslo",
  hu: "leállít, leállítás, leiratkozás, leiratkozom, lemondom, vége, rossz szám",
  ro: "opriți, oprește, dezabonare, dezabonez, anulare, număr greșit",
  el: "διακοπή, διαγραφή, σταματήστε, σταμάτα, τέλος, στοπ, λάθος αριθμός",
  tr: "dur, durdur, iptal, ret, çık, abonelikten çık, yanlış numara",
  ru: `
    стоп, отписаться, отписка, отпишите, отмена, прекратить, прекратите, хватит, не писать,
    не пишите, неправильный номер, ошиблись номером
  `,
  uk: "стоп, відписатися, відписка, скасувати, припинити, припиніть, не той номер",
  ar: "توقف, إيقاف, أوقف, إلغاء, إلغاء الاشتراك, قف, رقم خاطئ",
  he: "הסר, הסרה, הסירו, הפסק, עצור, ביטול, מספר שגוי, טעות במספר",
  zh: "停止, 退订, 退訂, 取消, 取消订阅, 取消訂閱, 拒收, td, 打错了, 打錯了",
  ja: "停止, 配信停止, 解除, 登録解除, 退会, 中止, ストップ, 番号違い, 番号が違います",
  ko: "중지, 수신거부, 수신 거부, 거부, 해지, 정지, 그만, 취소, 잘못된 번호",
};

export const startWords: Words = {
  en: "start, unstop, resume",
  de: "starten, weiter",
  fr: "reprendre, démarrer",
  es: "iniciar, reanudar",
  it: "inizia, riprendi",
  pt: "iniciar, retomar",
};

export const helpWords: Words = {
  en: "help, info",
  de: "hilfe",
  fr: "aide",
  es: "ayuda",
  it: "aiuto",
  pt: "ajuda",
  nl: "hulp",
  pl: "pomoc",
  sv: "hjälp",
  da: "hjælp",
  fi: "apua, ohje",
  cs: "pomoc",
  tr: "yardım",
  ru: "помощь",
  uk: "допомога",
  ja: "ヘルプ",
  ko: "도움말",
};

/** Politeness, which changes no answer. */
export const politeWords = `
  please, pls, plz, thanks, thank you, thx, bitte, danke, merci, svp, s'il vous plaît,
  por favor, gracias, per favore, grazie, obrigado, obrigada, alstublieft, bedankt, proszę,
  dziękuję, tack, tak, takk, kiitos, prosím, děkuji, köszönöm, kérem, vă rog, mulțumesc,
  παρακαλώ, ευχαριστώ, lütfen, teşekkürler, пожалуйста, спасибо, будь ласка, дякую, من فضلك,
  شكرا, בבקשה, תודה
`;

/** The same in writing without spaces between words. */
export const politeSigns = `
  请, 請, 谢谢, 謝謝, お願いします, ください, ありがとう, 부탁합니다, 감사합니다
`;

/** Words that make one look twice wherever they stand among others. */
export const hintWords = `
  stop, unsubscribe, unsub, opt out, optout, remove me, take me off, no more,
  leave me alone, do not text, don't text, do not contact, don't contact, wrong number,
  wrong person, not interested, cancel my, revoke, stopp, abmelden, abbestellen, keine sms,
  keine nachrichten, keine werbung, nicht mehr, falsche nummer, aufhören, désabonner,
  arrêtez, plus de sms, plus de messages, mauvais numéro, no más, darme de baja,
  dar de baja, número equivocado, non voglio, basta, cancellami, numero sbagliato, chega,
  não quero, número errado, pare de, uitschrijven, afmelden, verkeerd nummer, wypisz,
  nie wysyłaj, nie wysyłajcie, nie chcę, rezygnuję, zły numer, sluta, avregistrera,
  fel nummer, afmeld, frameld, forkert nummer, feil nummer, lopeta, älkää lähettäkö,
  väärä numero, nechci, neposílejte, odhlásit, špatné číslo, nechcem, neposielajte,
  leiratkoz, ne küldj, nem kérek, rossz szám, dezabon, nu mai, număr greșit, διαγράψτε,
  μη στέλνετε, λάθος αριθμός, istemiyorum, göndermeyin, yanlış numara, отпишите, не пишите,
  не присылайте, не хочу, ошиблись номером, не надсилайте, не пишіть, відпишіть, لا ترسل,
  لا أريد, رقم خاطئ, הסירו, אל תשלחו, תפסיקו
`;

/** The same in writing without spaces between words, found anywhere. */
export const hintSigns = `
  退订, 退訂, 不要再发, 不要再發, 别再发, 別再發, 拒收, 打错, 打錯, 停止, 解除, 送らない, 送るな, やめて, 番号違い, 수신거부, 보내지 마, 그만
`;
