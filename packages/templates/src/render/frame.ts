import type { FormatContext } from "../format/index.js";
import { isText, own } from "../unknown-value.js";
import { forgetOwn, type OwnLinks, ownLinks } from "./own-links.js";
import type { RenderInput, RenderReason } from "./request.js";

/**
 * The state that changes while a program runs. Reused for the next recipient, so that rendering
 * allocates nothing.
 */
export interface Frame {
  input: Pick<RenderInput, "data" | "memberships" | "links" | "tracking">;
  format: { -readonly [Key in keyof FormatContext]: FormatContext[Key] };
  /** By scope: 0 the recipient's data, then the current item of each loop. */
  readonly scopes: unknown[];
  /**
   * The running loop of each scope: its items, their keys if it iterates over an object, position
   * and length.
   */
  readonly lists: (readonly unknown[])[];
  readonly keys: (readonly string[] | null)[];
  readonly positions: number[];
  readonly lengths: number[];
  readonly fallbacks: string[];
  readonly reasons: RenderReason[];
  own: OwnLinks;
}

const nobody: Frame["input"] = {
  data: {},
  memberships: [],
  links: { unsubscribe: "", preferences: "", view: "", clickBase: "", openPixel: "" },
  tracking: { opens: false, clicks: false },
};

const idle: Frame[] = [];
const noItems: readonly unknown[] = [];

/**
 * A frame for one recipient. Rendering is synchronous, so a second frame is used only if a
 * formatter renders something itself.
 */
export function takeFrame(input: RenderInput, locale: string): Frame {
  const frame: Frame = idle.pop() ?? {
    input: nobody,
    format: { locale, timeZone: "UTC", at: 0 },
    scopes: [],
    lists: [],
    keys: [],
    positions: [],
    lengths: [],
    fallbacks: [],
    reasons: [],
    own: ownLinks(),
  };
  const { attributes, at } = input;
  const { format } = frame;
  const zone = own(attributes, "timeZone");
  frame.input = input;
  format.locale = locale;
  format.timeZone = isText(zone) ? zone : "UTC";
  format.at = at;
  frame.scopes[0] = attributes;
  clear(frame.fallbacks);
  clear(frame.reasons);
  return frame;
}

/** Setting an array's length is slow even if it changes nothing, and it rarely does. */
export function clear(list: unknown[]): void {
  if (list.length > 0) list.length = 0;
}

/** Returns a frame, with no data of the recipient left in it. */
export function giveFrame(frame: Frame): void {
  const { scopes, lists } = frame;
  frame.input = nobody;
  for (let scope = 0; scope < scopes.length; scope++) {
    scopes[scope] = undefined;
    lists[scope] = noItems;
  }
  forgetOwn(frame.own);
  if (idle.length < 4) idle.push(frame);
}

export function addReason({ reasons }: Frame, code: string, path: string): void {
  if (!reasons.some((reason) => reason.code === code && reason.path === path))
    reasons.push({ code, path });
}

export function addFallback({ fallbacks }: Frame, path: string): void {
  if (!fallbacks.includes(path)) fallbacks.push(path);
}
