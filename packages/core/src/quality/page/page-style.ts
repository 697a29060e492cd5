// WCAG 2.2 AA: contrast of 4.5:1 and more for text and 3:1 for bars, in light, dark and print.
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fff;--ground:#f4f4f2;--ink:#1c1c1a;--soft:#4a4a46;--line:#d6d6d2;--bar:#1b4f9c;--rest:#dfe5ee;--bad:#a63a0a}
@media (prefers-color-scheme:dark){:root{--paper:#1d1e20;--ground:#131415;--ink:#ececea;--soft:#b9b9b4;--line:#3c3e42;--bar:#8ab4f0;--rest:#33383f;--bad:#f0a37e}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:64rem;margin:0 auto;padding:2rem 1.25rem 3rem;background:var(--paper);min-height:100vh}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .5rem;border-top:1px solid var(--line);padding-top:1.5rem}
p{margin:.25rem 0 1rem;color:var(--soft);max-width:42rem}
.grade{display:flex;flex-wrap:wrap;gap:1rem 1.5rem;align-items:center;margin:1.5rem 0 1rem}
.letter{font-size:3rem;line-height:1;font-weight:700;border:3px solid var(--bar);border-radius:.75rem;padding:.75rem 1.25rem}
.grade p{margin:0;color:var(--ink);font-size:1.125rem}
table{border-collapse:collapse;width:100%;margin:0 0 1.5rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.5rem 0}
/* A caption that repeats its heading is for readers of the screen. */
h2+table caption,h2+p+table caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{font-size:.875rem;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:400}
tbody th{min-width:7rem}
.n{text-align:right;white-space:nowrap;overflow-wrap:normal;padding-right:2rem}
.n:last-child{padding-right:0}
thead .n{white-space:normal}
.b{min-width:9rem}
.b svg{display:block;width:100%;height:.5rem;margin-top:.3rem}
.ids{font-size:.8125rem;color:var(--soft)}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 2.5rem}
rect{fill:var(--bar)}.bad rect{fill:var(--bad)}rect.rest{fill:var(--rest)}
@media (max-width:40rem){
main{padding:1.25rem 1rem 2rem}
table,tbody,tr,th,td,caption{display:block;width:100%}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:.6rem 0;border-bottom:1px solid var(--line)}
th,td{border:0;padding:.1rem 0}
tbody th{font-weight:600}
td{display:flex;justify-content:space-between;gap:0 1rem}
td::before{text-align:left;content:attr(data-label);color:var(--soft);flex:none;max-width:60%}
td.b{flex-wrap:wrap}
.n{text-align:right;white-space:normal;padding-right:0}
td.ids{display:block}
td.ids::before{display:block;max-width:none}
}
@media print{:root{--paper:#fff;--ground:#fff;--ink:#000;--soft:#333;--line:#999;--bar:#333;--rest:#ddd;--bad:#333}
main{max-width:none;padding:0}tr{break-inside:avoid}h2{break-after:avoid}rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
