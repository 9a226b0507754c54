import type { Face, Mount } from './mount.js';

const PREFIX = /^(\/[A-Za-z0-9._~-]+)+$/;
const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const HASH = 0x23;

/** Which mount a path belongs to: by whole segments, the longest prefix first. */
export class MountTable {
  private readonly longestFirst: readonly Mount[];
  private readonly everythingElse: Mount;

  /** @param mounts one of them has the prefix `''`, so that every path has a mount */
  constructor(mounts: readonly Mount[]) {
    const everythingElse = mounts.find((mount) => mount.prefix === '');
    if (everythingElse === undefined) {
      throw new Error("No mount has the prefix ''.");
    }
    for (const { prefix } of mounts) {
      if (prefix !== '' && !PREFIX.test(prefix)) {
        throw new Error(`The mount prefix ${prefix} is not a plain path.`);
      }
      if (mounts.filter((mount) => mount.prefix === prefix).length > 1) {
        throw new Error(`Two mounts have the prefix '${prefix}'.`);
      }
    }
    this.everythingElse = everythingElse;
    this.longestFirst = mounts
      .filter((mount) => mount !== everythingElse)
      .sort((one, other) => other.prefix.length - one.prefix.length);
  }

  /** The faces with an API document of their own, by name. */
  get faces(): readonly Face[] {
    const faces = new Map(
      this.longestFirst.flatMap(({ face }) => (face === undefined ? [] : [[face.name, face]])),
    );
    return [...faces.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @param target the request target as it came, with its query and encoding */
  find(target: string): Mount {
    const path = isPlain(target) ? target : routedPath(target);
    for (const mount of this.longestFirst) {
      if (path.startsWith(mount.prefix) && isSegmentEnd(path, mount.prefix.length)) {
        return mount;
      }
    }
    return this.everythingElse;
  }
}

function isPlain(target: string): boolean {
  const percent = target.indexOf('%');
  const query = percent === -1 ? -1 : target.indexOf('?');
  return target.charCodeAt(0) === SLASH && (percent === -1 || (query !== -1 && query < percent));
}

function isSegmentEnd(path: string, index: number): boolean {
  if (index === path.length) {
    return true;
  }
  const character = path.charCodeAt(index);
  return character === SLASH || character === QUESTION_MARK || character === HASH;
}

/**
 * The path as the router reads it: of an absolute URL (RFC 9112 3.2.2) what follows the authority, decoded once, so that
 * `/%76%31` is `/v1`, while an encoded slash stays encoded and separates nothing.
 */
function routedPath(target: string): string {
  const pathAndMore = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const [path = ''] = pathAndMore.split(/[?#]/, 1);
  return path.split('/').map(decodeSegment).join('/');
}

function decodeSegment(segment: string): string {
  try {
    return decodeURI(segment);
  } catch {
    // The router refuses such a path; the mount of what could be read says so.
    return segment;
  }
}
