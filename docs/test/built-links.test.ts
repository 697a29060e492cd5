import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { brokenLinks } from "../site/built-links.ts";

const folder = mkdtempSync(join(tmpdir(), "wellsent-site-"));

beforeAll(() => {
  mkdirSync(join(folder, "guides"));
  writeFileSync(join(folder, "llms.txt"), "text");
  writeFileSync(join(folder, "index.html"), `<a class="x" href="/guides/#one">g</a>`);
  writeFileSync(
    join(folder, "guides", "index.html"),
    `<h2 id="one">One</h2><a href="/">up</a><a href="../llms.txt">t</a><a href="#one">here</a>
     <a href="https://a.example/#x">out</a><a href="/gone">1</a><a href="#two">2</a>`,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("names links of built pages whose page or anchor is not there", () => {
  expect(brokenLinks(folder)).toEqual(["guides/index.html → /gone", "guides/index.html → #two"]);
});
