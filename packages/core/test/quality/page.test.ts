import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Parser } from "htmlparser2";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  finishProfile,
  ProfileTally,
  type QualityProfile,
  qualityPage,
} from "../../src/quality/index.js";
import { day, now, person } from "./people.js";

function sampleProfile(): QualityProfile {
  const tally = new ProfileTally();
  for (let index = 0; index < 600; index++) {
    const domain = index % 40 === 0 ? "gmial.com" : "mail.example";
    const contact = person(`01kjpzv280nes0q36ts6x0${1_000 + index}`, {
      ...(index % 11 === 0 ? {} : { email: `p${index}@${domain}` }),
      createdAt: now - ((index * 37) % 800) * day,
      updatedAt: now - ((index * 13) % 800) * day,
      jurisdiction: index % 3 === 0 ? "DE" : "US-CA",
      attributes: {
        firstName: index % 9 === 0 ? "n/a" : index % 5 === 0 ? "ANN" : "Ann",
        postalCode: index % 4 === 0 ? "8014" : "94110",
        ...(index % 2 === 0 ? { city: `City <b>${index}</b> & "more"` } : {}),
        ...(index % 50 === 0 ? { note: "card 4111 1111 1111 1111" } : {}),
        aVeryLongNameOfAnAttributeThatNobodyWouldChooseWithoutNeed: "x",
      },
      origins: [
        {
          ...{ source: index % 2 === 0 ? "import-2026-03" : "shop", at: now },
          paths: ["attributes.postalCode"],
        },
      ],
    });
    const humanAt = index % 3 === 0 ? null : now - index * day;
    tally.add(contact, { now, values: ["attributes.city"], activity: { humanAt, sentAt: now } });
  }
  return finishProfile(tally.write());
}

const executable = process.env["WELLSENT_CHROMIUM"] ?? "/usr/bin/chromium";
const output = fileURLToPath(new URL("../../../../test-output/", import.meta.url));
const found = existsSync(executable);

describe("qualityPage", () => {
  it.each(["en", "de"] as const)("is well formed in %s, with a caption to every table", (lang) => {
    const page = qualityPage(sampleProfile(), { lang, tenant: "<Acme> & “Söhne”" });
    const open: string[] = [];
    const counts = new Map<string, number>();
    const bare = new Set(["meta", "rect"]);
    const parser = new Parser({
      onopentag: (name, attributes) => {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        open.push(name);
        if (name === "html") expect(attributes["lang"]).toBe(lang);
        for (const key of Object.keys(attributes)) expect(key).not.toMatch(/^on|^href$|^src$/);
      },
      onclosetag: (name, implied) => {
        expect(open.pop()).toBe(name);
        if (!bare.has(name)) expect(implied).toBe(false);
      },
    });
    parser.end(page);
    expect(open).toEqual([]);
    expect(counts.get("h1")).toBe(1);
    expect(counts.get("table")).toBeGreaterThan(6);
    expect(counts.get("caption")).toBe(counts.get("table"));
    expect(counts.get("script")).toBeUndefined();
    expect(page).not.toMatch(/undefined|NaN|\[object|<b>|url\(|@import/);
    expect(page).toContain("&lt;Acme&gt; &amp;");
  });

  it("says that there is nobody", () => {
    const page = qualityPage(finishProfile(new ProfileTally().write()), { lang: "de" });
    expect(page).toContain("noch keine Kontakte");
    expect(page).not.toContain("<table");
  });

  it("never rounds up to the whole", () => {
    const tally = new ProfileTally();
    for (let index = 0; index < 5_000; index++)
      tally.add(person(`c${index}`, { email: index === 0 ? "x" : "a@mail.example" }), { now });
    expect(qualityPage(finishProfile(tally.write()))).toContain("99.9%");
  });

  it.skipIf(!found)(
    found
      ? "fits a phone and a desk"
      : "skipped: no chromium at WELLSENT_CHROMIUM or /usr/bin/chromium",
    { timeout: 120_000 },
    async () => {
      const browser = await chromium.launch({
        executablePath: executable,
        args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
      });
      try {
        const page = await browser.newPage();
        const asked: string[] = [];
        await page.route("**", (route) => {
          asked.push(route.request().url());
          return route.abort();
        });
        mkdirSync(output, { recursive: true });
        for (const lang of ["en", "de"] as const) {
          for (const width of [1280, 360, 320]) {
            await page.setViewportSize({ width, height: 900 });
            await page.setContent(qualityPage(sampleProfile(), { lang, tenant: "Acme" }));
            const over = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            expect(over).toBe(0);
            await page.screenshot({
              path: `${output}quality-${lang}-${width}.png`,
              fullPage: true,
            });
          }
        }
        await page.emulateMedia({ colorScheme: "dark" });
        await page.screenshot({ path: `${output}quality-dark.png` });
        expect(asked).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
