import { escapeXml } from "../../workflows/diagram/escape-xml.js";

/** Markup that is safe to print. Nothing but {@link markup} makes it. */
export interface Markup {
  readonly safe: string;
}

type Part = string | Markup | readonly Markup[];

/** Every text put in is escaped; only other {@link Markup} goes in as it is. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    safe: strings
      .map((text, index) => text + (index < parts.length ? print(parts[index] ?? "") : ""))
      .join(""),
  };
}

function print(part: Part): string {
  if (typeof part === "string") return escapeXml(part);
  return "safe" in part ? part.safe : part.map(({ safe }) => safe).join("");
}
