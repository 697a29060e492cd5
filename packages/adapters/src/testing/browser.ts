import { unescaped } from "./received.js";
import { TestKitError } from "./test-kit-error.js";

type Web = (request: Request) => Promise<Response>;

/** `true` ticks a box, `false` clears it, a text fills a field in. */
export type FormChanges = Readonly<Record<string, string | boolean>>;

/** A public page as a person sees it. */
export interface VisitedPage {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  /** Fields of its form as they stand: what a button would send off. */
  readonly fields: Readonly<Record<string, string>>;
  /**
   * Presses the button of its form, once boxes are ticked, by what stands beside them or by their
   * names, and fields filled in.
   * @throws TestKitError `TEST_BUTTON_MISSING`, `TEST_FIELD_MISSING`
   * @example
   * await page.press({ Offers: true, Magazine: false });
   */
  press(changes?: FormChanges): Promise<VisitedPage>;
}

/** What a person's browser and their mailbox provider ask of an app's pages. */
export interface Browser {
  visit(url: string): Promise<VisitedPage>;
  /** Loads and follows nothing: where it would lead. */
  follow(url: string): Promise<{ readonly status: number; readonly location: string | null }>;
  /** What the unsubscribe button of a mailbox does, RFC 8058. */
  postOneClick(url: string): Promise<VisitedPage>;
}

/** People have a language and a browser with a name: who lacks them counts as a machine. */
const human = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "accept-language": "en",
} as const;

/**
 * A reader's browser and mailbox in front of public pages: of an app (`app.web`) or of a
 * `webHandler`.
 *
 * @example
 * const page = await browser(app.web).visit(link);
 * await page.press({ scope: "everything" });
 */
export function browser(web: Web): Browser {
  const post = async (url: string, body: Readonly<Record<string, string>>, headers = {}) => {
    const request = new Request(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(body).toString(),
    });
    return visitedPage(url, await web(request));
  };
  const visitedPage = async (url: string, response: Response): Promise<VisitedPage> => {
    const html = await response.text();
    const fields = readFields(html);
    return {
      ...{ url, html, fields },
      status: response.status,
      async press(changes = {}) {
        if (!html.includes("<button")) throw noButton();
        return post(url, filled(html, fields, changes), human);
      },
    };
  };
  return {
    visit: async (url) => visitedPage(url, await web(new Request(url, { headers: human }))),
    async follow(url) {
      const response = await web(new Request(url, { headers: human }));
      return { status: response.status, location: response.headers.get("location") };
    },
    postOneClick: (url) => post(url, { "List-Unsubscribe": "One-Click" }),
  };
}

/** The first form of a page, with its first button. */
function readFields(html: string): Readonly<Record<string, string>> {
  const form = /<form[\s\S]*?<\/form>/.exec(html)?.[0] ?? "";
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, "name");
    const isBox = /type="(checkbox|radio)"/.test(input);
    if (name !== null && (!isBox || /\schecked\b/.test(input)))
      fields[name] = attribute(input, "value") ?? "on";
  }
  const button = /<button\b[^>]*>/.exec(form)?.[0] ?? "";
  const action = attribute(button, "name");
  if (action !== null) fields[action] = attribute(button, "value") ?? "";
  return fields;
}

/** What a form sends off after some changes. */
function filled(
  html: string,
  fields: Readonly<Record<string, string>>,
  changes: FormChanges,
): Readonly<Record<string, string>> {
  const sent: Record<string, string> = { ...fields };
  const boxes = readBoxes(html);
  for (const [key, value] of Object.entries(changes)) {
    const box = boxes.find(({ name, label }) => label === key || name === key);
    const name = box?.name ?? key;
    if (box === undefined && !(key in fields)) throw noField(key, boxes);
    if (value === false) delete sent[name];
    else sent[name] = value === true ? (box?.value ?? "on") : value;
  }
  return sent;
}

/** Boxes of a page, by what stands beside them. */
function readBoxes(html: string) {
  return [...html.matchAll(/<label\b[^>]*>([\s\S]*?)<\/label>/g)].flatMap(([, inside = ""]) => {
    const input = /<input\b[^>]*>/.exec(inside)?.[0] ?? "";
    const name = attribute(input, "name");
    const label = unescaped(
      inside.replace(/<em>.*?<\/em>|<[^>]*>/g, " ").replace(/\s+/g, " "),
    ).trim();
    return name === null ? [] : [{ name, value: attribute(input, "value") ?? "on", label }];
  });
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescaped(value);
}

function noButton(): TestKitError {
  return new TestKitError("TEST_BUTTON_MISSING", "The page has no button to press.", {
    remedy: "Look at its status and html: a link that is used or out of date shows a message.",
  });
}

function noField(key: string, boxes: readonly { readonly label: string }[]): TestKitError {
  return new TestKitError("TEST_FIELD_MISSING", `The form has no “${key}”.`, {
    remedy: `It has: ${boxes.map(({ label }) => label).join(", ")}.`,
  });
}
