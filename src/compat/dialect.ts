import type { Type } from '@nestjs/common';
import type { Mount } from '../http/mount.js';

/** The API of another system over our core: all that the application has to know of it. */
export interface Dialect {
  /** Its controllers and what they need. */
  module: Type;
  /** Its paths; each of them names the same face. */
  mounts: readonly Mount[];
}
