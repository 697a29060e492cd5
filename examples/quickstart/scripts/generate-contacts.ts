// Makes data/contacts.csv: 2,000 rows as they come out of a real office. Deterministic: run it
// again, get the same file.
import { writeFileSync } from "node:fs";

/** Mulberry32: small, seeded, good enough to shuffle names. */
function seeded(seed: number) {
  return (): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const chance = seeded(20260302);
function pick<T>(list: readonly T[]): T {
  return list[Math.floor(chance() * list.length)] as T;
}

const first = [
  "Anna",
  "Ben",
  "Clara",
  "David",
  "Eva",
  "Felix",
  "Greta",
  "Hannah",
  "Ivo",
  "Jana",
  "Karl",
  "Lena",
  "Marco",
  "Nina",
  "Oskar",
  "Paula",
  "Quentin",
  "Rosa",
  "Simon",
  "Tara",
  "Uwe",
  "Vera",
  "Willem",
  "Xenia",
  "Yusuf",
  "Zoë",
  "Jürgen",
  "Renée",
  "Siân",
  "Łukasz",
];
const last = [
  "Schmidt",
  "Müller",
  "Smith",
  "Jones",
  "Weber",
  "O'Neill",
  "García",
  "Rossi",
  "Nowak",
  "van Dijk",
  "Dubois",
  "Brown",
  "Kowalski",
  "Fischer",
  "Taylor",
  "Hansen",
  "Ferrari",
  "Novák",
  "Moreau",
  "Silva",
];
const places = [
  ["DE", "Europe/Berlin", "de", "10115"],
  ["DE", "Europe/Berlin", "de", "01067"],
  ["AT", "Europe/Vienna", "de", "1010"],
  ["GB", "Europe/London", "en", "SW1A 1AA"],
  ["FR", "Europe/Paris", "en", "75001"],
  ["US", "America/New_York", "en", "02108"],
  ["US", "America/Los_Angeles", "en", "90001"],
  ["US", "America/Chicago", "en", "60601"],
  ["CA", "America/Toronto", "en", "M5H 2N2"],
  ["AU", "Australia/Sydney", "en", "2000"],
  ["IT", "Europe/Rome", "en", "00118"],
] as const;

function ascii(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace("Ł", "L")
    .replace("ł", "l")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const rows: string[][] = [];
for (let n = 1; n <= 2000; n++) {
  const given = pick(first);
  const family = pick(last);
  const [country, zone, language, post] = pick(places);
  const domain =
    n % 25 === 0
      ? "full.example"
      : n % 40 === 7
        ? "gone.example"
        : n % 90 === 11
          ? "drop.example"
          : pick(["mail.example", "post.example", "inbox.example"]);
  let address = `${ascii(given)}.${ascii(family)}${n}@${domain}`;
  let name = given;
  let subscribed = "subscribed";
  if (n % 17 === 3) address = address.toUpperCase();
  if (n % 23 === 5) address = ` ${address} `;
  if (n % 19 === 2) name = "";
  if (n % 61 === 9) name = given.toUpperCase();
  if (n % 97 === 13) name = "test";
  if (n % 50 === 31)
    address = pick([
      `${ascii(given)}.${ascii(family)}`,
      `${ascii(given)}@@mail.example`,
      `${ascii(given)}@mail`,
      "",
      `${ascii(given)} ${ascii(family)}@mail.example`,
      `${ascii(given)}@-mail.example`,
    ]);
  if (n % 70 === 41) address = `${pick(["info", "sales", "office", "noreply"])}@firm${n}.example`;
  if (n % 65 === 22) subscribed = "unsubscribed";
  if (n % 111 === 50) address = `${ascii(given)}.${ascii(family)}${n}@gmial.com`;
  const duplicated = rows[rows.length - 30];
  // The same person twice: under the same customer number, or under another, which only a person
  // can sort out.
  let number = String(n).padStart(6, "0");
  if (n % 33 === 8 && duplicated) {
    address = ` ${(duplicated[1] ?? "").trim().toUpperCase()}`;
    if (n % 2 === 0) number = duplicated[0] ?? number;
  }
  const note =
    n % 80 === 60
      ? '=HYPERLINK("http://evil.example","click")'
      : n % 120 === 70
        ? 'asked for, "the" catalogue'
        : "";
  rows.push([
    number,
    address,
    name,
    family,
    n % 7 === 0 ? "pro" : "free",
    post,
    country,
    zone,
    language,
    subscribed,
    note,
  ]);
}

const header =
  "Customer No,E-Mail Address,First name,Last name,Plan,Postal code,Country,Time zone,Language,Status,Note";
const lines = [header, ...rows.map((row) => row.map(quoted).join(","))];
// A few rows come from another program and are in Windows-1252; one has lost its last columns; one
// holds a control character.
const bytes = lines.map((line, index) => {
  if (index === 700) line = line.split(",").slice(0, 4).join(",");
  if (index === 901) line = line.replace(/,free,|,pro,/, ",fr\u0007ee,");
  return Buffer.from(`${line}\r\n`, index > 1500 && index < 1520 ? "latin1" : "utf8");
});
writeFileSync(
  new URL("../data/contacts.csv", import.meta.url),
  Buffer.concat([Buffer.from("\uFEFF"), ...bytes]),
);
