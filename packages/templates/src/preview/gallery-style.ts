/** The gallery's own looks; the mails are in frames and do not see it. */
export const galleryStyle = `
:root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--page:#f6f8fa;--card:#fff;--bad:#b42318;--good:#1a7f37}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--page:#0d1117;--card:#151b23;--bad:#ff8182;--good:#3fb950}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header,main{max-width:1240px;margin:0 auto;padding:24px}
h1{font-size:22px;margin:0}h2{font-size:17px;margin:32px 0 12px}
nav{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}nav a{color:inherit;border:1px solid var(--line);border-radius:999px;padding:2px 12px;text-decoration:none}
article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;margin:0 0 20px}
article h3{font-size:15px;margin:0;display:flex;flex-wrap:wrap;gap:8px;align-items:baseline}
.note{color:var(--soft);font-size:13px;font-weight:400}
.inbox{margin:8px 0 14px;padding:8px 12px;border-left:3px solid var(--line);overflow-wrap:anywhere}.inbox b{display:block}
.bad{color:var(--bad)}.good{color:var(--good)}
.frames{display:flex;gap:16px;overflow-x:auto;align-items:flex-start}
figure{margin:0;flex:none}figcaption{color:var(--soft);font-size:12px;margin-bottom:4px}
iframe{border:1px solid var(--line);border-radius:8px;background:#fff;height:620px;display:block}
details{margin-top:10px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0 0;padding:12px;background:var(--page);border-radius:8px;font-size:13px}
`;
