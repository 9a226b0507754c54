import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { RuntimeConfig } from '../config/runtime.config.js';
import {
  builtInTemplate,
  MAIL_TEMPLATES,
  type MailTemplate,
  type MailTemplateName,
  type MailValues,
} from './built-in-templates.js';

const FOLDER = 'mail-templates';
const PLACEHOLDER = /\{\{(\w+)\}\}/g;

/**
 * The words of mails. An operator replaces them with `DATA_DIR/mail-templates/<name>.txt`, which begins with a line
 * `Subject: …` and an empty one, and `<name>.html`; either may be there without the other. They are read for every mail,
 * so a change takes effect at once.
 */
@Injectable()
export class MailTemplates {
  private readonly logger = new Logger(MailTemplates.name);
  private readonly folder: string;

  constructor(runtime: RuntimeConfig) {
    this.folder = join(runtime.dataDir, FOLDER);
  }

  /** A mail, ready to be sent; values are escaped in HTML. */
  async render(name: MailTemplateName, values: MailValues): Promise<MailTemplate> {
    const builtIn = builtInTemplate(name);
    const own = await this.readText(name);
    const html = await this.readHtml(name);
    return {
      subject: fill(own?.subject ?? builtIn.subject, values),
      text: fill(own?.text ?? builtIn.text, values),
      html: fill(html ?? builtIn.html, values, escapeHtml),
    };
  }

  private async readText(name: MailTemplateName): Promise<Pick<MailTemplate, 'subject' | 'text'> | null> {
    const content = await this.read(`${name}.txt`);
    if (content === null) {
      return null;
    }
    const [, subject, text] = /^Subject: (.+)\r?\n\r?\n([^]+)$/.exec(content) ?? [];
    if (subject === undefined || text === undefined) {
      return this.refuse(`${name}.txt`, 'it does not begin with a line "Subject: …" and an empty line');
    }
    return this.isUsable(`${name}.txt`, name, subject + text, text) ? { subject, text } : null;
  }

  private async readHtml(name: MailTemplateName): Promise<string | null> {
    const html = await this.read(`${name}.html`);
    return html !== null && this.isUsable(`${name}.html`, name, html, html) ? html : null;
  }

  /** A mail without its link, or with a gap where a value should be, is worse than one in our words. */
  private isUsable(file: string, name: MailTemplateName, all: string, body: string): boolean {
    const known: readonly string[] = MAIL_TEMPLATES[name];
    const unknown = [...all.matchAll(PLACEHOLDER)]
      .map((match) => match[1] ?? '')
      .filter((key) => !known.includes(key));
    if (unknown.length > 0) {
      return this.refuse(file, `there is no value {{${unknown[0]}}}`) ?? false;
    }
    if (known.includes('link') && !body.includes('{{link}}')) {
      return this.refuse(file, '{{link}} is not in it') ?? false;
    }
    return true;
  }

  private async read(file: string): Promise<string | null> {
    try {
      return await readFile(join(this.folder, file), 'utf8');
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? null
        : this.refuse(file, 'it cannot be read');
    }
  }

  private refuse(file: string, reason: string): null {
    this.logger.warn(
      `The mail template ${file} is not used: ${reason}. The one that comes with Latchkey is.`,
    );
    return null;
  }
}

function fill(template: string, values: MailValues, escape = (text: string) => text): string {
  return template.replace(PLACEHOLDER, (_match, key: string) => escape(values[key] ?? ''));
}

/** For text and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
