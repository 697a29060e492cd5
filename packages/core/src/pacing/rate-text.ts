/** So many messages in a second, a minute, an hour or a day: `100/s`, `5000/h`. */
export type RateText = `${number}/${"s" | "min" | "h" | "day"}`;

const lengths = { s: 1, min: 60, h: 3_600, day: 86_400 } as const;

/** Messages a second; `null` for a text that is no rate. */
export function ratePerSecond(text: string): number | null {
  const [, count = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)\/(s|min|h|day)$/.exec(text) ?? [];
  if (!isUnit(unit)) return null;
  const rate = Number(count) / lengths[unit];
  return rate > 0 && rate <= 1_000_000 ? rate : null;
}

function isUnit(unit: string): unit is keyof typeof lengths {
  return unit in lengths;
}
