import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { DomainError } from '../common/errors.js';
import { RuntimeConfig } from '../config/runtime.config.js';
import { escapeHtml } from './mail-templates.js';
import { MailTransport } from './mail-transport.js';

const SHOWN = 50;
const NAME = /^[0-9A-Za-z-]+\.(txt|html)$/;
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-top-navigation";

class NoDevMailError extends DomainError {
  constructor() {
    super('not_found', 'request.not_found', 'There is nothing at this path.');
  }
}

/** The mails that became files, for whoever tries things out with `npm run dev`. Anywhere else it is not there. */
@ApiExcludeController()
@Controller('dev/mail')
export class DevMailController {
  constructor(
    private readonly runtime: RuntimeConfig,
    private readonly transport: MailTransport,
  ) {}

  @Get()
  @Public()
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const names = (await readdir(this.folder()).catch((): string[] => []))
      .filter((name) => name.endsWith('.txt'))
      .sort()
      .reverse()
      .slice(0, SHOWN);
    const items = await Promise.all(
      names.map(async (name) => {
        const text = escapeHtml(await readFile(join(this.folder(), name), 'utf8'));
        const linked = text.replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
        const page = name.replace(/txt$/, 'html');
        return `<article><pre style="white-space:pre-wrap">${linked}</pre><a href="/dev/mail/${page}">as HTML</a><hr></article>`;
      }),
    );
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY);
    return `<!doctype html><title>Mail</title><h1>Mail</h1>${items.join('') || '<p>None yet.</p>'}`;
  }

  @Get(':name')
  @Public()
  async read(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!NAME.test(name)) {
      throw new NoDevMailError();
    }
    const content = await readFile(join(this.folder(), name), 'utf8').catch(() => {
      throw new NoDevMailError();
    });
    const type = name.endsWith('.html') ? 'text/html' : 'text/plain';
    reply.type(`${type}; charset=utf-8`).header('content-security-policy', POLICY);
    return content;
  }

  private folder(): string {
    if (!this.runtime.isDevelopment || this.transport.folder === null) {
      throw new NoDevMailError();
    }
    return this.transport.folder;
  }
}
