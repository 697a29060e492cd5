/**
 * MJML's elements as they are, but for what they would have readers fetch from hosts that the
 * template's author never named: a web font of Google in each default font stack, icons of social
 * networks from mailjet.com, arrows and plus signs from imgur.com. Opening a mail tells such a host
 * the reader's address on the net and the time. Where the author gives a source, everything is as
 * MJML has it; where not, there are a system font, words and signs.
 */

interface Component {
  getAttribute(name: string): string | undefined;
  getContent(): string;
  htmlAttributes(attributes: Readonly<Record<string, string | undefined>>): string;
}

interface ComponentClass<Made extends Component = Component> {
  new (initial: object): Made;
  readonly componentName: string;
  readonly defaultAttributes?: Readonly<Record<string, unknown>>;
}

interface SocialElement extends Component {
  getSocialAttributes(): { readonly href: string | undefined };
  render(): string;
}
interface AccordionTitle extends Component {
  renderIcons(): string;
}
interface Carousel extends Component {
  generateControls(direction: string, icon: string): string;
}

/** MJML's registry, as far as this file reads it. */
export interface MjmlComponents {
  readonly [tag: string]: ComponentClass;
  readonly "mj-social-element": ComponentClass<SocialElement>;
  readonly "mj-accordion-title": ComponentClass<AccordionTitle>;
  readonly "mj-carousel": ComponentClass<Carousel>;
}

/** A text, or another where it is blank. */
export type OrElse = (text: string, other: string) => string;

/** Classes to hand to `mjml2html` as a preset: they stand in for MJML's of the same name. */
export function ownComponents(mjml: MjmlComponents, orElse: OrElse): readonly ComponentClass[] {
  return Object.values({
    ...mjml,
    "mj-social-element": socialElement(mjml["mj-social-element"], orElse),
    "mj-accordion-title": accordionTitle(mjml["mj-accordion-title"]),
    "mj-carousel": carousel(mjml["mj-carousel"]),
  }).map(withoutHosts);
}

/** A default that MJML would load a web font for: its own stack is left without that. */
const webFont = /^Ubuntu, */;

/** An address in a default becomes empty, which means that there is a sign instead. */
function withoutHosts(made: ComponentClass): ComponentClass {
  const given = Object.entries(made.defaultAttributes ?? {});
  const kept = given.map(([name, value]) => [
    name,
    typeof value === "string" ? withoutHost(value) : value,
  ]);
  if (kept.every(([, value], at) => value === given[at]?.[1])) return made;
  const defaultAttributes = Object.fromEntries(kept);
  return class extends made {
    static override readonly defaultAttributes = defaultAttributes;
  };
}

function withoutHost(value: string): string {
  return /^https?:/.test(value) ? "" : value.replace(webFont, "");
}

/** Networks whose name is not their attribute's with a capital. */
const spelt: Readonly<Record<string, string>> = {
  google: "Google+",
  linkedin: "LinkedIn",
  youtube: "YouTube",
  github: "GitHub",
  soundcloud: "SoundCloud",
};

/** By its words where it has no picture. */
function socialElement(
  made: ComponentClass<SocialElement>,
  orElse: OrElse,
): ComponentClass<SocialElement> {
  return class extends made {
    override render(): string {
      if (this.getAttribute("src")) return super.render();
      const name = (this.getAttribute("name") ?? "").replace(/-noshare$/, "");
      const called = spelt[name] ?? name.slice(0, 1).toUpperCase() + name.slice(1);
      const words = orElse(this.getContent(), orElse(this.getAttribute("alt") ?? "", called));
      const { href } = this.getSocialAttributes();
      const linked = this.getAttribute("href") ? "a" : "span";
      const link =
        linked === "a"
          ? { href, rel: this.getAttribute("rel"), target: this.getAttribute("target") }
          : {};
      const row = this.htmlAttributes({ class: this.getAttribute("css-class") });
      const cell = this.htmlAttributes({ style: "tdText" });
      const text = this.htmlAttributes({ ...link, style: "text" });
      return `<tr${row}><td${cell}><${linked}${text}>${words}</${linked}></td></tr>`;
    }
  };
}

/** An image without an address, as MJML writes it. */
const unaddressed = /<img\b[^>]*? src=""[^>]*>/g;
function attribute(tag: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

/** `+` and `-`, which MJML has as alternative texts of its icons. */
function accordionTitle(made: ComponentClass<AccordionTitle>): ComponentClass<AccordionTitle> {
  return class extends made {
    override renderIcons(): string {
      return super.renderIcons().replace(unaddressed, (tag) => {
        const size = attribute(tag, "style");
        const style = `${size}font-size:24px;line-height:1.3;text-align:center;`;
        return `<span class="${attribute(tag, "class")}" style="${style}">${attribute(tag, "alt")}</span>`;
      });
    }
  };
}

function carousel(made: ComponentClass<Carousel>): ComponentClass<Carousel> {
  return class extends made {
    override generateControls(direction: string, icon: string): string {
      return super.generateControls(direction, icon).replace(unaddressed, (tag) => {
        const style = `${attribute(tag, "style")}font-size:40px;line-height:1;text-align:center;`;
        const sign = direction === "previous" ? "&#8249;" : "&#8250;";
        return `<span role="img" aria-label="${direction}" style="${style}">${sign}</span>`;
      });
    }
  };
}
