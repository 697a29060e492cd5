import { fingerprint } from "../../campaigns/campaign-digest.js";
import type { TenantId } from "../../identifiers.js";
import type { Renderer } from "../../ports/renderer.js";
import type { Segment } from "../../segments/index.js";
import { sentTemplates, type WorkflowDefinition } from "../../workflows/index.js";
import type { LiveCatalog } from "../live-catalog.js";
import type { SenderFor } from "../sender-settings.js";

export interface DigestDependencies {
  readonly catalog: LiveCatalog;
  readonly renderer: Renderer;
  readonly senderFor: SenderFor;
}

/**
 * What a check holds for, in 32 characters: the definition without its version, the templates that
 * it sends, the segments that it asks, and the tenant's policy and time zone. It tells changes
 * apart; it is no proof against somebody who looks for two alike.
 */
export function draftDigest(
  { catalog, renderer, senderFor }: DigestDependencies,
  tenant: TenantId,
  definition: WorkflowDefinition,
): string {
  const { version: _, ...content } = definition;
  const templates = [...sentTemplates(definition)].sort().map((id) => {
    const info = renderer.template(id);
    if (info === undefined) return [id, null];
    const { digest, channel, purpose, topic, messageClass, wayOut, required } = info;
    return [id, { digest, channel, purpose, topic, messageClass, wayOut, required }];
  });
  const { policy, timeZone } = senderFor(tenant);
  const segments = askedSegments(definition, catalog.now().segments);
  return fingerprint([content, templates, segments, policy ?? null, timeZone], 4);
}

/**
 * The segments that a definition names, and those that these ask in turn. A text that only looks
 * like the id of a segment counts as one: that costs a check at most.
 */
function askedSegments(
  definition: WorkflowDefinition,
  segments: readonly Segment[],
): readonly Segment[] {
  const known = new Map<string, Segment>(segments.map((segment) => [segment.id, segment]));
  const found = new Set<Segment>();
  const open: unknown[] = [definition];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "object" && next !== null) open.push(...Object.values(next));
    const segment = typeof next === "string" ? known.get(next) : undefined;
    if (segment === undefined || found.has(segment)) continue;
    found.add(segment);
    open.push(segment);
  }
  return segments.filter((segment) => found.has(segment));
}
