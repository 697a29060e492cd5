import { murmur3 } from "../hash/murmur3.js";
import type { TemplateInfo } from "../ports/renderer.js";
import type { CampaignDefinition } from "./definition.js";

type Templates = (id: string) => TemplateInfo | undefined;

/**
 * What a campaign's messages are made of, in 16 characters: another one where a template's text,
 * its data or the variants have changed. `null`: it cannot be told, as of a renderer that names no
 * digests.
 */
export function contentDigest(
  { content }: Pick<CampaignDefinition, "content">,
  template: Templates,
): string | null {
  const digests = content.variants.map((variant) => template(variant.template)?.digest);
  if (digests.includes(undefined)) return null;
  return fingerprint([content.variants, content.data ?? {}, digests], 2);
}

/**
 * What an approval holds for, in 32 characters: audience, content with the texts of its templates
 * and their purpose, schedule and policy. Its name and the number of people expected are not in it.
 * It tells changes apart; it is no proof against somebody who looks for two alike.
 */
export function campaignDigest(definition: CampaignDefinition, template: Templates): string {
  const { name: _, expect: __, tolerance: ___, ...frozen } = definition;
  const made = definition.content.variants.map((variant) => {
    const { digest, purpose, topic, messageClass } = template(variant.template) ?? {};
    return [digest ?? null, purpose ?? null, topic ?? null, messageClass ?? null];
  });
  return fingerprint([frozen, made], 4);
}

/** Tells values apart in 8 characters a word, whatever the order of members. No proof. */
export function fingerprint(value: unknown, words: number): string {
  const text = JSON.stringify(value, inOrder);
  return Array.from({ length: words }, (_, seed) =>
    murmur3(text, seed).toString(16).padStart(8, "0"),
  ).join("");
}

/** The same text for members in another order. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
