import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type LoadedProgram,
  loadProgram,
  type RenderInput,
  type TemplateProgram,
} from "@wellsent/templates";
import { renderBuffer, renderBytes } from "@wellsent/templates/bytes";
import { build } from "esbuild";
import type { Measurement } from "../contest.ts";
import { createPeople } from "./sources.ts";

const workspace = fileURLToPath(new URL("../..", import.meta.url));

/** What the collector did while 20,000 mails were rendered into one buffer. */
export function collections({ loaded }: { readonly loaded: LoadedProgram }): Measurement {
  return {
    name: "G10 collections in 20,000 pooled renders",
    limit: 0,
    unit: "collections",
    measure: async () => {
      const people = createPeople("unicode");
      const buffer = renderBuffer();
      const renders = (count: number): void => {
        for (let done = 0; done < count; done++) {
          assert(
            renderBytes(loaded, people[done % people.length] as RenderInput, buffer, ["html"]),
          );
        }
      };
      renders(2000);
      let seen = 0;
      let from = Number.POSITIVE_INFINITY;
      let to = Number.POSITIVE_INFINITY;
      const observer = new PerformanceObserver((list) => {
        for (const { startTime } of list.getEntries())
          if (startTime >= from && startTime <= to) seen++;
      });
      globalThis.gc?.();
      await sleep(20);
      observer.observe({ entryTypes: ["gc"] });
      from = performance.now();
      renders(20_000);
      to = performance.now();
      await sleep(20);
      observer.disconnect();
      return [seen];
    },
  };
}

/** Runs a program and gives what it printed. */
function printed(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: workspace,
    encoding: "utf8",
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}

export function importTime(): Measurement {
  return {
    name: "G10 import of the runtime",
    limit: 5,
    unit: "ms",
    note: "a process of its own, files cached",
    measure: ({ rounds }) =>
      Array.from({ length: rounds }, () =>
        Number(
          printed([
            "--input-type=module",
            "--eval",
            'const from = performance.now(); await import("@wellsent/templates"); console.log(performance.now() - from);',
          ]),
        ),
      ),
  };
}

export function artefactSize(): readonly Measurement[] {
  const bundle = () =>
    build({
      stdin: { contents: 'export * from "@wellsent/templates";', resolveDir: workspace },
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      platform: "neutral",
      metafile: true,
      logLevel: "error",
    });
  return [
    {
      name: "G10 runtime, minified",
      limit: 25,
      unit: "KB",
      note: "one bundle of everything @wellsent/templates exports",
      measure: async () => [
        ((await bundle()).outputFiles[0]?.contents.length ?? Number.NaN) / 1024,
      ],
    },
    {
      name: "G10 dependencies of the runtime",
      limit: 0,
      unit: "packages from outside this workspace",
      measure: async () => {
        const { metafile } = await bundle();
        const outside = Object.keys(metafile.inputs).filter((path) =>
          path.includes("node_modules"),
        );
        return [outside.length];
      },
    },
  ];
}

/** Fields by the hundred in some 20 KB of MJML, loops and conditions among them. */
function longTemplate(): string {
  const blocks = Array.from(
    { length: 20 },
    (
      _,
      index,
    ) => `<mj-section background-color="#ffffff" padding="20px 0"><mj-column width="100%"><mj-text font-size="16px" line-height="24px" color="#333333">
Hello {{firstName fallback="there"}}, this is paragraph ${index} of a long letter that somebody took care to write, and ${"it goes on for a while, as letters of this kind do. ".repeat(11)}
{{#if city}}In {{city}} it is {{index}} degrees.{{else}}Wherever you are, good day.{{/if}}</mj-text>
<mj-text>{{#each lines}}{{sku}}: {{../firstName}} has {{count}}, {{/each}}</mj-text></mj-column></mj-section>`,
  );
  return `<mjml><mj-body>${blocks.join("\n")}<mj-section><mj-column><mj-text><a href="{{unsubscribe}}">Leave</a></mj-text></mj-column></mj-section></mj-body></mjml>`;
}

export function typeCheckTime(): Measurement {
  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const source = (
    mjml: string,
  ): string => `import { defineTemplate, field } from "@wellsent/templates/define";
export const template = defineTemplate({ id: "t", messageClass: "marketing", subject: "Hello {{firstName}}",
  fields: { firstName: field.name({ fallback: "there" }), city: field.text({ optional: true }), index: field.number(),
    lines: field.list({ of: { sku: field.text(), count: field.number() }, maxItems: 9 }) },
  mjml: \`${mjml}\` });
`;
  const config = {
    compilerOptions: {
      target: "es2024",
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    },
    files: ["template.ts"],
  };
  return {
    name: "G11 what 20 KB of inline template cost tsc",
    limit: 0.2,
    unit: "s",
    note: "against the same file with one line of template",
    measure: ({ quick }) => {
      const folder = mkdtempSync(join(workspace, ".tsc-"));
      const check = (mjml: string): { readonly seconds: number; readonly out: string } => {
        writeFileSync(join(folder, "template.ts"), source(mjml));
        const from = performance.now();
        const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
        return { seconds: (performance.now() - from) / 1000, out: stdout };
      };
      try {
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
        const long = longTemplate();
        assert(long.length > 20_000, `${long.length} characters`);
        assert.match(
          check(long.replace("{{city}}", "{{citty}}")).out,
          /citty/,
          "a misspelt field compiles",
        );
        return Array.from({ length: quick ? 5 : 9 }, () => {
          const short = check("<mjml>{{firstName}}</mjml>");
          const whole = check(long);
          assert.equal(short.out + whole.out, "");
          return Math.max(0, whole.seconds - short.seconds);
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

export function loadTime(programs: readonly TemplateProgram[]): Measurement {
  return {
    name: "G12 load of an artefact",
    limit: 2,
    unit: "ms",
    note: "JSON.parse, digest and every bound, for each template",
    measure: ({ rounds }) => {
      const artefacts = programs.map((program) => JSON.stringify(program));
      return Array.from({ length: rounds }, () =>
        artefacts.map((artefact) => {
          const from = performance.now();
          loadProgram(JSON.parse(artefact));
          return performance.now() - from;
        }),
      ).flat();
    },
  };
}
