import type { ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "./call-options.js";
import type { NearPlace, PlacesCall } from "./places.js";

/** An amount in minor units, with its ISO 4217 currency. */
export interface Price {
  readonly amount: number;
  readonly currency: string;
}

export type Availability = "inStock" | "outOfStock" | "preorder" | "backorder";

/** A product, by the names of Google's product data and of schema.org, so that feeds map as is. */
export interface Product {
  /** At most 50 characters. */
  readonly id: string;
  /** What variants of one product have in common: `item_group_id`. */
  readonly group?: string;
  readonly title: string;
  /** An absolute http or https URL. */
  readonly link: string;
  readonly image?: string;
  readonly price: Price;
  /** A lower price from `from` until `until`, the latter not included. */
  readonly sale?: { readonly price: Price; readonly from: Instant; readonly until: Instant };
  readonly availability: Availability;
  readonly brand?: string;
  readonly gtin?: string;
  readonly categories: readonly string[];
  /**
   * About age or health, say: never recommended. It is shown where its id was given, as in a
   * person's own cart.
   */
  readonly sensitive?: boolean;
  /** When price and availability were so. */
  readonly asOf: Instant;
}

export type RecommendationKind = "upsell" | "crossSell" | "similar" | "popular";

export interface RecommendationCall {
  readonly tenant: TenantId;
  /** `null` where behavior may not be used: then `kind` is `popular`. */
  readonly contact: ContactId | null;
  readonly kind: RecommendationKind;
  /** Ids of products. */
  readonly basedOn: readonly string[];
  /** Ids that must not come back. */
  readonly exclude: readonly string[];
  readonly limit: number;
  readonly locale: string | null;
  readonly at: Instant;
}

export interface Recommendation {
  readonly items: readonly Product[];
  /** Why these, for the record and for people who ask. */
  readonly reason: string;
  /** What made them, with its version. */
  readonly model: string;
}

/**
 * A shop's products. Asked right before mail leaves: whatever does not answer within 300 ms is done
 * without. Both calls MUST end soon after their signal is aborted, and answer the same for the same
 * `at`.
 */
export interface Catalog {
  readonly specVersion: 1;
  readonly id: string;
  /** `answers[i]` is the product of `ids[i]`; `null`: there is none. */
  products(
    call: {
      readonly tenant: TenantId;
      readonly ids: readonly string[];
      readonly locale: string | null;
      readonly at: Instant;
    },
    options?: CallOptions,
  ): Promise<readonly (Product | null)[]>;
  /** At most `limit`, the best first, none twice, and nothing that is out of stock. */
  recommend(call: RecommendationCall, options?: CallOptions): Promise<Recommendation>;
  /**
   * At most `limit` places within so many kilometers, the nearest first. Absent: the shop has none.
   */
  places?(call: PlacesCall, options?: CallOptions): Promise<readonly NearPlace[]>;
}

/**
 * What a template says about the products that each of its messages shows, as
 * `{{#each products}}`.
 */
export interface ProductUse {
  /**
   * Where the message's data has the ids of what is shown, such as `cart.items`: a list of ids, or
   * of objects with an `id`. With {@link ProductUse.recommend}: what that is based on.
   */
  readonly from?: string;
  /**
   * Recommends products. Without the person's permission to use what they did (`profile`), what is
   * popular.
   */
  readonly recommend?: RecommendationKind;
  /** The most that are shown. */
  readonly limit: number;
  /** With fewer, the message is not sent (`PRODUCTS_MISSING`). Default 0: the block is left out. */
  readonly min?: number;
  /** How old an answer may be that stands in for one that does not come. Default `15m`. */
  readonly maxAge?: string;
  /** Products in another currency are left out. */
  readonly currency?: string;
  /** Products in these events of the last year are not recommended: `order.placed`, say. */
  readonly bought?: {
    readonly event: string;
    /** As {@link ProductUse.from}, in the event's data. */
    readonly from: string;
  };
}

/** A product as templates have it, and as it stands with the message: with the price it showed. */
export interface ShownProduct
  extends Pick<Product, "id" | "title" | "link" | "image" | "brand" | "availability"> {
  /** What it costs at the moment. */
  readonly price: Price;
  /** What it costs usually, where that is another price. */
  readonly usualPrice?: Price;
}
