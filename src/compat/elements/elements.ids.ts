import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AliasesService } from '../../core/aliases/aliases.service.js';
import type { ProviderName } from '../../core/applications/provider-settings.js';
import { isElementsId } from './elements.headers.js';

/** What has ids of this API. A configuration is that of an application for a provider, so its subject is the application. */
export type ElementsKind = 'user' | 'profile' | 'application' | `configuration.${ProviderName}`;

const RANDOM_BYTES = 6;
const MAX_REMEMBERED = 20_000;

/** Ids as Elements writes them, 24 hex characters: aliases, made when they are first shown. */
@Injectable()
export class ElementsIds {
  /** An alias is the same for as long as its subject is there, and says nothing about it. */
  private readonly shown = new LRUCache<string, string>({ max: MAX_REMEMBERED });

  constructor(private readonly aliases: AliasesService) {}

  async of(kind: ElementsKind, id: string): Promise<string> {
    return (await this.ofMany(kind, [id])).get(id)!;
  }

  /** @returns the ids by our own */
  async ofMany(kind: ElementsKind, ids: readonly string[]): Promise<Map<string, string>> {
    const namespace = namespaceOf(kind);
    const known = new Map<string, string>();
    for (const id of ids) {
      const alias = this.shown.get(`${namespace} ${id}`);
      if (alias !== undefined) {
        known.set(id, alias);
      }
    }
    const others = ids.filter((id) => !known.has(id));
    for (const [id, alias] of others.length === 0 ? [] : await this.aliases.findMany(namespace, others)) {
      known.set(id, alias);
      this.shown.set(`${namespace} ${id}`, alias);
    }
    // What is made now is remembered when it is found the next time: the open transaction may yet undo it.
    const missing = ids.filter((id) => !known.has(id));
    const made = missing.length === 0 ? [] : await this.aliases.makeMany(namespace, missing, derive);
    return new Map([...known, ...made]);
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
