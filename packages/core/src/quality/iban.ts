import { mod97 } from "./check-digits.js";

/** Lengths by country, from the SWIFT IBAN registry. */
const lengths: ReadonlyMap<string, number> = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21
LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33
SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

const start = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g;

/** Where text has IBANs: the right length for their country, groups of any size, MOD 97-10. */
export function* ibansIn(text: string): Generator<readonly [start: number, end: number]> {
  for (const { index } of text.matchAll(start)) {
    const length = lengths.get(text.slice(index, index + 2).toUpperCase());
    if (length === undefined) continue;
    let code = "";
    let end = index;
    for (; end < text.length && code.length < length; end++) {
      const character = text[end] ?? "";
      if (/[A-Za-z0-9]/.test(character)) code += character;
      else if (!/[ -]/.test(character) || !/[A-Za-z0-9]/.test(text[end - 1] ?? "")) break;
    }
    const isCut = /[A-Za-z0-9]/.test(text[end] ?? "");
    if (code.length < length || isCut) continue;
    if (mod97(code.slice(4) + code.slice(0, 4)) === 1) yield [index, end];
  }
}
