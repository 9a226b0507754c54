import { toFailure } from './failure.js';
import type { Failure, Mount } from './mount.js';
import { renderProblem } from './problem-details.js';

/** A failure as it goes on the wire. */
export interface RenderedBytes {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * A failure in the mount's shape. Never throws: a renderer that does is a bug, answered like any other.
 * @param onBug told what the renderer threw
 */
export function renderFailure(
  mount: Mount,
  failure: Failure,
  onBug: (error: unknown) => void,
): RenderedBytes {
  try {
    const { status, headers, contentType, body } = mount.renderError(failure);
    const text = body === undefined ? '' : JSON.stringify(body);
    return { status, headers: { ...headers, 'content-type': contentType }, body: Buffer.from(text) };
  } catch (error) {
    onBug(error);
    return renderFailure(
      { ...mount, renderError: renderProblem },
      toFailure(undefined, failure.requestId),
      onBug,
    );
  }
}
