import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'secret-key';
const KEY_BYTES = 32;

/**
 * The key that a first run makes for itself when SECRET_KEY is not set: base64 in `DATA_DIR/secret-key`, for its owner only.
 * @throws Error when the file cannot be made or holds something else
 */
export async function readOrMakeSecretKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, FILE);
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new Error(
      `${path} does not hold 32 bytes in base64. Restore it from a backup: without it the data stays locked.`,
    );
  }
  return key;
}
