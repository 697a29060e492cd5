import type { ConsentDraft, ContactPointId, Instant, JsonObject } from "@wellsent/core";
import { jsonCopy } from "../canonical/index.js";
import { type Actor, draftEvent } from "../events/index.js";
import { type RulePack, ruleBook } from "../rules/index.js";
import { createDraft, type DraftContext, type EventMetadata } from "./draft-context.js";
import { type Notice, noticeDigest } from "./notice.js";

/** What a store keeps under its digest, and the event that says since when: `engine.publish`. */
export interface Published<Kind extends "notice" | "rules"> {
  readonly definition: {
    readonly kind: Kind;
    /** The digest, hex: nothing else can ever stand under it. */
    readonly id: string;
    readonly version: 1;
    readonly body: JsonObject;
  };
  readonly drafts: readonly ConsentDraft[];
}

const system: Actor = { kind: "system" };

/**
 * One version of a wording, in one language, made public: its link shows these very words for as
 * long as the store lives. Made of the wording alone, so publishing it again changes nothing.
 *
 * @param at since when it is shown.
 * @throws InputError `INPUT_EVENT_FIELD` for an id or a language that is no reference.
 *
 * @example
 * ```ts
 * for (const wording of [english, german])
 *   await engine.publish(tenant, publishNotice(wording, now));
 * ```
 */
export function publishNotice(
  notice: Notice,
  at: Instant,
  actor: Actor = system,
): Published<"notice"> {
  const digest = noticeDigest(notice);
  const { id: noticeId, locale, supersedes } = notice;
  const draft = draftEvent({
    id: `ntc_${digest.slice(0, 40)}`,
    type: "notice.published",
    effectiveAt: at,
    actor,
    notice: digest,
    detail: { noticeId, locale, ...(supersedes === undefined ? {} : { supersedes }) },
  });
  const body = jsonCopy(notice);
  return { definition: { kind: "notice", id: digest, version: 1, body }, drafts: [draft] };
}

/**
 * The rules that decisions are taken by from now on, kept whole under the digest that every
 * decision names: what was decided then can be looked up and decided again.
 *
 * @param packs those of the gate.
 * @throws DefinitionError as `ruleBook` does.
 *
 * @example
 * ```ts
 * await engine.publish(tenant, publishRules([euRules, deRules], now));
 * ```
 */
export function publishRules(
  packs: readonly RulePack[],
  at: Instant,
  actor: Actor = system,
): Published<"rules"> {
  const { digest, packs: all } = ruleBook(packs);
  const drafts = all.map(({ id, version }) =>
    draftEvent({
      id: `rul_${digest.slice(0, 40)}.${id}`,
      type: "ruleset.activated",
      effectiveAt: at,
      actor,
      ruleset: digest,
      detail: { pack: `${id}:${version}` },
    }),
  );
  const body = jsonCopy({ packs: all });
  return { definition: { kind: "rules", id: digest, version: 1, body }, drafts };
}

/**
 * That a wording was put before somebody's eyes, whether or not they answered: for a host that has
 * to show more than what its forms were signed with ({@link sealSnapshot}).
 */
export function recordServing(
  by: DraftContext,
  {
    locale,
    ...given
  }: Omit<EventMetadata, "notice" | "contactPoint"> & {
    readonly notice: string;
    readonly contactPoint?: ContactPointId;
    readonly locale?: string;
  },
): ConsentDraft {
  const { actor = system, at = by.now, ...rest } = given;
  return createDraft(by, {
    ...rest,
    effectiveAt: at,
    actor,
    id: by.ids.next(),
    type: "notice.served",
    detail: locale === undefined ? {} : { locale },
  });
}
