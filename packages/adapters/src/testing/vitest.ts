import type { SegmentId } from "@wellsent/core";
import { expect } from "vitest";
import type { TemplateReference } from "../app/index.js";
import {
  type ReceivedExpectation,
  type SubscriptionExpectation,
  wellsentMatchers,
} from "./matchers.js";

export { type Refusable, wellsentMatchers } from "./matchers.js";
export type { ReceivedExpectation, SubscriptionExpectation };

declare module "vitest" {
  // The type parameters are vitest's own: a declaration that is merged repeats them.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * Of a person: has got a message of this template, or any at all. To be awaited.
     * @example
     * await expect(ann).toHaveReceived(welcome, { times: 1 });
     */
    toHaveReceived(template?: TemplateReference, expected?: ReceivedExpectation): Promise<void>;
    /**
     * Of what `send`, `grant` or `decide` answered, or of a person: has been refused, by this code.
     * To be awaited.
     * @example
     * await expect(await t.send(news, ann)).toHaveBeenRefused("NO_CONSENT");
     */
    toHaveBeenRefused(code?: string, template?: TemplateReference): Promise<void>;
    /** Of a person: may be written to, or watched, for this purpose now. To be awaited. */
    toBeSubscribedTo(purpose: string, options?: SubscriptionExpectation): Promise<void>;
    /** Of a person: is in a segment as of the last tick. To be awaited. */
    toBeIn(segment: string | { readonly id: SegmentId }): Promise<void>;
  }
}

expect.extend(wellsentMatchers);
