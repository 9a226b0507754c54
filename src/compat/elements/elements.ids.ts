import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AliasesService } from '../../core/aliases/aliases.service.js';
import type { ProviderName } from '../../core/applications/provider-settings.js';
import { isElementsId } from './elements.headers.js';

/** What has ids of this API. A configuration is that of an application for a provider, so its subject is the application. */
export type ElementsKind = 'user' | 'profile' | 'application' | `configuration.${ProviderName}`;

const RANDOM_BYTES = 6;

/** Ids as Elements writes them, 24 hex characters: aliases, made when they are first shown. */
@Injectable()
export class ElementsIds {
  constructor(private readonly aliases: AliasesService) {}

  async of(kind: ElementsKind, id: string): Promise<string> {
    return this.aliases.ensure(namespaceOf(kind), id, derive);
  }

  /** @returns the ids by our own */
  async ofMany(kind: ElementsKind, ids: readonly string[]): Promise<Map<string, string>> {
    return this.aliases.ensureMany(namespaceOf(kind), ids, derive);
  }

  /** Our own id of what an id stands for, in any letter case; null when it stands for nothing of that kind. */
  async find(kind: ElementsKind, text: string): Promise<string | null> {
    return isElementsId(text) ? this.aliases.findSubject(namespaceOf(kind), text.toLowerCase()) : null;
  }
}

function namespaceOf(kind: ElementsKind): string {
  return `elements.${kind}`;
}

/** Begins with the time at which the subject was made, as its own id does, so that both sort alike. */
function derive(id: string): string {
  return id.replace('-', '').slice(0, 12) + randomBytes(RANDOM_BYTES).toString('hex');
}
