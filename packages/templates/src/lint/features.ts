import type { Features } from "./feature.js";
import { cssFeatures } from "./features-css.js";
import { htmlFeatures } from "./features-html.js";

/** Everything that caniemail knows of and a mail's markup shows. */
export const features: Features = { ...cssFeatures, ...htmlFeatures };

/** What no mail's markup shows. */
export const unseen: Readonly<Record<string, string>> = {
  bimi: "a record of the sender's domain",
  "html-comments": "they are no part of what is shown",
  "image-hdr": "known only from the picture's own bytes",
};
