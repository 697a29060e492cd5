import { existsSync, readFileSync } from "node:fs";

/** One line of the file. Several on a day are several orders. */
export interface Order {
  readonly id: string;
  readonly customer: string;
  /** `YYYY-MM-DD`. The purchases are of 1997 and 1998; 28 years later the weekdays are the same. */
  readonly day: string;
  /** 0 for what cost nothing. */
  readonly cents: number;
}

/** The purchases lie beside the repository and are not part of it. */
const file = new URL("../../../../shared/data/orders/cdnow-sample.txt", import.meta.url);

/** The real purchases, or made-up ones of the same form where the file is absent. */
export function readOrders(generated: boolean): {
  readonly orders: readonly Order[];
  readonly from: string;
} {
  if (generated || !existsSync(file))
    return { orders: parseOrders(generatedOrders(400)), from: "generated purchases" };
  return { orders: parseOrders(readFileSync(file, "utf8")), from: "purchases of CDNOW" };
}

/** Customer, number within the sample, date, CDs, dollars. */
const line = /^ *\d+ +(?<customer>\d+) +(?<date>\d{8}) +\d+ +(?<dollars>\d+\.\d\d) *$/;

/** @throws Error with the number of the first line that is none */
export function parseOrders(text: string): readonly Order[] {
  return text
    .split(/\r?\n/)
    .filter((row) => row.trim() !== "")
    .map((row, index) => {
      const { customer, date, dollars } = line.exec(row)?.groups ?? {};
      if (customer === undefined || date === undefined || dollars === undefined)
        throw new Error(`Line ${index + 1} is no purchase.`);
      const year = Number(date.slice(0, 4)) + 28;
      const day = `${year}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
      return { id: `o${index + 1}`, customer, day, cents: Number(dollars.replace(".", "")) };
    });
}

/** Purchases of the same form: half of the people buy once, and a few buy all the time. */
function generatedOrders(people: number): string {
  const random = numbersFrom(1997);
  const rows: string[] = [];
  for (let person = 1; person <= people; person++) {
    const usualGap = random() < 0.5 ? 10_000 : 20 + random() * 160;
    for (let day = random() * 90; day < 545; day += random() * 2 * usualGap) {
      const date = new Date(Date.UTC(1997, 0, 1 + Math.floor(day)));
      const dollars = random() < 0.01 ? 0 : 8 + random() * 70;
      const id = String(person).padStart(4, "0");
      const text = date.toISOString().slice(0, 10).replaceAll("-", "");
      rows.push(` ${id.padStart(5, "0")} ${id} ${text}  1 ${dollars.toFixed(2).padStart(7)}`);
    }
  }
  return rows.join("\n");
}

/** Always the same numbers from 0 to 1. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
