type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON merge patch (RFC 7396) of an object: null removes a member, objects are merged, everything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(target));
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(member);
    } else if (isObject(value)) {
      const before = merged.get(member);
      merged.set(member, mergePatch(isObject(before) ? before : {}, value));
    } else {
      merged.set(member, value);
    }
  }
  return Object.fromEntries(merged);
}
