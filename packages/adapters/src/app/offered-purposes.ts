import type { Label, PublicPurpose } from "@wellsent/consent";
import type { ConsentChannel, Schema } from "@wellsent/core";
import type { KnownTemplate } from "./template-shelf.js";
import type { Words } from "./tenant-settings.js";

/** A purpose as a preference center shows it. */
export interface OfferedPurpose extends PublicPurpose {
  readonly channel: ConsentChannel;
  readonly topics: readonly { readonly topic: string; readonly label: Label }[];
}

/**
 * What the preference center offers: each purpose of the schema for marketing or service messages,
 * on each channel that has a template for it. A purpose without a template is offered by mail, so
 * that it can be refused before the first message. Calls have no template: `words.calls` names the
 * purposes that colleagues telephone for.
 */
export function offeredPurposes(
  { purposes }: Pick<Schema, "purposes">,
  templates: readonly KnownTemplate[],
  words: Words,
): readonly OfferedPurpose[] {
  return Object.entries(purposes).flatMap(([purpose, { topics = [] }]) => {
    const own = templates.filter((template) => template.purpose === purpose);
    const choosable = own.filter(
      ({ messageClass }) => messageClass === "marketing" || messageClass === "service",
    );
    // Receipts and legal notices are not a matter of choice.
    if (own.length > 0 && choosable.length === 0) return [];
    const found: readonly ConsentChannel[] = [...new Set(choosable.map(({ channel }) => channel))];
    const channels: readonly ConsentChannel[] = [
      ...(found.length === 0 ? (["email"] as const) : found),
      ...(words.calls?.includes(purpose) === true ? (["call"] as const) : []),
    ];
    const named = namePurpose(words, purpose);
    return channels.map((channel): OfferedPurpose => {
      const onChannel = choosable.filter((template) => template.channel === channel);
      const isService =
        onChannel.length > 0 && onChannel.every(({ messageClass }) => messageClass === "service");
      return {
        purpose,
        label: named.label,
        channel,
        messageClass: isService ? "service" : "marketing",
        topics: topics.map((topic) => ({
          topic,
          label: named.topics?.[topic] ?? readableName(topic),
        })),
      };
    });
  });
}

function namePurpose(
  words: Words,
  purpose: string,
): { readonly label: Label; readonly topics?: Readonly<Record<string, Label | undefined>> } {
  const own = words.purposes?.[purpose];
  if (own === undefined) return { label: readableName(purpose) };
  return typeof own === "string" ? { label: own } : own;
}

/** `marketing.spring-offers` becomes “Spring offers”. */
function readableName(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1).replace(/[-_:]+/g, " ");
  return last.charAt(0).toUpperCase() + last.slice(1);
}
