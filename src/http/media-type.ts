/** How a body is written; null is any way that is not read here. */
export type BodyFormat = 'json' | 'form' | null;

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'application/json': 'json',
  'application/x-www-form-urlencoded': 'form',
};

/** The media types that are read. */
export const BODY_TYPES = Object.keys(FORMATS);

/** The format that a `Content-Type` names. UTF-8 is the only charset, and the only parameter, that is known. */
export function bodyFormat(contentType: string | undefined): BodyFormat {
  if (contentType === undefined) {
    return null;
  }
  if (contentType === 'application/json') {
    return 'json';
  }
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const isUtf8 = parameters.every((part) => part === '' || /^charset=("?)utf-8\1$/.test(part));
  return isUtf8 && Object.hasOwn(FORMATS, type) ? (FORMATS[type] ?? null) : null;
}
