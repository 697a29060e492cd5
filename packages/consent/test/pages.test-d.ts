import { expectTypeOf, it } from "vitest";
import { consentPages, type Label } from "../src/index.js";
import { pagesOptions } from "./support/pages.js";

const { baseUrl, tokens } = pagesOptions;

it("asks for each label in every language that was named", () => {
  const brand = { name: "Acme", listDomain: "l.acme.example" };
  const both = { en: "Offers", de: "Angebote" };
  const purposes = [{ purpose: "offers", label: both }];
  consentPages({ baseUrl, tokens, brand, notice: "d", locales: ["en", "de"], purposes });
  consentPages({
    ...{ baseUrl, tokens, brand, notice: "d", locales: ["en", "de"] },
    // @ts-expect-error There is no German.
    purposes: [{ purpose: "offers", label: { en: "Offers" } }],
  });
  expectTypeOf<{ en: string }>().not.toExtend<Label<"en" | "de">>();
  expectTypeOf<string>().toExtend<Label<"en" | "de">>();
});
