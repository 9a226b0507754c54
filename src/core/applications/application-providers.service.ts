import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { DataBox } from '../../keys/data-box.js';
import type { ApplicationView } from './application.row.js';
import { BadProviderSettingsError, ProviderNotSetError } from './applications.errors.js';
import { ApplicationsService } from './applications.service.js';
import {
  type AppleSettings,
  type ProviderName,
  type ProviderSettings,
  type ProviderSettingsOf,
  SECRET_MEMBERS,
} from './provider-settings.js';

const REENCRYPT_BATCH = 100;

const selectSettings = statement(
  'select-application-provider',
  'SELECT * FROM application_providers WHERE application_id = $1 AND provider = $2',
);
const selectOfProject = statement(
  'select-application-of-firebase-project',
  `SELECT application_id FROM application_providers
    WHERE provider = 'firebase' AND settings -> 'projectIds' ? $1 ORDER BY application_id LIMIT 1`,
);
const upsertSettings = statement(
  'upsert-application-provider',
  `INSERT INTO application_providers (application_id, provider, settings, secret, key_id) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (application_id, provider) DO UPDATE
     SET settings = excluded.settings, secret = excluded.secret, key_id = excluded.key_id`,
);
const deleteSettings = statement(
  'delete-application-provider',
  'DELETE FROM application_providers WHERE application_id = $1 AND provider = $2',
);
const lockOutdated = statement(
  'lock-outdated-application-providers',
  `SELECT * FROM application_providers WHERE key_id <> $1 LIMIT ${REENCRYPT_BATCH} FOR UPDATE`,
);
const replaceSecret = statement(
  'replace-application-provider-secret',
  'UPDATE application_providers SET secret = $3, key_id = $4 WHERE application_id = $1 AND provider = $2',
);
const selectKeyUse = statement(
  'select-application-provider-of-key',
  'SELECT 1 FROM application_providers WHERE key_id = $1 LIMIT 1',
);

interface ProviderRow {
  application_id: string;
  provider: ProviderName;
  settings: Record<string, unknown>;
  secret: Buffer | null;
  key_id: string | null;
}

/** What applications know of providers; the secrets in it are encrypted and only ever used here. */
@Injectable()
export class ApplicationProviders {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly box: DataBox,
    private readonly applications: ApplicationsService,
  ) {}

  /**
   * The settings of an application for a provider, secrets included: for talking to the provider, never to be shown.
   * @returns null when the provider is off
   */
  async find<P extends ProviderName>(
    applicationId: string,
    provider: P,
  ): Promise<ProviderSettingsOf<P> | null> {
    const [row] = await this.sql.query<ProviderRow>(selectSettings, [applicationId, provider]);
    if (row === undefined) {
      return null;
    }
    const none = Object.fromEntries(SECRET_MEMBERS[provider].map((member) => [member, null]));
    // Written by `put`, which takes nothing else.
    return { ...none, ...row.settings, ...(await this.open(row)) } as unknown as ProviderSettingsOf<P>;
  }

  /** The id of the application that people of a Firebase project sign in to, the oldest one of several; null for none. */
  async findApplicationOfProject(projectId: string): Promise<string | null> {
    const [row] = await this.sql.query<{ application_id: string }>(selectOfProject, [projectId]);
    return row?.application_id ?? null;
  }

  /**
   * Stores settings, in place of those that were there: a secret that is not given again is gone.
   * @throws ApplicationNotFoundError, ApplicationChangedError, BadProviderSettingsError
   */
  async put<P extends ProviderName>(
    principal: Principal,
    idOrName: string,
    provider: P,
    settings: ProviderSettingsOf<P>,
    expectedVersion?: number,
  ): Promise<ApplicationView> {
    if (provider === 'apple') {
      assertAppleKey(settings as ProviderSettings['apple']);
    }
    const { shown, secrets } = split(provider, settings);
    return this.unitOfWork.run(async () => {
      const { id } = await this.applications.lock(idOrName, expectedVersion);
      const sealed = secrets === null ? null : this.box.seal(secrets, placeOf(id, provider));
      await this.sql.change(upsertSettings, [
        id,
        provider,
        JSON.stringify(shown),
        sealed?.box ?? null,
        sealed?.keyId ?? null,
      ]);
      return this.applications.touch('application.provider_set', principal, id, { provider });
    });
  }

  /** @throws ApplicationNotFoundError, ApplicationChangedError, ProviderNotSetError */
  async delete(
    principal: Principal,
    idOrName: string,
    provider: ProviderName,
    expectedVersion?: number,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { id } = await this.applications.lock(idOrName, expectedVersion);
      if ((await this.sql.change(deleteSettings, [id, provider])) === 0) {
        throw new ProviderNotSetError();
      }
      await this.applications.touch('application.provider_removed', principal, id, { provider });
    });
  }

  /**
   * Encrypts what is still under an older key with the active one, a batch at a time.
   * @returns how many were encrypted anew
   */
  async reencrypt(): Promise<number> {
    for (let total = 0; ;) {
      const done = await this.unitOfWork.run(() => this.reencryptBatch());
      total += done;
      if (done < REENCRYPT_BATCH) {
        return total;
      }
    }
  }

  /** Whether anything is still encrypted with this key. */
  async needsKey(keyId: string): Promise<boolean> {
    return (await this.sql.query(selectKeyUse, [keyId])).length > 0;
  }

  private async reencryptBatch(): Promise<number> {
    const rows = await this.sql.query<ProviderRow>(lockOutdated, [this.box.activeKeyId]);
    for (const row of rows) {
      const { box, keyId } = this.box.seal(await this.open(row), placeOf(row.application_id, row.provider));
      await this.sql.change(replaceSecret, [row.application_id, row.provider, box, keyId]);
    }
    return rows.length;
  }

  private async open({
    application_id: id,
    provider,
    secret,
    key_id: keyId,
  }: ProviderRow): Promise<Record<string, unknown>> {
    return secret === null || keyId === null
      ? {}
      : this.box.open({ box: secret, keyId }, placeOf(id, provider));
  }
}

function placeOf(applicationId: string, provider: ProviderName): string {
  return `application_providers|${JSON.stringify([applicationId, provider])}|secret`;
}

/** Parts what may be shown from what may not. */
function split(provider: ProviderName, settings: ProviderSettings[ProviderName]) {
  const isSecret = (member: string) => (SECRET_MEMBERS[provider] as readonly string[]).includes(member);
  const members = Object.entries(settings);
  const secrets = members.filter(([member, value]) => isSecret(member) && value !== null);
  return {
    shown: Object.fromEntries(members.filter(([member]) => !isSecret(member))),
    secrets: secrets.length === 0 ? null : Object.fromEntries(secrets),
  };
}

/** Apple takes a key only with its id and its team, and only one of this kind; half of it would fail at the first sign-in. */
function assertAppleKey({ teamId, keyId, privateKey }: AppleSettings): void {
  const missing = Object.entries({ teamId, keyId, privateKey }).find(([, value]) => value === null);
  if (missing !== undefined && (teamId ?? keyId ?? privateKey) !== null) {
    throw new BadProviderSettingsError(
      missing[0],
      'apple_key_incomplete',
      'teamId, keyId and privateKey go together',
    );
  }
  if (privateKey !== null && !isEcP256(readPrivateKey(privateKey))) {
    throw new BadProviderSettingsError(
      'privateKey',
      'private_key_malformed',
      'is an EC private key of the curve P-256, in PEM',
    );
  }
}

function readPrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // OpenSSL's own words may quote the key.
    return null;
  }
}

function isEcP256(key: KeyObject | null): boolean {
  return key?.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}
