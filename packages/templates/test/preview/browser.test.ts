import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { templateRenderer } from "../../src/index.js";
import { renderPreview, samplePeople } from "../../src/preview/index.js";
import { galleryPrograms } from "./gallery-programs.js";

const executable = process.env["WELLSENT_CHROMIUM"] ?? "/usr/bin/chromium";
const output = fileURLToPath(new URL("../../../../test-output/", import.meta.url));
const found = existsSync(executable);

describe("the preview gallery in a real browser", () => {
  it.skipIf(!found)(
    found
      ? "shows every mail to everybody without asking the network for anything"
      : "skipped: no chromium at WELLSENT_CHROMIUM or /usr/bin/chromium",
    { timeout: 120_000 },
    async () => {
      const programs = await galleryPrograms();
      const ids = [...new Set(programs.map((program) => program.id))];
      const people = samplePeople({
        label: "Ann",
        locale: "en",
        attributes: { firstName: "Ann", lastName: "Lee", plan: "pro" },
        data: {
          items: [
            { title: "Blue pot", price: { amount: 1990, currency: "EUR" } },
            { title: "Żółta donica", price: { amount: 2490, currency: "EUR" } },
          ],
        },
      });
      const html = renderPreview(templateRenderer({ templates: programs }), ids, people);
      const browser = await chromium.launch({
        executablePath: executable,
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
        const asked: string[] = [];
        await page.route("**", (route) => {
          asked.push(route.request().url());
          return route.abort();
        });
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.setContent(html, { waitUntil: "load" });
        expect(await page.locator("iframe").count()).toBe(ids.length * people.length * 2);
        expect(asked).toEqual([]);
        expect(complaints).toEqual([]);

        const findFrame = (label: string, width: string) =>
          page.frameLocator(`iframe[title="${label}: ${width}"]`).first();
        const words = (label: string) =>
          // biome-ignore lint/performance/useDomNodeTextContent: only what is seen counts.
          findFrame(label, "Phone, 375 px").locator("body").innerText();
        expect(await words("Ann, no consent to measure")).toContain("Hi Ann");
        expect(await words("No name known")).not.toContain("Ann");
        expect(await words("Placeholder for a name")).not.toMatch(/\btest\b/);
        expect(await words("Name that looks like markup")).not.toContain("undefined");
        // On a phone nothing makes the mail wider than the screen.
        for (const person of people) {
          const wide = await findFrame(person.label, "Phone, 375 px")
            .locator("html")
            .evaluate((root) => root.scrollWidth - root.clientWidth);
          expect(wide, person.label).toBeLessThanOrEqual(0);
        }
        mkdirSync(output, { recursive: true });
        // Frames out of sight are not painted.
        const height = await page.locator("body").evaluate((body) => body.scrollHeight);
        await page.setViewportSize({ width: 1280, height });
        await page.waitForTimeout(1000);
        await page.screenshot({ path: `${output}template-preview.png`, fullPage: true });
        await page
          .locator("article")
          .first()
          .screenshot({ path: `${output}template-preview-first.png` });
      } finally {
        await browser.close();
      }
    },
  );
});
