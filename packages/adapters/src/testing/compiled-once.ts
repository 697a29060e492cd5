import type { CompileOptions } from "@wellsent/templates/compile";
import type { AppTemplate } from "../app/index.js";

/** A template that is compiled. */
export type Program = Extract<AppTemplate, { readonly format: unknown }>;

type Source = Exclude<AppTemplate, Program>;

const known = new WeakMap<AppTemplate, Promise<readonly Program[]>>();

/**
 * The templates with the programs of those that are sources. One value is compiled once a process:
 * every test makes an app, and MJML takes longer than a simulated year.
 */
export async function withPrograms<T extends AppTemplate>(
  templates: readonly T[],
  options: CompileOptions | undefined,
): Promise<readonly (T | Program)[]> {
  if (options !== undefined) return templates;
  const given = new Set(templates.flatMap((one) => ("format" in one ? [one.id] : [])));
  const compiled: (T | Program)[] = [...templates];
  for (const template of templates) {
    if ("format" in template || given.has(template.id)) continue;
    compiled.push(...(await compileOnce(template)));
  }
  return compiled;
}

function compileOnce(template: Source): Promise<readonly Program[]> {
  const before = known.get(template);
  if (before !== undefined) return before;
  const compiling = compile(template);
  known.set(template, compiling);
  return compiling;
}

async function compile(source: Source): Promise<readonly Program[]> {
  const { compileSms, compileTemplate } = await import("@wellsent/templates/compile");
  return source.channel === "sms"
    ? compileSms(source).programs
    : (await compileTemplate(source)).programs;
}
