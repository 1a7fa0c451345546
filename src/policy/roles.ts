/** Roles and the permission table lie in the domain, where the machine reads them too; this is their name among the policy. */
export {
  type CaseScope,
  can,
  caseScope,
  PERMISSIONS,
  type Permission,
  permissionsOf,
} from '../domain/permissions';
export { ROLES, type Role, roleSchema } from '../domain/roles';
