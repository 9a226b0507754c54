import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { Standins } from './standins.js';

const PREFIX = '/standins';

/** The stand-ins within the service they are for. */
@ApiExcludeController()
@Controller('standins')
export class StandinsController {
  constructor(private readonly standins: Standins) {}

  @All(['', '*'])
  @Public()
  async answer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { pathname } = new URL(request.url, 'http://standins.invalid');
    const { status, headers, body } = await this.standins.answer({
      method: request.method,
      path: pathname.slice(PREFIX.length),
      query: request.query as Record<string, string>,
      form: isForm(request) ? (request.body as Record<string, string>) : {},
      authorization: request.headers.authorization ?? null,
    });
    await reply.status(status).headers(headers).send(body);
  }
}

/** The edge has read the body; of JSON, which nobody sends here, nothing is taken. */
function isForm({ body, headers }: FastifyRequest): boolean {
  const type = headers['content-type'] ?? '';
  return body !== undefined && type.startsWith('application/x-www-form-urlencoded');
}
