import type { CampaignDefinition } from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import type { SegmentId } from "../../identifiers.js";
import type { Renderer } from "../../ports/renderer.js";
import type { CampaignRecord, CampaignTask } from "../../ports/store/campaign.js";
import type { LiveCatalog } from "../live-catalog.js";
import type { CampaignInput } from "./campaigns-face.js";

/* What may be said to a campaign whose people are chosen. */

/** Whether a task stops a campaign only for as long as it takes. */
export function isHalt(
  task: CampaignTask,
): task is Extract<CampaignTask, { readonly goesOn: boolean }> {
  return (task.kind === "shift" || task.kind === "retract") && task.goesOn;
}

export function checkRetracted(
  { definition }: CampaignRecord,
  variant: string | undefined,
  segment: SegmentId | undefined,
  catalog: LiveCatalog,
): void {
  if (variant !== undefined && !definition.content.variants.some(({ id }) => id === variant))
    throw unknownVariant();
  const { segments } = catalog.now();
  if (segment === undefined || segments.some(({ id }) => id === segment)) return;
  throw new InputError("INPUT_CAMPAIGN_SEGMENT", "There is no such segment.", {
    path: "segment",
    remedy: "Name a segment that the app has. Nothing was retracted.",
  });
}

export function unknownVariant(): InputError {
  return new InputError("INPUT_CAMPAIGN_VARIANT", "The campaign has no such variant.", {
    path: "variant",
    remedy: "Name one of its variants, or leave it out.",
  });
}

/** Only what nobody was chosen or planned by may change once the audience is in. */
export function checkPrepared(
  before: CampaignDefinition,
  after: CampaignDefinition,
  change: Partial<CampaignInput>,
  renderer: Renderer,
): void {
  const free = new Set(["content", "policy", "name"]);
  const fixed = Object.keys(change).find((member) => !free.has(member));
  const ids = (definition: CampaignDefinition): string =>
    definition.content.variants
      .map(({ id }) => id)
      .sort()
      .join(" ");
  if (fixed === undefined && ids(before) === ids(after)) {
    const [use, ...others] = [...listUses(before, renderer), ...listUses(after, renderer)];
    if (others.every((other) => other === use)) return;
  }
  throw new InputError("INPUT_CAMPAIGN_PREPARED", "Its audience is prepared already.", {
    path: fixed ?? "content.variants",
    remedy: "Change content and policy only, and keep the variants' ids, purpose and topic.",
  });
}

/** What its people were asked for, as far as this engine has the templates. */
function listUses({ content }: CampaignDefinition, renderer: Renderer): readonly string[] {
  return content.variants.flatMap(({ template }) => {
    const info = renderer.template(template);
    return info === undefined
      ? []
      : [JSON.stringify([info.purpose, info.topic, info.messageClass, info.channel])];
  });
}
