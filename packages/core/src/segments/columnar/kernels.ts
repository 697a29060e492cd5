import type { NumberRange } from "../contact-test.js";
import type { Codes } from "./column.js";

/**
 * Keeps those places of a selection that meet a clause: writes them to `into`, in their order, and
 * returns how many there are. `into` may be the selection itself.
 */
export type Kernel = (from: Uint32Array, into: Uint32Array) => number;

// Writing each place and counting only some needs no branch, which nobody could predict.

/** `met` has 1 for each code that meets the clause. */
export function codeKernel(codes: Codes, met: Uint8Array): Kernel {
  return (from, into) => {
    let count = 0;
    for (let at = 0; at < from.length; at++) {
      const place = from[at] ?? 0;
      into[count] = place;
      count += met[codes[place] ?? 0] ?? 0;
    }
    return count;
  };
}

/** NaN is in no range. With `inside` false: outside of it, and NaN neither. */
export function rangeKernel(
  numbers: Float64Array,
  { low, high, open }: NumberRange,
  inside: boolean,
): Kernel {
  if (!inside) {
    return (from, into) => {
      let count = 0;
      for (let at = 0; at < from.length; at++) {
        const place = from[at] ?? 0;
        const value = numbers[place] ?? Number.NaN;
        into[count] = place;
        const out = open ? value <= low || value >= high : value < low || value > high;
        count += out ? 1 : 0;
      }
      return count;
    };
  }
  if (open) {
    return (from, into) => {
      let count = 0;
      for (let at = 0; at < from.length; at++) {
        const place = from[at] ?? 0;
        const value = numbers[place] ?? Number.NaN;
        into[count] = place;
        count += (value > low ? 1 : 0) & (value < high ? 1 : 0);
      }
      return count;
    };
  }
  return (from, into) => {
    let count = 0;
    for (let at = 0; at < from.length; at++) {
      const place = from[at] ?? 0;
      const value = numbers[place] ?? Number.NaN;
      into[count] = place;
      count += (value >= low ? 1 : 0) & (value <= high ? 1 : 0);
    }
    return count;
  };
}

/** Asks for each place. */
export function askingKernel(meets: (place: number) => boolean): Kernel {
  return (from, into) => {
    let count = 0;
    for (let at = 0; at < from.length; at++) {
      const place = from[at] ?? 0;
      if (meets(place)) into[count++] = place;
    }
    return count;
  };
}
