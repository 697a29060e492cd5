const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup that is safe to print. Nothing but {@link html} makes it. */
export interface Html {
  readonly markup: string;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

type Part = string | Html | readonly Html[];

function print(part: Part): string {
  if (typeof part === "string") return escaped(part);
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}

/** Every text put in is escaped; only other {@link Html} goes in as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    markup: strings
      .map((text, index) => text + (index < parts.length ? print(parts[index] ?? "") : ""))
      .join(""),
  };
}

export const nothing: Html = { markup: "" };

// WCAG 2.2 AA: contrast 4.5:1 and more, visible focus, targets of 44 px, one column down to 320 px.
const style = `
*{box-sizing:border-box}
body{margin:0;background:#f4f4f2;color:#1c1c1a;font:1.0625rem/1.5 system-ui,sans-serif}
main{max-width:36rem;margin:0 auto;padding:2rem 1.25rem;background:#fff;min-height:100vh}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
fieldset{border:1px solid #767672;border-radius:.5rem;margin:0 0 1.25rem;padding:.75rem 1rem}
legend{font-weight:600;padding:0 .25rem}
label{display:flex;gap:.75rem;align-items:flex-start;min-height:2.75rem;padding:.5rem 0}
input{width:1.25rem;height:1.25rem;margin:.15rem 0 0;flex:none}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border-radius:.5rem;border:2px solid #1b4f9c;background:#1b4f9c;color:#fff;cursor:pointer}
button.second{background:#fff;color:#1b4f9c}
a{color:#1b4f9c}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}
footer{margin-top:2rem;padding-top:1rem;border-top:1px solid #d6d6d2;font-size:.9375rem;color:#4a4a46}
.hint{color:#4a4a46;font-size:.9375rem}
`;

export function layout(page: {
  readonly lang: string;
  readonly title: string;
  readonly brand: string;
  readonly address: string;
  readonly content: Html;
}): string {
  return `<!doctype html>\n${
    html`<html lang="${page.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · ${page.brand}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
<h1>${page.title}</h1>
${page.content}
<footer>${page.brand}${page.address === "" ? nothing : html`<br>${page.address}`}</footer>
</main>
</body>
</html>`.markup
  }`;
}
