const MAX_CAUSES = 5;

/**
 * An error for the log: its stack and those of its causes. Nothing else of it is read, since driver errors carry the
 * statement and its parameters as properties.
 */
export function errorText(error: unknown): string {
  const texts: string[] = [];
  let cause = error;
  do {
    texts.push(cause instanceof Error ? (cause.stack ?? cause.message) : `a thrown ${typeof cause}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  } while (cause !== undefined && texts.length <= MAX_CAUSES);
  return texts.join('\ncaused by: ');
}
