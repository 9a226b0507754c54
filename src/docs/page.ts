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

/**
 * Nothing in it is inline, so that the policy can forbid what is.
 * @param top HTML above Swagger UI
 */
export const pageWith = (top: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Latchkey API</title>
    <link rel="icon" href="/docs/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/assets/latchkey.css" />
  </head>
  <body>
    <noscript>This page needs JavaScript. The document it shows is at /docs-json.</noscript>
    ${top}
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/assets/latchkey.js"></script>
  </body>
</html>
`;
