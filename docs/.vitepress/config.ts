import { defineConfig } from "vitepress";
import { createSlug } from "../site/markdown.ts";
import { sidebar } from "../site/navigation.ts";

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#3451b2"/><path d="M6 10h4l3 9 3-9 3 9 3-9h4l-5 13h-4l-1-4-1 4h-4z" fill="#fff"/></svg>';

export default defineConfig({
  title: "Wellsent",
  description: "Consent-first e-mail and SMS marketing automation, inside your own application.",
  lang: "en-US",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: "build/pages",
  outDir: "build/site",
  cacheDir: "build/cache",
  cleanUrls: true,
  markdown: {
    // The same ids as on GitHub, so that a link holds in both places.
    anchor: { slugify: createSlug },
    // Pages are Markdown alone: what looks like a tag is meant as text.
    html: false,
    config: (md) => {
      // Merge fields are written in double braces, which Vue would take for its own.
      md.renderer.rules.text = (tokens, index) =>
        md.utils.escapeHtml(tokens[index]?.content ?? "").replaceAll("{{", "&#123;&#123;");
      md.renderer.rules.code_inline = (tokens, index) =>
        `<code v-pre>${md.utils.escapeHtml(tokens[index]?.content ?? "")}</code>`;
    },
  },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/guides/", activeMatch: "^/guides/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      { text: "Errors", link: "/errors/", activeMatch: "^/errors/" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // Headings and prose: code would be most of the index, and is coloured once already.
        _render: (source, env, md) => md.render(source.replace(/^```[\s\S]*?^```$/gm, ""), env),
      },
    },
    socialLinks: [{ icon: "github", link: "https://github.com/wellsent/wellsent" }],
    footer: { message: "MIT" },
  },
});
