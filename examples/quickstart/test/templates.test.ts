// What the demo sends is what we would have others send.
import { compileTemplate } from "@wellsent/templates/compile";
import { lintTemplate } from "@wellsent/templates/lint";
import { describe, expect, it } from "vitest";
import { news } from "../../first-send/src/definitions.js";
import { arrivals, confirmation, openDay, tuesday, welcome } from "../src/marketing.js";

describe.each([confirmation, welcome, tuesday, arrivals, openDay, news])(
  "the template $id",
  (template) => {
    it("has no finding beside hints", async () => {
      const { programs, warnings } = await compileTemplate(template);
      expect(warnings).toEqual([]);
      for (const program of programs) {
        const findings = lintTemplate(program, { source: template, hosts: [] });
        expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
        expect(findings.map(({ code }) => code)).not.toContain("CLIENT_SUPPORT");
      }
    });

    it("has its reader fetch nothing from anybody", async () => {
      const { programs } = await compileTemplate(template);
      for (const { html } of programs) {
        const text = html.segments
          .join("")
          .replace(/(<a\b[^>]*?) href="[^"]*"| xmlns[^=]*="[^"]*"/g, "$1");
        expect(text).not.toMatch(/\/\/[\w-]+\.\w/);
      }
    });
  },
);
