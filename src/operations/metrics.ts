import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply } from 'fastify';
import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { MailWorker } from '../core/mail-queue/mail-worker.js';
import { RefusalCounts } from '../throttling/refusal-counts.js';
import { LedgerWrites } from '../core/wallet/ledger/ledger-state.js';
import { PasswordHasher } from '../core/identities/password-hasher.js';

const MS_PER_SECOND = 1_000;

interface AnswerLabels {
  method: string;
  route: string;
  status: number;
}

/** What Prometheus reads. Requests are counted by the pattern of their route, so paths cannot grow the number of series. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  /** How many answers there were, by method, status and route; told when somebody asks, since each telling is dear. */
  private readonly answers = new Map<string, { labels: AnswerLabels; count: number }>();

  private readonly durations = new Histogram({
    name: 'latchkey_http_request_duration_seconds',
    help: 'Time from the request line to the last byte of the answer, by route pattern.',
    labelNames: ['route'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor(
    @InjectDataSource() dataSource: DataSource,
    hasher: PasswordHasher,
    refusals: RefusalCounts,
    mails: MailWorker,
    writes: LedgerWrites,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const { answers } = this;
    new Counter({
      name: 'latchkey_http_requests_total',
      help: 'Answered requests by method, route pattern and status.',
      labelNames: ['method', 'route', 'status'] as const,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels, count } of answers.values()) {
          this.inc(labels, count);
        }
      },
    });
    new Gauge({
      name: 'latchkey_database_pool_connections',
      help: 'Connections of the pool by state, and requests waiting for one.',
      labelNames: ['state'] as const,
      registers: [this.registry],
      collect() {
        // The driver publishes its pool without a type, and not before it has connected.
        const { master: pool } = dataSource.driver as unknown as { master?: Pool };
        this.set({ state: 'idle' }, pool?.idleCount ?? 0);
        this.set({ state: 'busy' }, (pool?.totalCount ?? 0) - (pool?.idleCount ?? 0));
        this.set({ state: 'waiting' }, pool?.waitingCount ?? 0);
      },
    });
    this.count('latchkey_mails_sent_total', 'Mails sent.', () => mails.counts.sent);
    this.count(
      'latchkey_mails_failed_total',
      'Attempts to send a mail that failed.',
      () => mails.counts.failed,
    );
    this.count('latchkey_mails_expired_total', 'Mails given up, unsent.', () => mails.counts.expired);
    new Counter({
      name: 'latchkey_throttle_refusals_total',
      help: 'What limits refused, by the name of the limit: sign-in, sign-up, mail, requests.',
      labelNames: ['policy'] as const,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [policy, count] of refusals.entries()) {
          this.inc({ policy }, count);
        }
      },
    });
    new Gauge({
      name: 'latchkey_wallet_writes_on',
      help: '1 while wallets take movements, 0 since the ledger was found not to add up.',
      registers: [this.registry],
      async collect() {
        // Without a database there is nothing to say of its ledger.
        const areOn = await writes.areOn().catch(() => null);
        this.set(areOn === null ? NaN : Number(areOn));
      },
    });
    this.count(
      'latchkey_password_verifications_total',
      'Passwords verified.',
      () => hasher.counts.verifications,
    );
    this.count(
      'latchkey_password_verifications_refused_total',
      'Passwords not verified because too many were waiting.',
      () => hasher.counts.refusedBusy,
    );
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /**
   * Counts one answer.
   * @param route the pattern of its route, null when there is none
   */
  observe(method: string, route: string | null, { statusCode, elapsedTime }: FastifyReply): void {
    const key = `${method} ${statusCode} ${route}`;
    let answers = this.answers.get(key);
    if (answers === undefined) {
      answers = { labels: { method, route: route ?? 'unmatched', status: statusCode }, count: 0 };
      this.answers.set(key, answers);
    }
    answers.count += 1;
    this.durations.observe({ route: answers.labels.route }, elapsedTime / MS_PER_SECOND);
  }

  /** All metrics in the Prometheus text format. */
  read(): Promise<string> {
    return this.registry.metrics();
  }

  private count(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
}
