import { execFileSync } from 'node:child_process';

/** The tests of the process run what `npm start` runs, so it is built first. */
export default function build(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
