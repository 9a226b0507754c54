import type { Mount } from '../http/mount.js';
import type { MountTable } from '../http/mount-table.js';
import type { ControllerRoute } from '../http/routes-of-controllers.js';
import type { Dialect } from './dialect.js';

/**
 * Stops the boot when two handlers claim one method and path, or when a route lies on a mount of another face than its
 * module's: it would be answered with that one's errors and opened by its credentials.
 */
export function assertRoutesFit(
  routes: readonly ControllerRoute[],
  mounts: MountTable,
  dialects: readonly Dialect[],
): void {
  const faceOf = new Map(dialects.map(({ module, mounts: [mount] }) => [module as unknown, mount?.face]));
  const claims = new Map<string, string>();
  const faults = routes.flatMap(({ method, path, name, module }) => {
    const claim = `${method} ${path.replace(/:\w+/g, ':')}`;
    const other = claims.get(claim);
    claims.set(claim, name);
    const { face } = mounts.find(path);
    return [
      ...(other === undefined ? [] : [`${other} and ${name} both claim ${method} ${path}`]),
      ...(face === faceOf.get(module) ? [] : [`${name} (${method} ${path}) lies on ${labelOf(face)}`]),
    ];
  });
  if (faults.length > 0) {
    throw new Error(`The routes do not fit together: ${faults.join('; ')}.`);
  }
}

function labelOf(face: Mount['face']): string {
  return face === undefined ? 'a mount of our own API' : `a mount of ${face.title}`;
}
