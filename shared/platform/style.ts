/** The one style sheet of the pages: readable on a phone first, colours with a contrast of at least 4.5:1. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#4f5b6b;--line:#c9d1db;--ground:#f4f6f9;--card:#fff;--accent:#0b5cad;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e9edf2;--soft:#aeb8c4;--line:#46515f;--ground:#14181d;--card:#1d232b;--accent:#7db7f2;--bad:#ff9a92}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;overflow-wrap:anywhere}
main{max-width:42rem;margin:0 auto;padding:1rem}
header{max-width:42rem;margin:0 auto;padding:1rem 1rem 0;color:var(--soft)}
h1{font-size:1.4rem;line-height:1.3;margin:.25rem 0 1rem}
h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:0 0 1rem}
section>:first-child{margin-top:0}
dl{display:grid;grid-template-columns:fit-content(40%) minmax(0,1fr);gap:.25rem 1rem;margin:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
p.said{margin:0}
.said{white-space:pre-wrap}
blockquote{margin:0;padding:.5rem .75rem;border-inline-start:.25rem solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
fieldset{border:0;margin:0 0 1.25rem;padding:0;min-width:0}
legend,.label{display:block;font-weight:600;padding:0;margin:0 0 .25rem}
.hint{color:var(--soft);margin:0 0 .5rem}
.choice{display:flex;gap:.75rem;align-items:baseline;padding:.5rem .25rem;min-height:2.75rem}
textarea,select,input:is([type=text],[type=date],[type=datetime-local],[type=tel],[type=email]){width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.375rem;padding:.6rem}
textarea{min-height:9rem}
select{min-height:2.75rem}
input.code{max-width:12rem;letter-spacing:.3em;font-variant-numeric:tabular-nums}
p.buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin:0}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--accent);border-radius:.375rem;background:var(--accent);color:var(--card)}
button.second{background:var(--card);color:var(--accent)}
.cut{color:var(--soft);margin:.5rem 0}
.only-if{border:1px solid var(--line);border-radius:.375rem;padding:.75rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.field{margin:0 0 1.25rem}
.error{color:var(--bad);font-weight:600;margin:.25rem 0}
.errors{border-color:var(--bad)}
.errors ul{margin:.5rem 0 0;padding-inline-start:1.25rem}
a{color:var(--accent)}
@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--line:#999;--ground:#fff;--card:#fff;--accent:#000}.on-screen{display:none}section{border:0;padding:0}}
`;
