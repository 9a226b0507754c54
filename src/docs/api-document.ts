import { type INestApplication, Injectable } from '@nestjs/common';
import type { MountTable } from '../http/mount-table.js';

/** A document as people find it: its page and what they call it. */
export interface DocumentedFace {
  /** `''` for our own API. */
  name: string;
  title: string;
}

/** The OpenAPI documents, made when somebody asks for one: most processes never have to. */
@Injectable()
export class ApiDocument {
  private source: { app: INestApplication; mounts: MountTable } | null = null;
  private texts: Promise<Map<string, Buffer>> | null = null;

  /** Says what is to be described. */
  describe(app: INestApplication, mounts: MountTable): void {
    this.source = { app, mounts };
  }

  /** Every document there is, our own first. */
  get faces(): readonly DocumentedFace[] {
    return [{ name: '', title: 'Latchkey' }, ...(this.source?.mounts.faces ?? [])];
  }

  /**
   * @param name of a face; our own API unless given
   * @returns the document as JSON in UTF-8, null when there is none of this name
   */
  async read(name = ''): Promise<Buffer | null> {
    this.texts ??= this.build();
    return (await this.texts).get(name) ?? null;
  }

  private async build(): Promise<Map<string, Buffer>> {
    if (this.source === null) {
      throw new Error('Nobody said which application the documents describe.');
    }
    const { buildDocuments } = await import('./document/build-document.js');
    const documents = buildDocuments(this.source.app, this.source.mounts);
    return new Map([...documents].map(([name, document]) => [name, Buffer.from(JSON.stringify(document))]));
  }
}
