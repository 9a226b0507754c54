/**
 * Why the embedded PostgreSQL cannot be used. The message is complete plain text for a person at a terminal: what went
 * wrong, where, and what to do about it; it never holds a secret.
 */
export class EmbeddedPostgresError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
  }
}

/** The code of a system or database error (`ENOENT`, `57P03`), undefined when it has none. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The error's message, or the thing itself as text when something else was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Puts a failed file operation into words.
 * @param action what was being done, as in "Cannot <action>: ..."
 * @param folder the folder or file whose permissions, disk or name are to be looked at
 */
export function fileError(action: string, folder: string, cause: unknown): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause;
  return new EmbeddedPostgresError(`Cannot ${action}: ${fileAdvice(folder, cause)}`, { cause });
}

function fileAdvice(folder: string, cause: unknown): string {
  switch (errorCode(cause)) {
    case 'EACCES':
    case 'EPERM':
      return (
        `permission denied at ${folder}. Start Latchkey as the user who owns that folder, ` +
        'or set DATA_DIR to a folder that this user may write.'
      );
    case 'EROFS':
      return `${folder} is on a read-only file system. Set DATA_DIR to a folder that can be written.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk that holds ${folder} is full. Free some space, or set DATA_DIR to a folder on another disk.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `part of ${folder} is a file where a folder is needed. Set DATA_DIR to the name of a folder.`;
    case 'EBUSY':
      return `${folder} is in use by the system, perhaps as a mount point. Mount its parent folder instead and set DATA_DIR to it.`;
    default:
      return `${errorMessage(cause)}. Look at ${folder}, or set DATA_DIR to another folder.`;
  }
}
