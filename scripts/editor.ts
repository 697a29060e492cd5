// What an author waits for: how long the compilers take to check an application of 40 workflows, 60
// segments and 40 templates, and how long an editor takes to complete a chain after a key was
// pressed. Times depend on the machine, and are shown beside their goal and beside the floor: what
// zod's types of the same schema cost alone. Nothing is cached between runs.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installPacked, root } from "../docs/test/consumers/packed-packages.ts";

const docs = createRequire(join(root, "docs", "package.json"));
function compilerIn(name: string, file: string): string {
  return join(docs.resolve(`${name}/package.json`), "..", "lib", file);
}
function many<T>(count: number, each: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => each(index));
}

const described = `{
  attributes: z.object({
    firstName: z.string().optional(), plan: z.enum(["free", "pro"]), spent: z.number(),
    ${many(30, (n) => `field${n}: z.string().optional(),`).join(" ")}
    address: z.object({ city: z.string(), country: z.string(), zip: z.string().optional() }),
  }),
  events: {
    "order.placed": z.object({ total: z.number(), cartId: z.string() }),
    "cart.left": z.object({ cartId: z.string(), value: z.number() }),
    ${many(30, (n) => `"event.${n}": z.object({ id: z.string(), amount: z.number() }),`).join(" ")}
  },
  purposes: {
    "marketing.news": { topics: ["magazine", "offers"] }, "service.account": {},
    ${many(10, (n) => `"marketing.p${n}": {},`).join(" ")}
  },
}`;
const schema = `import { defineSchema } from "@wellsent/core";
import * as z from "zod";
export const schema = defineSchema(${described});
`;
/** The same schema and its outputs, as anybody reads them who uses zod and nothing of ours. */
const floor = `import * as z from "zod";
const schema = ${described};
type Outputs<Table> = { readonly [Name in keyof Table]: z.output<Table[Name]> };
export const city: z.output<typeof schema.attributes>["address"]["city"] = "x";
export const total: Outputs<typeof schema.events>["order.placed"]["total"] = 1;
`;
const segments = `import { all, any, defineSegment, not } from "@wellsent/core";
import { schema } from "./schema.js";
${many(
  60,
  (n) => `export const segment${n} = defineSegment(schema, "segment-${n}", (c) => all(
  c.attribute("plan").is("pro"), c.attribute("address.city").isKnown(),
  c.event("order.placed").where((d) => d.data("total").atLeast(${n})).some({ last: "30d" }),
  any(c.event("event.${n % 30}").count({ last: "7d" }).atLeast(2), c.attribute("field${n % 30}").is("x")),
  not(c.consent({ channel: "email", purpose: "marketing.news", topic: "offers" }).is("denied")),
));`,
).join("\n")}
`;
const templates = `import { defineTemplate } from "@wellsent/templates/define";
import { schema } from "./schema.js";
${many(
  40,
  (n) => `export const template${n} = defineTemplate(schema, {
  id: "template-${n}", messageClass: "marketing", purpose: "marketing.news", subject: "Hello {{firstName}}",
  mjml: "<mjml><mj-body><mj-section><mj-column><mj-text>{{firstName}}</mj-text></mj-column></mj-section></mj-body></mjml>",
});`,
).join("\n")}
`;
function workflow(n: number): string {
  return `export const workflow${n} = defineWorkflow(schema, "workflow-${n}", (w) => w
  .onEvent("cart.left", { where: (d) => d.data("value").atLeast(${n}) })
  .exitOn("order.placed", { same: "cartId" })
  .cap({ max: 2, per: "1d" })
  .wait("1h")
  .send(template${n})
  .waitFor({ clicked: template${n}, timeout: "3d" }, { yes: (w) => w.exit("clicked") })
  .branch((c) => c.attribute("plan").is("pro"), {
    yes: (w) => w.send(template${n}, { topic: "offers" }).wait("2d"),
    no: (w) => w.send(template${n}, { purpose: "marketing.news" }).set({ plan: "free" }),
  })
  .branch({ in: segment${n} }, { yes: (w) => w.exit("in") })
  .waitUntil({ time: "09:00" })
  .send(template${n})
  .exit("done"));`;
}
const workflows = `import { defineWorkflow } from "@wellsent/core";
import { schema } from "./schema.js";
import { ${many(40, (n) => `segment${n}`).join(", ")} } from "./segments.js";
import { ${many(40, (n) => `template${n}`).join(", ")} } from "./templates.js";
${many(40, workflow).join("\n")}
`;
const files = { schema, segments, templates, workflows, "floor/floor": floor };

const { folder } = installPacked();
const options = {
  ...{ target: "es2023", module: "nodenext", lib: ["es2023", "dom"], types: ["node"] },
  ...{ strict: true, noEmit: true, skipLibCheck: true },
};

/** The quickest of three, in seconds: the whole and, as the compiler says it, the check. */
function compile(command: string, args: readonly string[], path: string) {
  const runs = many(3, () => {
    const output = execFileSync(command, [...args, "-p", path, "--extendedDiagnostics"], {
      encoding: "utf8",
    });
    const figure = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(output)?.[1]);
    return { check: figure("Check time"), instantiations: figure("Instantiations") };
  });
  return runs.reduce((best, run) => (run.check < best.check ? run : best));
}

interface Answer {
  readonly request_seq?: number;
  readonly body?: { readonly entries?: readonly { readonly name: string }[] };
}

/** The quickest of several completions, each after a key was pressed, by what is completed. */
async function complete(): Promise<void> {
  const server = spawn(process.execPath, [
    compilerIn("typescript-5.9", "tsserver.js"),
    "--disableAutomaticTypingAcquisition",
  ]);
  const waiting = new Map<number, (answer: Answer) => void>();
  createInterface({ input: server.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return;
    const answer: Answer = JSON.parse(line);
    if (answer.request_seq !== undefined) waiting.get(answer.request_seq)?.(answer);
  });
  let sequence = 0;
  const send = (command: string, args: unknown): number => {
    sequence += 1;
    server.stdin.write(
      `${JSON.stringify({ seq: sequence, type: "request", command, arguments: args })}\n`,
    );
    return sequence;
  };
  const ask = (command: string, args: unknown): Promise<Answer> =>
    new Promise((resolve) => waiting.set(send(command, args), resolve));

  /** The last line of its kind as it is while somebody writes it: with the text cut out at `|`. */
  const places = [
    ["floor/floor", "a name of zod's alone", '["address"]', '["|"]', "plan"],
    ["workflows", "a verb at the end of a chain", '.waitUntil({ time: "09:00" })', ".|", "branch"],
    ["workflows", "an event's name", '.onEvent("cart.left"', '.onEvent("|"', "order.placed"],
    ["workflows", "an attribute's name", 'c.attribute("plan")', 'c.attribute("|")', "address.city"],
    ["workflows", "a topic", '{ topic: "offers"', '{ topic: "|"', "magazine"],
    ["workflows", "a purpose", '{ purpose: "marketing.news"', '{ purpose: "|"', "service.account"],
    [
      "templates",
      "a template's purpose",
      'purpose: "marketing.news"',
      'purpose: "|"',
      "marketing.p1",
    ],
    [
      "segments",
      "a purpose of a segment",
      'purpose: "marketing.news"',
      'purpose: "|"',
      "marketing.p1",
    ],
  ] as const;
  for (const [of, name, found, written, wanted] of places) {
    const file = join(folder, `${of}.ts`);
    const lines = readFileSync(file, "utf8").split("\n");
    const index = lines.findLastIndex((line) => line.includes(found));
    const whole = lines[index] ?? "";
    const begun = written.startsWith(".|") ? `${found}${written}` : written;
    const line = whole.replace(found, begun);
    const offset = line.indexOf("|") + 1;
    const text = lines.with(index, line.replace("|", "")).join("\n");
    send("open", { file, fileContent: text });
    const times: number[] = [];
    for (let round = 0; round < 6; round++) {
      // The text is another one each time, so that nothing of the file's types is kept.
      send("change", {
        file,
        ...{ line: 1, offset: 1, endLine: 1, endOffset: 1 },
        insertString: " ",
      });
      const started = performance.now();
      const { body } = await ask("completionInfo", { file, line: index + 1, offset });
      times.push(performance.now() - started);
      if (!body?.entries?.some((entry) => entry.name === wanted))
        throw new Error(`No ${wanted} is offered for ${name}.`);
    }
    const [first = 0, ...later] = times;
    console.log(
      `completes ${name} in ${Math.min(...later).toFixed(0)} ms, the first time in` +
        ` ${first.toFixed(0)} ms  goal 200 ms`,
    );
  }
  server.kill();
}

try {
  mkdirSync(join(folder, "floor"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.ts`), text);
  // By this name the editor finds it, too.
  const all = join(folder, "tsconfig.json");
  writeFileSync(all, JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
  const alone = join(folder, "floor", "tsconfig.json");
  writeFileSync(alone, JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
  for (const [version, command, args, goal] of [
    ["7", join(root, "node_modules", ".bin", "tsc"), [], 0.3],
    ["5.9", process.execPath, [compilerIn("typescript-5.9", "tsc.js")], 1.3],
  ] as const) {
    const { check, instantiations } = compile(command, args, all);
    const zod = compile(command, args, alone);
    console.log(
      `TypeScript ${version} checks 40 workflows, 60 segments, 40 templates in ${check} s` +
        `  goal ${goal} s  (${instantiations} instantiations; zod alone takes ${zod.check} s,` +
        ` ${zod.instantiations})`,
    );
  }
  await complete();
} finally {
  if (process.env["WELLSENT_KEEP"] === undefined) rmSync(folder, { recursive: true, force: true });
  else console.log(folder);
}
