// The guides show each workflow's check and diagram. `vitest -u` writes them anew.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkWorkflow } from "@wellsent/core";
import { workflowMermaid } from "@wellsent/core/diagram";
import { expect, it } from "vitest";
import type { ReadyMade } from "../../src/ready-made/index.js";
import { sampleSchema, samples } from "./samples.js";

const folder = fileURLToPath(new URL("../../../../docs/guides/ready-made/", import.meta.url));

/** What the check says, which mails there are, and what the host has to bring. */
function reportOn({ workflows, templates, segments, needs }: ReadyMade): string {
  const catalog = {
    templates: templates.map(({ id }) => id),
    segments: segments.map(({ id }) => id),
    events: Object.keys(sampleSchema.events),
    purposes: sampleSchema.purposes,
  };
  const checks = workflows.map((workflow) => {
    const findings = checkWorkflow(workflow, catalog);
    const found = findings.map(({ code, path }) => `${code} at ${path}`).join(", ");
    return `${workflow.id}: ${found === "" ? "no finding" : found}`;
  });
  const mails = templates.map(({ id, locales }) => `${id} (${Object.keys(locales).join(", ")})`);
  const needed = Object.entries(needs).flatMap(([kind, names]) =>
    names.length === 0 ? [] : [`  ${kind}: ${names.join(", ")}`],
  );
  return [...checks, "mails:", ...mails.map((one) => `  ${one}`), "needs:", ...needed].join("\n");
}

it.each(Object.entries(samples))("the guide of %s is current", async (name, made) => {
  const file = `${folder}${name}.md`;
  const page = readFileSync(file, "utf8");
  const [before, after] = page.split(/<!-- made -->[\s\S]*<!-- end -->\n/);
  const diagram = workflowMermaid(made.workflow).trimEnd();
  const part = `<!-- made -->\n\`\`\`text\n${reportOn(made)}\n\`\`\`\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n<!-- end -->\n`;
  await expect(`${before}${part}${after}`).toMatchFileSnapshot(file);
});

it("there is a guide for each, and a list of them", () => {
  const pages = readdirSync(folder).filter((file) => file !== "README.md");
  expect(pages.sort()).toEqual(
    Object.keys(samples)
      .map((name) => `${name}.md`)
      .sort(),
  );
  const list = readFileSync(`${folder}README.md`, "utf8");
  for (const page of pages) expect(list).toContain(`(${page})`);
});

it("each mail comes in English and German, and no two share an id", () => {
  const templates = Object.values(samples).flatMap((made) => made.templates);
  for (const { locales } of templates) expect(Object.keys(locales)).toEqual(["en", "de"]);
  expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
});
