import { AuditVerifier } from '../../core/audit/audit-verifier.js';
import type { Command } from '../run-command.js';

/** `audit:verify`; exit code 1 when the trail is not what was sealed. */
export const verifyAudit: Command = async (app, _args, print) => {
  const { verified, head, fault, unsealed } = await app.get(AuditVerifier).verify();
  print(`${verified} events are as they were sealed. Head of the chain: ${head ?? 'none yet'}`);
  if (fault !== null) {
    print(`BROKEN at position ${fault.position}, event ${fault.eventId}: ${fault.reason}.`);
  }
  if (unsealed > 0) {
    print(`${unsealed} events should be sealed by now and are not. Is any replica running?`);
  }
  return fault === null && unsealed === 0 ? 0 : 1;
};
