import { unescaped } from "./received.js";
import { TestKitError } from "./test-kit-error.js";

type Web = (request: Request) => Promise<Response>;

/** A public page as a person sees it. */
export interface VisitedPage {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  /** Fields of its form as they stand: what a button would send off. */
  readonly fields: Readonly<Record<string, string>>;
  /**
   * Presses the button of its form.
   * @param changes fields filled in or ticked before; `null`: cleared
   */
  press(changes?: Readonly<Record<string, string | null>>): Promise<VisitedPage>;
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
    return pageOf(url, await web(request));
  };
  const pageOf = async (url: string, response: Response): Promise<VisitedPage> => {
    const html = await response.text();
    const fields = fieldsOf(html);
    return {
      ...{ url, html, fields },
      status: response.status,
      press(changes = {}) {
        if (!html.includes("<button")) throw noButton();
        const filled = Object.entries({ ...fields, ...changes });
        const sent = filled.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
        return post(url, Object.fromEntries(sent), human);
      },
    };
  };
  return {
    visit: async (url) => pageOf(url, await web(new Request(url, { headers: human }))),
    async follow(url) {
      const response = await web(new Request(url, { headers: human }));
      return { status: response.status, location: response.headers.get("location") };
    },
    postOneClick: (url) => post(url, { "List-Unsubscribe": "One-Click" }),
  };
}

/** The first form of a page, with its first button. */
function fieldsOf(html: string): Readonly<Record<string, string>> {
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

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? null : unescaped(value);
}

function noButton(): TestKitError {
  return new TestKitError("TEST_BUTTON_MISSING", "The page has no button to press.", {
    remedy: "Look at its status and html: a link that is used or out of date shows a message.",
  });
}
