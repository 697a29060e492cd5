import type { Faulty } from "@wellsent/core";
import type {
  Bare,
  BlockScope,
  Data,
  Digit,
  Else,
  Enter,
  HoleFault,
  Open,
  Pop,
  Resolve,
  Root,
  Stack,
  Trim,
  WordsFault,
} from "./template-scopes.js";

/**
 * Reads a template literal in the type system: every path is looked up in the data's type, in the
 * scope it stands in, so that `tsc` rejects a misspelt, missing or wrongly scoped field without any
 * code generation. A partial is read where it is called, with the context and arguments that it is
 * given there, and so is its block. What cannot be followed (formatters' names, partials of others,
 * computed arguments) passes: the compiler checks those. One alias a step, each in tail position,
 * as TypeScript follows 1,000 of those and only some 50 others.
 */
/** What a text is read in. */
interface Env {
  readonly partials: object;
  /** Partials being read, innermost first. */
  readonly within: readonly string[];
  /** What `{{> @partial-block}}` stands for. */
  readonly block: Block | null;
}
interface Block {
  readonly text: string;
  /** Where it is written. */
  readonly stack: Stack;
  readonly env: Env;
}

type Same<S extends Stack> = readonly [Open<"if", Data<S>>, ...S];

type Walk<
  Text extends string,
  S extends Stack,
  E extends Env,
> = Text extends `${string}{{${infer Tag}}}${infer Rest}`
  ? Tag extends PlainKey<Data<S>>
    ? Walk<Rest, S, E>
    : Step<Trim<Tag>, Rest, S, E>
  : true;

/** Most tags are just a field of their scope: they need none of the steps. */
type PlainKey<Of> = [Of] extends [readonly unknown[] | string | number | boolean]
  ? never
  : string extends keyof Of
    ? never
    : Exclude<keyof Of, "else">;

/** Goes on after what was found sound, else ends with the fault. */
type Then<Verdict, Rest extends string, S extends Stack, E extends Env> = [Verdict] extends [true]
  ? Walk<Rest, S, E>
  : Verdict;

type Step<
  Tag extends string,
  Rest extends string,
  S extends Stack,
  E extends Env,
> = Tag extends `!--${infer Comment}`
  ? Comment extends `${string}--`
    ? Walk<Rest, S, E>
    : Rest extends `${string}--}}${infer After}`
      ? Walk<After, S, E>
      : true
  : Tag extends `!${string}`
    ? Walk<Rest, S, E>
    : Tag extends `>${infer Call}`
      ? PartialStep<Bare<Trim<Call>>, Rest, S, E>
      : Tag extends `#>${infer Call}`
        ? BlockStep<Bare<Trim<Call>>, Rest, S, E>
        : Tag extends `/${string}`
          ? Walk<Rest, Pop<S>, E>
          : Tag extends "else" | "^"
            ? Walk<Rest, Else<S>, E>
            : Tag extends `#if ${infer Test}` | `#unless ${infer Test}`
              ? [WordsFault<Bare<Trim<Test>>, S>] extends [never]
                ? Walk<Rest, Same<S>, E>
                : WordsFault<Bare<Trim<Test>>, S>
              : Tag extends `else if ${infer Test}` | `else unless ${infer Test}`
                ? [WordsFault<Bare<Trim<Test>>, Else<S>>] extends [never]
                  ? Walk<Rest, Else<S>, E>
                  : WordsFault<Bare<Trim<Test>>, Else<S>>
                : Tag extends `#each ${infer List}`
                  ? Enter<"each", Trim<List>, S> extends infer Inner
                    ? Inner extends Stack
                      ? Walk<Rest, Inner, E>
                      : Inner
                    : never
                  : Tag extends `#with ${infer Path}`
                    ? Enter<"with", Trim<Path>, S> extends infer Inner
                      ? Inner extends Stack
                        ? Walk<Rest, Inner, E>
                        : Inner
                      : never
                    : Tag extends `#${string}`
                      ? Walk<Rest, Same<S>, E>
                      : Tag extends `else ${string}`
                        ? true
                        : [HoleFault<Bare<Hole<Tag>>, S>] extends [never]
                          ? Walk<Rest, S, E>
                          : HoleFault<Bare<Hole<Tag>>, S>;

/** What a partial is called with: its context, and its arguments over that. */
interface Given {
  readonly context: unknown;
  readonly args: object;
  /** It is not simply the context around. */
  readonly other: boolean;
}
type Plainly<S extends Stack> = {
  readonly context: Data<S>;
  readonly args: Record<never, never>;
  readonly other: false;
};
type Anything = {
  readonly context: unknown;
  readonly args: Record<never, never>;
  readonly other: true;
};

type Words<
  Text extends string,
  S extends Stack,
  G extends Given,
> = Text extends `${infer Word} ${infer Rest}`
  ? Words<Trim<Rest>, S, AndWord<Word, S, G>>
  : Text extends ""
    ? G
    : AndWord<Text, S, G>;
type AndWord<Word extends string, S extends Stack, G extends Given> = Word extends "this" | "."
  ? G
  : Word extends `${string}=undefined`
    ? { readonly context: G["context"]; readonly args: G["args"]; readonly other: true }
    : Word extends `${infer Name}=${infer Value}`
      ? {
          readonly context: G["context"];
          readonly args: G["args"] & { readonly [Key in Name]: ValueOf<Value, S> };
          readonly other: true;
        }
      : { readonly context: ValueOf<Word, S>; readonly args: G["args"]; readonly other: true };
type ValueOf<Word extends string, S extends Stack> = Word extends `${Digit}${string}`
  ? string | number
  : Word extends "true" | "false"
    ? boolean
    : Word extends "null" | "undefined"
      ? null
      : Resolve<Word, S>;

/** The context with the arguments over it: what is no object gives nothing but those. */
type DataOf<G extends Given> = [keyof G["args"]] extends [never]
  ? G["context"]
  : unknown extends G["context"]
    ? unknown
    : NonNullable<G["context"]> extends readonly unknown[] | string | number | boolean
      ? G["args"]
      : Omit<NonNullable<G["context"]>, keyof G["args"]> & G["args"];

/** The name of a partial, and what follows it. */
type NameIn<Call extends string> = Call extends `${infer Name} ${string}` ? Name : Call;
type After<Call extends string> = Call extends `${string} ${infer Rest}` ? Trim<Rest> : "";
type GivenIn<Call extends string, S extends Stack> = Call extends
  | `${string}\n${string}`
  | `${string}(${string}`
  ? Anything
  : Words<After<Call>, S, Plainly<S>>;
type CallFault<Call extends string, S extends Stack> = Call extends `${string}\n${string}`
  ? never
  : WordsFault<After<Call>, S>;

type PartialStep<Call extends string, Rest extends string, S extends Stack, E extends Env> = [
  CallFault<Call, S>,
] extends [never]
  ? Then<
      NameIn<Call> extends "@partial-block"
        ? PutBlock<GivenIn<Call, S>, S, E>
        : Inlined<NameIn<Call>, GivenIn<Call, S>, S, E, E["block"], StaysSame<GivenIn<Call, S>, S>>,
      Rest,
      S,
      E
    >
  : CallFault<Call, S>;

type BlockStep<Call extends string, Rest extends string, S extends Stack, E extends Env> = [
  CallFault<Call, S>,
] extends [never]
  ? Rest extends `${infer Text}{{/${NameIn<Call>}}}${infer Following}`
    ? Text extends `${string}{{#>${string}${NameIn<Call>}${string}`
      ? Walk<Rest, Unseen<S>, E>
      : Then<BlockVerdict<NameIn<Call>, GivenIn<Call, S>, Text, S, E>, Following, S, E>
    : Walk<Rest, Unseen<S>, E>
  : CallFault<Call, S>;
type BlockVerdict<
  Name extends string,
  G extends Given,
  Text extends string,
  S extends Stack,
  E extends Env,
> = Name extends "@partial-block"
  ? E["block"] extends Block
    ? PutBlock<G, S, E>
    : Walk<Text, G["other"] extends true ? readonly [Open<"with", DataOf<G>>, ...S] : S, E>
  : Name extends keyof E["partials"]
    ? Inlined<
        Name,
        G,
        S,
        E,
        { readonly text: Text; readonly stack: S; readonly env: E },
        G["other"] extends true ? "partial" : "same"
      >
    : Walk<Text, Unseen<S>, E>;

/** A block whose context nobody here knows. */
type Unseen<S extends Stack> = readonly [Open<"with", unknown>, ...S];

/** A partial that hands on the block it was given: is its context still that of the block? */
type StaysSame<G extends Given, S extends Stack> = G["other"] extends true
  ? "partial"
  : IsSame<S> extends true
    ? "same"
    : "partial";
type IsSame<S extends Stack> = S extends readonly [
  infer Top extends BlockScope,
  ...infer Rest extends Stack,
]
  ? Top["kind"] extends "if"
    ? IsSame<Rest>
    : Top["kind"] extends "same"
      ? true
      : false
  : false;

type Inlined<
  Name extends string,
  G extends Given,
  S extends Stack,
  E extends Env,
  B extends Block | null,
  Kind extends "partial" | "same",
> = Name extends E["within"][number]
  ? true
  : E["within"]["length"] extends 4
    ? true
    : Name extends keyof E["partials"]
      ? E["partials"][Name] extends infer Text extends string
        ? string extends Text
          ? true
          : Within<
              Name,
              Walk<
                Text,
                readonly [Open<Kind, DataOf<G>>, Open<"root", Root<S>>],
                {
                  readonly partials: E["partials"];
                  readonly within: readonly [Name, ...E["within"]];
                  readonly block: B;
                }
              >
            >
        : true
      : true;
type Within<Name extends string, Verdict> = Verdict extends string
  ? `${Verdict}, within {{> ${Name}}}`
  : Verdict;

type PutBlock<G extends Given, S extends Stack, E extends Env> = E["block"] extends Block
  ? Walk<
      E["block"]["text"],
      StaysSame<G, S> extends "same"
        ? E["block"]["stack"]
        : readonly [Open<"with", DataOf<G>>, ...E["block"]["stack"]],
      E["block"]["env"]
    >
  : true;

/** `{{{raw}}}` and `{{&raw}}`. */
type Hole<Tag extends string> = Tag extends `{${infer Raw}` | `&${infer Raw}` ? Trim<Raw> : Tag;

/**
 * The text itself where every field in it exists in `Data`, otherwise a type that says which does
 * not.
 */
type Sound<Text, Data, Partials extends object> = Text extends string
  ? string extends Text
    ? Text
    : Walk<
          Text,
          readonly [Open<"root", Data>],
          { readonly partials: Partials; readonly within: readonly []; readonly block: null }
        > extends infer Verdict
      ? Verdict extends true
        ? Text
        : Faulty<Verdict>
      : never
  : Text;

type PartialsOf<Definition> = Definition extends {
  readonly partials: infer Partials extends object;
}
  ? Partials
  : Record<never, never>;

/** What a definition has under a name; anything goes where it does not name it. */
type Member<Definition, Name> = Name extends keyof Definition ? Definition[Name] : unknown;

/**
 * Every text of a definition checked against `Data`, together with its partials. The members stand
 * here by name: a mapped type over the definition's own costs a quarter more instantiations.
 */
export interface SoundTexts<Definition, Data, Partials extends object = PartialsOf<Definition>> {
  readonly subject?: Sound<Member<Definition, "subject">, Data, Partials>;
  readonly preheader?: Sound<Member<Definition, "preheader">, Data, Partials>;
  readonly mjml?: Sound<Member<Definition, "mjml">, Data, Partials>;
  readonly text?: Sound<Member<Definition, "text">, Data, Partials>;
  readonly locales?: SoundLocales<Member<Definition, "locales">, Data, Partials>;
}
type SoundLocales<Locales, Data, Partials extends object> = Locales extends object
  ? { readonly [Locale in keyof Locales]: SoundTexts<Locales[Locale], Data, Partials> }
  : Locales;
