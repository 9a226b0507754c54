/** Where the process is in its life; readiness and the edge ask it. */
export class Lifecycle {
  private phase: 'starting' | 'ready' | 'stopping' = 'starting';

  get isReady(): boolean {
    return this.phase === 'ready';
  }

  get isStopping(): boolean {
    return this.phase === 'stopping';
  }

  /** The database is migrated, keys and administrator are there. Does nothing once the process is stopping. */
  becomeReady(): void {
    if (this.phase === 'starting') {
      this.phase = 'ready';
    }
  }

  beginStopping(): void {
    this.phase = 'stopping';
  }
}
