/** What the operations behind mailed links have in common, for the API document. */
export const TOO_MANY_MAILS = {
  status: 429,
  code: 'throttling.too_many_attempts',
  when: 'Too many were asked for from this network.',
} as const;

export const MAIL_OFF = {
  status: 503,
  code: 'mail.off',
  when: 'This service does not send mail.',
} as const;

export const LINK_REFUSED = {
  status: 422,
  code: 'links.refused',
  when: 'The link was used, replaced or has expired.',
} as const;

export const LINK_TOKEN = {
  name: 'token',
  description: 'What stands at the end of the mailed link.',
  example: 'lkl_k3v9x0q2m7ab…',
};

export const LINK_PAGE = {
  description: 'A page that asks a person to go on; looking at it uses nothing up.',
  schema: { type: 'string' },
  example: '<!doctype html>…',
} as const;
