import {
  type AudiencePart,
  type CampaignAudience,
  type CampaignContent,
  type ListId,
  listId,
  type Segment,
  segmentId,
} from "@wellsent/core";
import type { CampaignInput, SeriesInput } from "@wellsent/core/engine/campaigns";
import { InputError } from "@wellsent/core/errors";

/** A template, or its id. */
type TemplateName = string | { readonly id: string };

/** Some of a tenant's contacts: a segment or its id, a list, or others of `AudiencePart`. */
export type AppAudiencePart =
  | { readonly segment: string | Pick<Segment, "id"> }
  | { readonly list: ListId | string }
  | Exclude<AudiencePart, { readonly segment: unknown } | { readonly list: unknown }>;

export interface AppAudience extends Omit<CampaignAudience, "in" | "except"> {
  /** Whoever is in one of these, and in none of `except`. */
  readonly in: readonly AppAudiencePart[];
  /** Segments and lists among these are asked again right before each message leaves. */
  readonly except?: readonly AppAudiencePart[];
}

/** One template, or several by weight. `data` is given to all of them. */
export type AppContent = Pick<CampaignContent, "data"> &
  (
    | { readonly template: TemplateName; readonly variants?: never }
    | {
        readonly template?: never;
        readonly variants: readonly {
          readonly id: string;
          readonly template: TemplateName;
          /** Beside the weights of the others. Default: 1. */
          readonly weight?: number;
        }[];
      }
  );

/** What a campaign is made of, with templates and segments as they were defined. */
export interface AppCampaign extends Omit<CampaignInput, "audience" | "content"> {
  readonly audience: AppAudience;
  readonly content: AppContent;
}

/** What every issue of a series is: a campaign without its time. */
export type AppSeriesCampaign = Omit<SeriesInput["campaign"], "audience" | "content"> &
  Pick<AppCampaign, "audience" | "content">;

/** @throws InputError `INPUT_CAMPAIGN` for a part that is left out, or is something else */
export function readCampaign(input: AppCampaign): CampaignInput {
  for (const part of ["channel", "audience", "content", "schedule"] as const)
    if (input?.[part] === undefined) throw shapeFault(part);
  const { audience, content, ...rest } = input;
  return { ...rest, audience: readAudience(audience), content: readContent(content) };
}

/** @throws InputError `INPUT_CAMPAIGN`, as {@link readCampaign} does */
export function readSeriesCampaign(campaign: AppSeriesCampaign): SeriesInput["campaign"] {
  for (const part of ["audience", "content"] as const)
    if (campaign?.[part] === undefined) throw shapeFault(`campaign.${part}`);
  const { audience, content, ...rest } = campaign;
  return { ...rest, audience: readAudience(audience), content: readContent(content) };
}

/** The parts of a change that are there. */
export function readParts({
  audience,
  content,
  ...rest
}: Partial<AppCampaign>): Partial<CampaignInput> {
  return {
    ...rest,
    ...(audience === undefined ? {} : { audience: readAudience(audience) }),
    ...(content === undefined ? {} : { content: readContent(content) }),
  };
}

function readAudience(audience: AppAudience): CampaignAudience {
  const { in: parts, except, ...rest } = audience;
  if (!isList(parts)) throw shapeFault("audience.in");
  if (except === undefined) return { ...rest, in: parts.map(readPart) };
  if (!isList(except)) throw shapeFault("audience.except");
  return { ...rest, in: parts.map(readPart), except: except.map(readPart) };
}

function readContent({ template, variants, ...rest }: AppContent): CampaignContent {
  if (template !== undefined)
    return { ...rest, variants: [{ id: "a", template: readId(template), weight: 1 }] };
  if (!isList(variants)) throw shapeFault("content.template");
  return {
    ...rest,
    variants: variants.map(({ id, template: named, weight = 1 }) => ({
      ...{ id, weight },
      template: readId(named),
    })),
  };
}

function readPart(part: AppAudiencePart): AudiencePart {
  if ("segment" in part) {
    const { segment } = part;
    return { segment: typeof segment === "string" ? segmentId(segment) : segment.id };
  }
  return "list" in part ? { list: listId(part.list) } : part;
}

function readId(template: TemplateName): string {
  return typeof template === "string" ? template : template.id;
}

function isList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value);
}

const examples: Readonly<Record<string, string>> = {
  channel: `channel: "email"`,
  audience: `audience: { in: [{ segment: readers }], when: "start" }`,
  "audience.in": "in: [{ segment: readers }]",
  "audience.except": "except: [{ segment: readers }]",
  content: "content: { template: news }",
  "content.template": "content: { template: news }",
  schedule: `schedule: { at: "now" }`,
};

function shapeFault(path: string): InputError {
  return new InputError("INPUT_CAMPAIGN", "A part of the campaign is missing, or is another.", {
    path,
    remedy: `Say it like ${examples[path.replace(/^campaign\./, "")]}.`,
  });
}
