import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { CountedPageQuery } from '../../common/paging.js';
import { Fails } from '../../http/fails.decorator.js';
import { RoleId } from '../roles/dto/role-id.param.js';
import { PreviewRoleQueryDto } from './dto/preview-role.query.dto.js';
import { RoleHolderPageDto, RolePreviewDto } from './dto/role-holder.dto.js';
import { UserRoleHoldersService } from './user-role-holders.service.js';

const NOT_FOUND = { status: 404, code: 'roles.not_found', when: 'There is no such role.' } as const;

@ApiTags('Roles')
@Controller('v1/roles/:roleId')
export class RoleHoldersController {
  constructor(private readonly holders: UserRoleHoldersService) {}

  @Get('users')
  @RequirePermissions('read:roles')
  @ApiOperation({ summary: 'List who holds a role' })
  @ApiOkResponse({ type: RoleHolderPageDto })
  @Fails(NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @RoleId() roleId: string,
    @Query() query: CountedPageQuery,
  ): Promise<RoleHolderPageDto> {
    return RoleHolderPageDto.of(await this.holders.list(caller, roleId, query));
  }

  @Get('preview')
  @RequirePermissions('read:roles')
  @ApiOperation({
    operationId: 'previewRole',
    summary: 'See who would gain and lose what if a role had other permissions',
    description: 'Changes nothing. Pages run over all holders, so a page can be empty while another follows.',
  })
  @ApiOkResponse({ type: RolePreviewDto })
  @Fails(NOT_FOUND)
  async preview(
    @Caller() caller: Principal,
    @RoleId() roleId: string,
    @Query() { permissions, ...page }: PreviewRoleQueryDto,
  ): Promise<RolePreviewDto> {
    const list = [...new Set(permissions.split(','))].filter((permission) => permission !== '');
    return RolePreviewDto.of(await this.holders.preview(caller, roleId, list, page));
  }
}
