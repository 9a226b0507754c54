import { SetMetadata } from '@nestjs/common';
import { metadataReader } from '../common/metadata.js';

export const NEVER_LIMITED = 'latchkey:never-limited';
export const isNeverLimited = metadataReader<boolean>(NEVER_LIMITED);

/** For routes that must always work for whoever is signed in, such as signing out. */
export const NeverLimited = () => SetMetadata(NEVER_LIMITED, true);
