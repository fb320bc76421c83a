/** One project per size of test: unit beside the source, every other size in its folder under test/. */
const shared = {
  transform: { '^.+\\.ts$': '@swc/jest' },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
};

const project = (displayName, testMatch) => ({ ...shared, displayName, testMatch });

export default {
  projects: [
    project('unit', ['<rootDir>/src/**/*.spec.ts']),
    project('architecture', ['<rootDir>/test/architecture/**/*.spec.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.spec.ts']),
    project('integration', ['<rootDir>/test/integration/**/*.spec.ts']),
    project('deploy', ['<rootDir>/test/deploy/**/*.spec.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.spec.ts']),
  ],
  // Jest would leave one core to itself, which has nothing to do: on two cores that is half of them.
  maxWorkers: '100%',
  // --experimental-vm-modules keeps modules of finished files alive: recycle workers before they grow.
  workerIdleMemoryLimit: '512MB',
  testSequencer: './test/support/slowest-first.js',
  testTimeout: 20_000,
};
