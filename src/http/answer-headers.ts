/** Headers of answers, as handlers declare them for the API document: `@ApiOkResponse({ headers: sends('ETag') })`. */
const DOCUMENTED = {
  ETag: {
    required: true,
    description: 'The state of what was answered; send it back as `If-Match` to change exactly that.',
    schema: { type: 'string' },
  },
  Location: {
    required: true,
    description: 'Where the new row is.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  'Retry-After': {
    required: true,
    description: 'Seconds until a repeat makes sense.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

export function sends(...names: (keyof typeof DOCUMENTED)[]) {
  return Object.fromEntries(names.map((name) => [name, DOCUMENTED[name]]));
}
