import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { documentParameter } from '../../../http/document-parameter.js';

const documented = ApiParam({
  name: 'roleId',
  description: 'A role id.',
  example: 'rol_RegularUser00001',
});

/** The `{roleId}` of the path; one that no role has is not found, whatever it looks like. */
export const RoleId = (): ParameterDecorator => (target, name, index) => {
  Param('roleId')(target, name, index);
  documentParameter(documented)(target, name, index);
};
