import { adds, content, type Features, looks, splitWords } from "./feature.js";
import { attribute, picture, tag } from "./feature-matchers.js";

const asImage = "Use a PNG or a JPEG.";
const fitting = "Link to a form on the web.";
const semantic = `
  article aside details figcaption figure footer header main mark nav section summary time`;

const elements: Features = {
  amp: adds({
    uses: ({ elements: all }) =>
      all.some(
        ({ tag: name, attributes }) =>
          name === "html" &&
          (attributes["amp4email"] !== undefined || attributes["⚡4email"] !== undefined),
      ),
    near: /amp4email|⚡4email/,
  }),
  "html-address": adds(tag("address")),
  "html-align": adds(attribute("align")),
  "html-anchor-links": looks(
    attribute("href", /^#./, ["a"]),
    "Leave the jump out: the mail is read from top to bottom.",
  ),
  "html-audio": content(tag("audio"), "Link to the recording."),
  "html-base": content(tag("base"), "Write every address whole."),
  "html-button-reset": content(attribute("type", /^reset$/i, ["button"]), fitting),
  "html-button-submit": content(attribute("type", /^submit$/i, ["button"]), fitting),
  "html-dialog": content(tag("dialog"), "Show what it says in the mail."),
  "html-doctype": { loss: "nothing", matcher: { uses: () => false, near: /<!doctype/i } },
  "html-form": content(tag("form"), fitting),
  "html-h1-h6": adds(tag("h1", "h2", "h3", "h4", "h5", "h6")),
  "html-image-maps": content(tag("map"), "Cut the image, and link each part."),
  "html-link": adds(tag("link")),
  "html-lists": adds(tag("ul", "ol", "dl")),
  "html-loading-attribute": adds(attribute("loading")),
  "html-mailto-links": adds(attribute("href", /^mailto:/i, ["a"])),
  "html-marquee": looks(tag("marquee"), "Let it stand still."),
  "html-meta-color-scheme": adds(attribute("name", /^(?:supported-)?color-schemes?$/i, ["meta"])),
  "html-meter": content(tag("meter"), "Say it in words."),
  "html-object": content(tag("object"), "Link to it."),
  "html-picture": looks(tag("picture"), "Make sure its img alone is enough."),
  "html-progress": content(tag("progress"), "Say it in words."),
  "html-select": content(tag("select"), fitting),
  "html-semantics": adds(tag(...splitWords(semantic))),
  "html-srcset": adds(attribute("srcset")),
  "html-style": adds(tag("style")),
  "html-svg": content(tag("svg"), "Use a PNG."),
  "html-textarea": content(tag("textarea"), fitting),
  "html-video": content(tag("video"), "Show a picture that links to the film."),
  ...Object.fromEntries(
    "checkbox hidden radio reset submit text"
      .split(" ")
      .map((type) => [
        `html-input-${type}`,
        content(attribute("type", new RegExp(`^${type}$`, "i"), ["input"]), fitting),
      ]),
  ),
  ...Object.fromEntries(
    splitWords(
      `abbr acronym bdi blockquote body code del dfn div hr
      img p pre rp rt ruby small span strike strong table wbr`,
    ).map((name) => [`html-${name}`, adds(tag(name))]),
  ),
  ...Object.fromEntries(
    splitWords(
      `aria-describedby aria-hidden aria-label aria-labelledby aria-live background cellpadding
      cellspacing dir height hidden lang popover required role target valign width`,
    ).map((name) => [`html-${name}`, adds(attribute(name))]),
  ),
};

const images: Features = {
  "image-apng": looks(picture("apng"), "Use a GIF, whose first frame says everything."),
  "image-avif": content(picture("avif"), asImage),
  "image-base64": content(
    {
      uses: ({ images: all }) => all.some((image) => /^data:[^,]*;base64,/i.test(image)),
      near: /data:[^,"']*;base64,/i,
    },
    "Attach it, and name it by cid:, or host it.",
  ),
  "image-bmp": content(picture("bmp"), asImage),
  "image-gif": adds(picture("gif")),
  "image-heif": content(picture("heic", "heif"), asImage),
  "image-ico": content(picture("ico"), asImage),
  "image-jpg": adds(picture("jpg", "jpeg")),
  "image-mp4": content(picture("mp4"), "Show a GIF, or a picture that links to the film."),
  "image-png": adds(picture("png")),
  "image-svg": content(picture("svg"), asImage),
  "image-tiff": content(picture("tif", "tiff"), asImage),
  "image-webp": content(picture("webp"), asImage),
};

export const htmlFeatures: Features = { ...elements, ...images };
