import { type INestApplication, Injectable } from '@nestjs/common';
import type { MountTable } from '../http/mount-table.js';

/** The OpenAPI document, made when somebody asks for it: most processes never have to. */
@Injectable()
export class ApiDocument {
  private source: { app: INestApplication; mounts: MountTable } | null = null;
  private text: Promise<Buffer> | null = null;

  /** Says what is to be described. */
  describe(app: INestApplication, mounts: MountTable): void {
    this.source = { app, mounts };
  }

  /** @returns the document as JSON in UTF-8 */
  async read(): Promise<Buffer> {
    this.text ??= this.build();
    return this.text;
  }

  private async build(): Promise<Buffer> {
    if (this.source === null) {
      throw new Error('Nobody said which application the document describes.');
    }
    const { buildDocument } = await import('./document/build-document.js');
    return Buffer.from(JSON.stringify(buildDocument(this.source.app, this.source.mounts)));
  }
}
