/** The mails there are, by name, with the values each may use. */
export const MAIL_TEMPLATES = {
  'verify-email': ['link', 'minutes', 'email'],
  'change-email': ['link', 'minutes', 'email'],
  'email-change-requested': ['email', 'newEmail'],
  'email-changed': ['email', 'newEmail'],
  'reset-password': ['link', 'minutes', 'email'],
  'password-changed': ['email'],
  'sign-in-method-added': ['email', 'method'],
} as const;

export type MailTemplateName = keyof typeof MAIL_TEMPLATES;
export type MailValues = Readonly<Record<string, string>>;

/** Text with `{{name}}` where a value goes. */
export interface MailTemplate {
  subject: string;
  text: string;
  html: string;
}

/**
 * Nothing that somebody could have typed about themselves is in them: whoever signs up with a stranger's address must not
 * be able to send that stranger a message of their own.
 */
const WORDS: Record<MailTemplateName, { subject: string; paragraphs: string[]; button?: string }> = {
  'verify-email': {
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Somebody, most likely you, has an account with the address {{email}}. Open this link to confirm that the address is yours:',
      'The link works once, for {{minutes}} minutes. If this was not you, there is nothing to do: without it the address is not confirmed.',
    ],
    button: 'Confirm the address',
  },
  'change-email': {
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      'Somebody, most likely you, wants to use {{email}} for their account. Open this link to confirm it:',
      'The link works once, for {{minutes}} minutes. If this was not you, there is nothing to do: without it nothing changes.',
    ],
    button: 'Confirm the new address',
  },
  'email-change-requested': {
    subject: 'A new e-mail address was asked for',
    paragraphs: [
      'Somebody who is signed in to your account asked to change its address from {{email}} to {{newEmail}}. It takes effect when a link sent to the new address is opened.',
      'If this was not you, change your password now: every session ends with it.',
    ],
  },
  'email-changed': {
    subject: 'Your e-mail address was changed',
    paragraphs: [
      'The address of your account was changed from {{email}} to {{newEmail}}.',
      'If this was not you, turn to the people who run this service.',
    ],
  },
  'reset-password': {
    subject: 'Set a new password',
    paragraphs: [
      'Somebody, most likely you, asked for a new password for the account with the address {{email}}. Open this link to set one:',
      'The link works once, for {{minutes}} minutes. If this was not you, there is nothing to do: your password stays as it is.',
    ],
    button: 'Set a new password',
  },
  'password-changed': {
    subject: 'Your password was changed',
    paragraphs: [
      'The password of the account with the address {{email}} was changed, and its sessions have ended.',
      'If this was not you, set a new one now by "forgot password".',
    ],
  },
  'sign-in-method-added': {
    subject: 'A new way to sign in was added',
    paragraphs: [
      'From now on {{method}} opens the account with the address {{email}}.',
      'If this was not you, remove it and change your password.',
    ],
  },
};

/** The template that comes with the product. */
export function builtInTemplate(name: MailTemplateName): MailTemplate {
  const { subject, paragraphs, button } = WORDS[name];
  const [first = '', ...rest] = paragraphs;
  const text = [first, ...(button === undefined ? [] : ['{{link}}']), ...rest].join('\n\n');
  const link =
    button === undefined
      ? ''
      : `<p><a href="{{link}}" style="display:inline-block;padding:10px 18px;background:#1f4e8c;color:#fff;text-decoration:none;border-radius:4px">${button}</a></p><p style="font-size:13px;word-break:break-all"><a href="{{link}}">{{link}}</a></p>`;
  const body = `<p>${first}</p>${link}${rest.map((paragraph) => `<p>${paragraph}</p>`).join('')}`;
  return { subject, text: `${text}\n`, html: page(subject, body) };
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body style="margin:0;padding:24px;font-family:sans-serif;font-size:15px;line-height:1.5;color:#222"><div style="max-width:560px;margin:0 auto"><h1 style="font-size:19px">${title}</h1>${body}</div></body></html>\n`;
}
