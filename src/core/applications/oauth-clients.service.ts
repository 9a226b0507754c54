import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { isUuid, newId } from '../../common/ids.js';
import { pageOf, type Page } from '../../common/paging.js';
import { formatToken } from '../../common/tokens.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Cursors } from '../../keys/cursors.js';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { SessionPurposes } from '../sessions/session-purposes.service.js';
import { ClientNotFoundError, TooManyClientsError } from './applications.errors.js';
import { ApplicationsService } from './applications.service.js';

/** The grants a client can be allowed (RFC 6749 4.3, 4.4 and 6). */
export const CLIENT_GRANT_TYPES = ['client_credentials', 'password', 'refresh_token'] as const;
export type ClientGrantType = (typeof CLIENT_GRANT_TYPES)[number];

const MAX_CLIENTS = 100;
const SECRET_BYTES = 32;
const HASH_BYTES = 32;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const COLUMNS = 'id, application_id, name, grant_types, created_at';

const insertClient = statement(
  'insert-oauth-client',
  `INSERT INTO oauth_clients (id, application_id, name, secret_hash, grant_types)
   SELECT $1, $2, $3, $4, $5
    WHERE (SELECT count(*) FROM oauth_clients WHERE application_id = $2) < ${MAX_CLIENTS}
   RETURNING ${COLUMNS}`,
);
const selectClient = statement('select-oauth-client', `SELECT ${COLUMNS} FROM oauth_clients WHERE id = $1`);
const selectProof = statement(
  'select-oauth-client-proof',
  `SELECT ${COLUMNS}, secret_hash FROM oauth_clients WHERE id = $1`,
);
const listClients = statement(
  'list-oauth-clients',
  `SELECT ${COLUMNS} FROM oauth_clients WHERE application_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
);
const deleteClient = statement(
  'delete-oauth-client',
  'DELETE FROM oauth_clients WHERE id = $1 AND application_id = $2',
);
const selectAnyWithGrant = statement(
  'select-oauth-client-with-grant',
  'SELECT 1 FROM oauth_clients WHERE $1 = ANY (grant_types) LIMIT 1',
);

interface ClientRow {
  id: string;
  application_id: string;
  name: string;
  grant_types: ClientGrantType[];
  created_at: Date;
}

/** An OAuth client as plain values, without its secret. */
export interface OAuthClientView {
  id: string;
  applicationId: string;
  name: string;
  grantTypes: ClientGrantType[];
  createdAt: Date;
}

/** A client with its secret, as it is shown this one time. */
export interface ShownOAuthClient {
  client: OAuthClientView;
  secret: string;
}

/** The OAuth clients of applications. Only hashes of their secrets are stored. */
@Injectable()
export class OAuthClientsService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationsService,
    private readonly sessions: SessionPurposes,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** @throws ApplicationNotFoundError, TooManyClientsError */
  async create(
    principal: Principal,
    idOrName: string,
    { name, grantTypes }: { name: string; grantTypes: readonly ClientGrantType[] },
  ): Promise<ShownOAuthClient> {
    const secret = formatToken('lkc', randomBytes(SECRET_BYTES));
    return this.unitOfWork.run(async () => {
      // One at a time, so that the count is true when it is compared.
      const { id: applicationId } = await this.applications.lock(idOrName);
      const values = [newId(), applicationId, name, hashOf(secret), grantTypes];
      const [row] = await this.sql.query<ClientRow>(insertClient, values);
      if (row === undefined) {
        throw new TooManyClientsError(MAX_CLIENTS);
      }
      await this.note('client.created', principal, row.id, { applicationId, grantTypes });
      return { client: clientOfRow(row), secret };
    });
  }

  /** One page of the clients of an application, newest first. @throws ApplicationNotFoundError */
  async list(
    principal: Principal,
    idOrName: string,
    limit: number,
    cursor?: string,
  ): Promise<Page<OAuthClientView>> {
    const { id } = await this.applications.get(idOrName);
    const scope = ['oauth-clients', principal.userId, id];
    const [before] = cursor === undefined ? [LAST_UUID] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<ClientRow>(listClients, [id, before, limit + 1]);
    return pageOf(rows, limit, clientOfRow, (last) => this.cursors.encode(scope, [last.id]));
  }

  /**
   * Deletes a client. Its tokens are over, and so are the sessions it opened: nobody could renew them.
   * @throws ApplicationNotFoundError, ClientNotFoundError
   */
  async delete(principal: Principal, idOrName: string, clientId: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      // Sign-ins by the client hold the application, so each is either there to be ended or finds the client gone.
      const { id: applicationId } = await this.applications.lock(idOrName);
      const client = await this.find(clientId);
      if (client?.applicationId !== applicationId) {
        throw new ClientNotFoundError();
      }
      await this.sessions.endOfClient(clientId);
      await this.sql.change(deleteClient, [clientId, applicationId]);
      await this.note('client.deleted', principal, clientId, { applicationId });
    });
  }

  /** A client by its id, null when it is gone. */
  async find(clientId: string): Promise<OAuthClientView | null> {
    const [row] = isUuid(clientId) ? await this.sql.query<ClientRow>(selectClient, [clientId]) : [];
    return row === undefined ? null : clientOfRow(row);
  }

  /** The client that this is the id and the secret of; null when it is not, whichever of them is wrong. */
  async prove(clientId: string, secret: string): Promise<OAuthClientView | null> {
    const id = isUuid(clientId) ? clientId : null;
    const [row] = await this.sql.query<ClientRow & { secret_hash: Buffer }>(selectProof, [id]);
    const isRight = timingSafeEqual(hashOf(secret), row?.secret_hash ?? Buffer.alloc(HASH_BYTES));
    return row !== undefined && isRight ? clientOfRow(row) : null;
  }

  /** Whether any client at all may use this grant. */
  async hasAny(grantType: ClientGrantType): Promise<boolean> {
    return (await this.sql.query(selectAnyWithGrant, [grantType])).length > 0;
  }

  private async note(
    event: string,
    principal: Principal,
    clientId: string,
    changed: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'client', id: clientId } as const;
    await this.audit.record({ event, outcome: 'success', actor: actorOf(principal), subject, changed });
    await this.events.publish(event, { clientId, ...changed });
  }
}

/** The secret is random enough that a plain SHA-256 gives nothing away. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function clientOfRow(row: ClientRow): OAuthClientView {
  return {
    id: row.id,
    applicationId: row.application_id,
    name: row.name,
    grantTypes: row.grant_types,
    createdAt: row.created_at,
  };
}
