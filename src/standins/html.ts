import type { StandinAnswer } from './exchange.js';

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | Html | null | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML with every text put into it escaped; attributes have to be quoted. */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(literals.reduce((before, literal, index) => before + render(parts[index - 1]) + literal));
}

function render(part: Part): string {
  if (part === null) {
    return '';
  }
  if (typeof part === 'string') {
    return part.replace(/[&<>"']/g, (character) => ESCAPES[character]);
  }
  return part instanceof Html ? part.text : part.map(({ text }) => text).join('\n');
}

/**
 * What the pages may do: their own style and script, and forms. There is no `form-action`: browsers apply it to every
 * redirect that follows, and where those lead is for the client of the provider to say.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole page; `base` is the address of the stand-ins. */
export function page(base: string, title: string, theme: string, body: Html, status = 200): StandinAnswer {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="${base}/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${base}/assets/standins.css" />
        <script src="${base}/assets/standins.js" defer></script>
      </head>
      <body class="theme-${theme}">
        ${body}
      </body>
    </html>`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY };
  return { status, headers, body: text };
}
