import { Injectable } from '@nestjs/common';

/** How often each limit refused something, for the metrics; of this replica, since its start. */
@Injectable()
export class RefusalCounts {
  private readonly counts = new Map<string, number>();

  /** @param policy the name of the limit, such as `sign-in` */
  add(policy: string): void {
    this.counts.set(policy, (this.counts.get(policy) ?? 0) + 1);
  }

  entries(): Iterable<[string, number]> {
    return this.counts.entries();
  }
}
