import type { JsonObject } from "../json.js";
import type { TemplateInfo } from "../ports/renderer.js";

/** The marked code of tests and previews. No pool holds it: no code has a space. */
export const sampleCode: JsonObject = { value: "SAMPLE CODE", expiresAt: null, sample: true };

/**
 * What a preview shows in place of codes and products: marked, and never taken from a pool.
 * @example
 * const data = { ...sampleOffers(renderer.template("spring") ?? {}), ...person.data };
 */
export function sampleOffers({
  codes,
  products,
}: Pick<TemplateInfo, "codes" | "products">): JsonObject {
  return {
    ...(codes === undefined ? {} : { code: sampleCode }),
    ...(products === undefined
      ? {}
      : {
          products: Array.from({ length: products.limit }, (_, index) =>
            sampleProduct(index + 1, products.currency ?? "EUR"),
          ),
        }),
  };
}

function sampleProduct(number: number, currency: string): JsonObject {
  return {
    ...{ id: `sample-${number}`, title: `Sample product ${number}`, availability: "inStock" },
    ...{ link: `https://shop.example/sample-${number}`, brand: "Sample" },
    image: "https://shop.example/sample.png",
    price: { amount: 990 * number, currency },
  };
}
