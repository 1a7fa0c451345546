/**
 * Imports go one way; docs/contributing.md draws it. Type-only imports count: a type is a dependency too.
 *
 * @param {string} from a folder of ours
 * @param {string[]} to what of ours it may import, beside itself
 */
const only = (from, ...to) => ({
  name: `${from.replace(/\W+/g, ' ').trim()} imports one way`,
  severity: 'error',
  from: { path: `^${from}` },
  to: {
    path: '^(src|workflows|activities|web|test|bench|scripts)/',
    pathNot: ['web/node_modules/', ...[from, ...to]].map((place) => `^${place}`),
  },
});

const service = 'src/(auth|communities|cases|ledger|policy|evidence|messaging|paper|texts|db|simulation)/';
const base = ['src/errors.ts', 'src/config.ts', 'src/context.ts', 'src/logger.ts'];

module.exports = {
  forbidden: [
    only('src/domain/', 'src/errors.ts'),
    only('src/machine/', 'src/domain/', 'src/errors.ts'),
    only('workflows/', 'src/machine/', 'src/domain/', 'activities/'),
    only(service, 'src/machine/', 'src/domain/', 'workflows/messages.ts', ...base),
    only('src/api/', service, 'src/machine/', 'src/domain/', 'workflows/messages.ts', ...base),
    only('web/build/', 'src/dev/openapi-document.ts'),
    only('activities/', 'src/(?!api/|dev/|cli|server|worker)', 'workflows/messages.ts'),
    {
      name: 'workflows take activities as types only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain and machine touch nothing',
      severity: 'error',
      from: { path: '^src/(domain|machine)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the product does not need its tests',
      severity: 'error',
      from: { path: '^(src|workflows|activities|web)/' },
      to: { path: '^(test|bench|scripts)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'what is imported is there', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^src/db/generated/'] },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default'],
    },
  },
};
