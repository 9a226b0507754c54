import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../../authorization/access.decorators.js';
import { VerificationDto } from './dto/verification.dto.js';
import { VerificationService } from './verification.service.js';

/** Within the time that an answer may take. */
const BUDGET_MS = 20_000;

@ApiTags('Wallet')
@Controller('v1/ledger')
export class LedgerController {
  constructor(private readonly verification: VerificationService) {}

  @Get('verification')
  @RequirePermissions('read:wallets')
  @ApiOperation({
    operationId: 'verifyLedger',
    summary: 'Look through the books',
    description:
      'Sums by currency, balances against entries, the hash chain of every account. What it finds turns wallet writes off; a whole look without findings turns them on again.',
  })
  @ApiOkResponse({ type: VerificationDto })
  async verify(): Promise<VerificationDto> {
    return VerificationDto.of(await this.verification.verify({ budgetMs: BUDGET_MS }));
  }
}
