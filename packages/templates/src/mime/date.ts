import type { Instant } from "@wellsent/core";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function two(value: number): string {
  return String(value).padStart(2, "0");
}

let lastSecond = Number.NaN;
let lastDate = "";

/**
 * RFC 5322 section 3.3, in UTC: `Tue, 24 Dec 2026 18:00:00 +0000`. One is kept, as thousands of
 * messages have the same.
 */
export function mailDate(instant: Instant): string {
  const second = Math.floor(instant / 1000);
  if (second === lastSecond) return lastDate;
  const at = new Date(second * 1000);
  const day = `${days[at.getUTCDay()]}, ${two(at.getUTCDate())} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  lastDate = `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
  lastSecond = second;
  return lastDate;
}
