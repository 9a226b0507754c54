import { Injectable } from '@nestjs/common';
import type { AuditParty } from '../audit/audit.service.js';

/** Settles what a module keeps for an account; runs in the transaction that deletes it, and its failure stops that. */
export type DeletionParticipant = (userId: string, actor: AuditParty) => Promise<void>;

/**
 * Where modules that build on accounts say what has to happen when one is deleted, so that this module need not know
 * them. They register once, when they start.
 */
@Injectable()
export class AccountDeletion {
  private readonly participants: DeletionParticipant[] = [];

  register(participant: DeletionParticipant): void {
    this.participants.push(participant);
  }

  /** Lets every participant settle, in the order they registered. */
  async settle(userId: string, actor: AuditParty): Promise<void> {
    for (const participant of this.participants) {
      await participant(userId, actor);
    }
  }
}
