import { mergePatch } from '../../common/merge-patch.js';
import { MetadataTooLargeError } from './profiles.errors.js';

type Metadata = Record<string, unknown>;

const MAX_BYTES = 16_384;

/**
 * The metadata of a new profile.
 * @param field where it stood in the request, for the error
 * @throws MetadataTooLargeError
 */
export function newMetadata(given: Metadata | null | undefined, field: string): Metadata {
  return fitting(given ?? {}, field);
}

/** The metadata of a profile after a change: merged member by member (RFC 7396), null for none. @throws MetadataTooLargeError */
export function changedMetadata(before: Metadata, given: Metadata | null | undefined): Metadata {
  return fitting(given === null ? {} : mergePatch(before, given ?? {}), 'metadata');
}

function fitting(metadata: Metadata, field: string): Metadata {
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAX_BYTES) {
    throw new MetadataTooLargeError(field, MAX_BYTES);
  }
  return metadata;
}
