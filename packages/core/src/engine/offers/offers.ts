import { type CodeSources, codeRefill, sampleCode } from "../../codes/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { lookNeeds } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Catalog } from "../../ports/catalog.js";
import type { CodeUse } from "../../ports/codes.js";
import type { Renderer } from "../../ports/renderer.js";
import type { CodeWant } from "../../ports/store/codes.js";
import type { ContactFacts, FactsNeeded } from "../../ports/store/facts.js";
import type { OutboxRecord } from "../../ports/store/outbox.js";
import type { Candidate, ClaimedMessage, Store } from "../../ports/store/store.js";
import type { Pause } from "../delivery/rates.js";
import { errorCode } from "../delivery/settlement-keeper.js";
import type { ComposeContext } from "../outbound.js";
import type { Telemetry } from "../telemetry.js";
import { codeOffer, codeWant, isTest, type Offered } from "./code-offer.js";
import { createProductReader, type ProductAnswers } from "./product-answers.js";
import { productEvents, productNeed, productOffer } from "./product-offer.js";

/** What messages show beside their own data: codes and products. One for each engine. */
export interface Offers {
  /** Whatever takes time: codes are made, and the catalog is asked, for all of them at once. */
  prepare(
    entries: readonly ClaimedMessage[],
    context: ComposeContext,
    options: CallOptions,
  ): Promise<PreparedOffers>;
}

/** Pure, for the transaction of the second look. */
interface PreparedOffers {
  needs(messages: readonly OutboxRecord[]): FactsNeeded;
  want(message: OutboxRecord, facts: ContactFacts, context: ComposeContext): CodeWant | null;
  /** `null`: the message shows nothing beside its data. */
  offer(candidate: Candidate, context: ComposeContext): Offered | null;
}

export interface OffersDependencies {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly clock: { readonly now: () => Instant };
  readonly telemetry: Telemetry;
  readonly codeSources?: CodeSources | undefined;
  readonly catalog?: Catalog | undefined;
  readonly pause?: Pause | undefined;
}

/** A pool with fewer free codes is reported. */
const lowWater = 50;
const lowPause: Milliseconds = 60_000;
/** A source that failed is not asked by the next messages: they would all wait for it. */
const downPause: Milliseconds = 60_000;

export function createOffers(deps: OffersDependencies): Offers {
  const { store, renderer, clock, telemetry, codeSources = {}, catalog, pause } = deps;
  const refill = codeRefill({
    ...{ store, clock, sources: codeSources },
    ...(pause === undefined ? {} : { pause }),
    failed: (pool, error) =>
      telemetry.log("warn", "A source of codes failed.", { pool, code: errorCode(error) }),
  });
  const reader =
    catalog === undefined || pause === undefined
      ? null
      : createProductReader({ catalog, pause }, (error) =>
          telemetry.log("warn", "The catalog did not answer.", { code: errorCode(error) }),
        );
  const watched = new Map<string, Instant>();
  const failedUntil = new Map<string, Instant>();

  const tellLow = async (tenant: TenantId, pool: string, options: CallOptions): Promise<void> => {
    const place = JSON.stringify([tenant, pool]);
    const at = clock.now();
    if (at < (watched.get(place) ?? 0)) return;
    watched.set(place, at + lowPause);
    const free = await store.countFreeCodes({ tenant, pool, limit: lowWater }, options);
    if (free < lowWater)
      telemetry.log("warn", "Few codes of a pool are left.", { tenant, pool, free });
  };

  /** Pools that have too few codes because their source does not answer. */
  const supply = async (
    entries: readonly ClaimedMessage[],
    { tenant }: ComposeContext,
    options: CallOptions,
  ): Promise<ReadonlySet<string>> => {
    const wanted = new Map<string, number>();
    for (const { message } of entries) {
      const use = codesIn(renderer, message);
      if (use !== null) wanted.set(use.pool, (wanted.get(use.pool) ?? 0) + 1);
    }
    const down = new Set<string>();
    for (const [pool, count] of wanted) {
      const place = JSON.stringify([tenant, pool]);
      const isDown = clock.now() < (failedUntil.get(place) ?? 0);
      if (isDown || !(await refill.ensure({ tenant, pool, wanted: count }, options))) {
        down.add(pool);
        if (!isDown) failedUntil.set(place, clock.now() + downPause);
      }
      await tellLow(tenant, pool, options);
    }
    return down;
  };

  const ask = (
    entries: readonly ClaimedMessage[],
    context: ComposeContext,
    options: CallOptions,
  ): Promise<ProductAnswers> | ProductAnswers => {
    const needs = entries.flatMap((entry) => {
      const use = renderer.template(entry.message.template)?.products;
      return use === undefined ? [] : [productNeed(use, entry, context)];
    });
    if (reader === null || needs.length === 0) return { answersFor: () => [] };
    return reader.read({ tenant: context.tenant, at: context.now }, needs, options);
  };

  return {
    prepare: async (entries, context, options) => {
      const [down, answers] = await Promise.all([
        supply(entries, context, options),
        ask(entries, context, options),
      ]);
      return prepared(renderer, down, answers);
    },
  };
}

function prepared(
  renderer: Renderer,
  down: ReadonlySet<string>,
  answers: ProductAnswers,
): PreparedOffers {
  return {
    needs: (messages) => {
      const events = messages.map(({ template }) => {
        const use = renderer.template(template)?.products;
        return use === undefined ? {} : productEvents(use);
      });
      return { ...lookNeeds, events: Object.assign({}, ...events) };
    },
    want: (message, facts, context) => {
      const use = codesIn(renderer, message);
      return use === null ? null : codeWant(use, message, facts, context);
    },
    offer: (candidate, context) => {
      const { message, takeCode } = candidate;
      const { codes, products } = renderer.template(message.template) ?? {};
      if (codes === undefined && products === undefined) return null;
      let brought: JsonObject = {};
      // First what may keep the message back without a code being taken for it.
      if (products !== undefined) {
        const shown = productOffer(products, candidate, answers, context);
        if ("verdict" in shown) return shown;
        brought = shown.brought;
      }
      if (codes === undefined) return { brought };
      if (isTest(message)) return { brought: { ...brought, code: sampleCode } };
      const held = takeCode?.() ?? ({ none: "exhausted" } as const);
      const sourceDown = down.has(codes.pool);
      const given = codeOffer(codes, held, { now: context.now, sourceDown });
      return "verdict" in given ? given : { brought: { ...brought, ...given.brought } };
    },
  };
}

/** The codes of a message that takes one; `null`: it takes none. */
function codesIn(renderer: Renderer, message: OutboxRecord): CodeUse | null {
  return isTest(message) ? null : (renderer.template(message.template)?.codes ?? null);
}
