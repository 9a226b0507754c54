import { type DynamicModule, Module } from '@nestjs/common';
import type { CompatConfig } from '../config/compat.config.js';
import { antfly } from './antfly/antfly.module.js';
import { bluebricks } from './bluebricks/bluebricks.module.js';
import { bytenite } from './bytenite/bytenite.module.js';
import { elements } from './elements/elements.module.js';
import { tag } from './tag/tag.module.js';
import type { Dialect } from './dialect.js';

/** By the name in `COMPAT`; to remove a dialect, delete its folder and its lines here. */
const DIALECTS: Readonly<Record<string, Dialect>> = {
  antfly,
  bluebricks,
  bytenite,
  elements,
  tag,
};

/** The dialects that are switched on. */
export function dialectsOf({ dialects }: CompatConfig): readonly Dialect[] {
  return Object.entries(DIALECTS)
    .filter(([name]) => dialects.includes(name))
    .map(([, dialect]) => dialect);
}

/** The APIs of other systems over our core, as far as they are switched on. */
@Module({})
export class CompatModule {
  static forRoot(config: CompatConfig): DynamicModule {
    return { module: CompatModule, imports: dialectsOf(config).map(({ module }) => module) };
  }
}
