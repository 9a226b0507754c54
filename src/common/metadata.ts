import 'reflect-metadata';

/**
 * Reads what a decorator left on a handler. Asked with every request, so it is looked up once: metadata is there when the
 * class is, and stays as it is.
 */
export function metadataReader<T>(key: string): (handler: object) => T | undefined {
  const known = new WeakMap<object, { readonly value: T | undefined }>();
  return (handler) => {
    let found = known.get(handler);
    if (found === undefined) {
      found = { value: Reflect.getMetadata(key, handler) as T | undefined };
      known.set(handler, found);
    }
    return found.value;
  };
}
