/** How the pages look. */
export const STYLE = `:root {
  --accent: #3d3a8c;
  --line: #d9dae3;
  --muted: #5d6072;
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  color: #1c1d26;
}
.theme-google { --accent: #1a63d6; }
.theme-apple { --accent: #1c1c1e; }
.theme-facebook { --accent: #0b5fcc; }
.theme-firebase { --accent: #b25400; }
* { box-sizing: border-box; }
body { margin: 0; background: #f5f5f9; }
header { padding: 14px 24px; background: var(--accent); color: #fff; font-weight: 600; }
.badge { margin-right: 10px; padding: 2px 10px; border: 1px solid; border-radius: 999px; font-size: 13px; }
main { max-width: 1080px; margin: 24px auto; padding: 0 20px 40px; }
main.narrow { max-width: 480px; }
h1 { margin: 8px 0; font-size: 26px; line-height: 1.2; }
h2 { margin: 0 0 4px; font-size: 19px; }
p { margin: 4px 0 16px; color: var(--muted); }
a { color: #2f4bbf; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, 'Liberation Mono', monospace; }
section, .narrow form { margin: 0 0 20px; padding: 20px; border: 1px solid var(--line); border-radius: 12px; background: #fff; }
label { display: block; color: var(--muted); font-size: 14px; }
input:not([type='checkbox']), select { display: block; width: 100%; margin-top: 2px; padding: 8px 10px; border: 1px solid #b9bbca; border-radius: 8px; background: #fff; font: inherit; color: #1c1d26; }
button, .button { display: inline-block; padding: 9px 16px; border: 1px solid #b9bbca; border-radius: 8px; background: #fff; font: inherit; font-weight: 600; color: #1c1d26; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { border-color: var(--accent); }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible { outline: 3px solid #8fa3f5; outline-offset: 1px; }
button.main { border-color: var(--accent); background: var(--accent); color: #fff; }
button.plain { width: 100%; margin-top: 14px; }
.person { display: flex; width: 100%; margin-bottom: 8px; align-items: center; gap: 12px; text-align: left; }
.person img { border-radius: 50%; }
.person small { display: block; font-weight: 400; color: var(--muted); }
details { margin-top: 12px; }
summary { cursor: pointer; font-weight: 600; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; margin: 10px 0; }
.wide, .check { grid-column: 1 / -1; }
.check input { width: auto; }
.flows { display: flex; flex-wrap: wrap; gap: 10px; }
.flows .button { color: #fff; border-color: transparent; }
.google { background: #1a63d6; } .apple { background: #1c1c1e; } .facebook { background: #0b5fcc; }
.columns { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin-bottom: 12px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--muted); }
td, th { padding: 7px 10px 7px 0; border-top: 1px solid var(--line); vertical-align: top; }
td.state { white-space: nowrap; font-weight: 600; }
.refused { color: #a32020; } .accepted { color: #1b6b2a; }
pre { margin: 6px 0 14px; padding: 12px; max-height: 220px; overflow: auto; border-radius: 8px; background: #23243a; color: #eceefb; white-space: pre-wrap; overflow-wrap: anywhere; }
.result { border-color: var(--accent); }
.result h3 { display: flex; justify-content: space-between; align-items: center; margin: 0; font-size: 15px; }
.result button { padding: 3px 10px; font-size: 13px; }
@media (max-width: 720px) { .columns, .fields { grid-template-columns: 1fr; } }
`;
