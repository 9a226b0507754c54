import { SetMetadata } from '@nestjs/common';

export const NEVER_LIMITED = 'latchkey:never-limited';

/** For routes that must always work for whoever is signed in, such as signing out. */
export const NeverLimited = () => SetMetadata(NEVER_LIMITED, true);
