const os = require('node:os');

const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
};

const pure = ['<rootDir>/test/unit/', '<rootDir>/test/property/'];

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'pure',
      testMatch: pure.map((folder) => `${folder}**/*.test.ts`),
    },
    {
      ...common,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: pure,
      // one PostgreSQL and one Temporal for the whole run, and none where only pure tests are chosen
      globalSetup: '<rootDir>/test/support/stack/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/stack/global-teardown.ts',
    },
  ],
  // each file of the stack's has a server, a worker or a virtual machine of its own
  maxWorkers: Math.max(2, Math.floor(os.availableParallelism() / 2)),
  testTimeout: 60_000,
};
