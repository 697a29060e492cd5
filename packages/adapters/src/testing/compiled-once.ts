import type { Schema } from "@wellsent/core";
import type { CompileOptions } from "@wellsent/templates/compile";
import type { AppTemplate } from "../app/index.js";
import { knownAttributes } from "../app/known-attributes.js";

/** A template that is compiled. */
export type Program = Extract<AppTemplate, { readonly format: unknown }>;

type Source = Exclude<AppTemplate, Program>;

type Compiled = WeakMap<AppTemplate, Promise<readonly Program[]>>;

const bySchema = new WeakMap<Schema, Compiled>();

/**
 * The templates with the programs of those that are sources. One value is compiled once a process:
 * every test makes an app, and MJML takes longer than a simulated year.
 */
export async function withPrograms<T extends AppTemplate>(
  templates: readonly T[],
  schema: Schema,
  options: CompileOptions | undefined,
): Promise<readonly (T | Program)[]> {
  if (options !== undefined) return templates;
  const given = new Set(templates.flatMap((one) => ("format" in one ? [one.id] : [])));
  const compiled: (T | Program)[] = [...templates];
  for (const template of templates) {
    if ("format" in template || given.has(template.id)) continue;
    compiled.push(...(await compileOnce(template, schema)));
  }
  return compiled;
}

function compileOnce(template: Source, schema: Schema): Promise<readonly Program[]> {
  const known: Compiled = bySchema.get(schema) ?? new WeakMap();
  bySchema.set(schema, known);
  const before = known.get(template);
  if (before !== undefined) return before;
  const compiling = compile(template, schema);
  known.set(template, compiling);
  return compiling;
}

async function compile(source: Source, schema: Schema): Promise<readonly Program[]> {
  const { compileSms, compileTemplate } = await import("@wellsent/templates/compile");
  const options = knownAttributes(schema);
  return source.channel === "sms"
    ? compileSms(source, options).programs
    : (await compileTemplate(source, options)).programs;
}
