import type { DocumentedFace } from './api-document.js';

/**
 * What the page may do: its own scripts, styles and requests, and nothing from anywhere else. `data:` is for the icons
 * in Swagger UI's style sheet.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

/** What a page shows, and what else there is. */
interface PageParts {
  face: DocumentedFace;
  faces: readonly DocumentedFace[];
}

/** Nothing in it is inline, so that the policy can forbid what is. Names and titles are ours, never a client's. */
export function pageOf({ face, faces }: PageParts): string {
  const links = faces.map((one) =>
    one.name === face.name
      ? `<a href="${pagePath(one)}" aria-current="page">${one.title}</a>`
      : `<a href="${pagePath(one)}">${one.title}</a>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${face.title} API</title>
    <link rel="icon" href="/docs/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/assets/latchkey.css" />
  </head>
  <body>
    <noscript>This page needs JavaScript. The document it shows is at ${documentPath(face)}.</noscript>
    ${faces.length > 1 ? `<nav class="faces" aria-label="APIs">${links.join('')}</nav>` : ''}
    <div id="swagger-ui" data-document="${documentPath(face)}"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/assets/latchkey.js"></script>
  </body>
</html>
`;
}

function pagePath({ name }: DocumentedFace): string {
  return name === '' ? '/docs' : `/docs/${name}`;
}

function documentPath({ name }: DocumentedFace): string {
  return name === '' ? '/docs-json' : `/docs/${name}/openapi.json`;
}
