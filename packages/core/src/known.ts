/**
 * What a faulty value would have to be, which none is: the compiler's message then quotes the
 * sentence.
 */
export interface Faulty<Sentence> {
  readonly "~fault": Sentence;
}

/**
 * The same data with lists that nobody changes: what a schema calls a list of texts is met by
 * `["a"]` as a `const` type parameter takes it.
 */
export type WithReadonlyLists<Data> = unknown extends Data
  ? Data
  : Data extends string | number | bigint | boolean | null | undefined
    ? Data
    : { readonly [Name in keyof Data]: WithReadonlyLists<Data[Name]> };

/** The compiler's messages then print what there is, and not the name of the type. */
export type Spelled<Names> = [Names] extends [string] ? Names : never;

/** Keeps a literal's own type, and has editors offer `Names` all the same. */
export type OneOf<Names extends string> = Names | (string & Record<never, never>);

/**
 * To be intersected with what was given: nothing where it is one of `There`, else a sentence that
 * says what there is: of that `Kind`, and `Of` what.
 */
export type Known<Kind extends string, Given, There, Of extends string = ""> = [Given] extends [
  There,
]
  ? unknown
  : Faulty<
      string extends Given
        ? `This may be any text, and has to be a known ${Kind}${Of}; ${ListedFor<Given, There>}`
        : `There is no ${Kind} “${Exclude<Given, There> & string}”${Of}; ${ListedFor<Given, There>}`
    >;

/**
 * {@link Listed} for a fault. As long as the compiler infers what was given it lists nothing: it
 * looks at the sentence of every call, and making one costs more than the rest of the call.
 */
export type ListedFor<Given, There> = Listed<[Given] extends [There] ? never : There>;

/**
 * What has to be written where one of `There` is asked for; what was given is taken from it, and
 * refused with a sentence where it is none of them. Unlike an intersection with {@link Known} it
 * has editors offer the names inside the quotes: an editor asks as if nothing was given, and the
 * compiler then puts the parameter's default `never`, or else its constraint {@link OneOf}, in its
 * place.
 */
export type OneKnown<Kind extends string, Given, There extends string, Of extends string = ""> = [
  Given,
] extends [There]
  ? There
  : IsSame<Given, OneOf<There>> extends true
    ? There
    : Given & Known<Kind, Given, There, Of>;

/** {@link OneKnown} for one name, or a list of them that is not empty. */
export type SomeKnown<Kind extends string, Given, There extends string> = [EachOf<Given>] extends [
  There,
]
  ? Some<There>
  : IsSame<EachOf<Given>, OneOf<There>> extends true
    ? Some<There>
    : Given & Known<Kind, EachOf<Given>, There>;

export type Some<Name extends string> = Name | readonly [Name, ...Name[]];
export type EachOf<Names> = Names extends readonly (infer Name extends string)[]
  ? Name
  : Names & string;

/** Not whether one is assignable to the other: plain text is another type than {@link OneOf}. */
type IsSame<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What there is, in words. */
type Listed<There> = [There] extends [never]
  ? "there are none"
  : Quoted<There> extends `“${infer First}”, ${infer Rest}`
    ? `there are “${First}”, ${Rest}`
    : `there is ${Quoted<There>}`;

/** As many names as a message of the compiler's has room for. */
export type Quoted<Names, Text extends string = "", Room extends readonly unknown[] = Twenty> = [
  Names,
] extends [never]
  ? Text
  : Room extends readonly [unknown, ...infer Less]
    ? LastOf<Names> extends infer Name
      ? Quoted<
          Exclude<Names, Name>,
          Text extends "" ? `“${Name & string}”` : `“${Name & string}”, ${Text}`,
          Less
        >
      : never
    : `${Text} …`;

type Five = readonly [0, 0, 0, 0, 0];
type Twenty = readonly [...Five, ...Five, ...Five, ...Five];

/** One of a union: inference from overloads takes the last. */
type LastOf<Union> = (Union extends unknown ? (one: () => Union) => void : never) extends (
  all: infer All,
) => void
  ? All extends () => infer Last
    ? Last
    : never
  : never;
