import { describe, expect, it } from '@jest/globals';
import { brokenRules, RESTRICTED } from './pod-security.js';

const CONTAINER = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true },
};
const POD = { securityContext: { seccompProfile: { type: 'RuntimeDefault' } }, containers: [CONTAINER] };
const withSecurity = (fields: object): object => ({
  ...POD,
  containers: [CONTAINER, { securityContext: { ...CONTAINER.securityContext, ...fields } }],
});

/** For each rule a Pod that breaks it, and no other. */
const BREACHES: readonly (readonly [rule: string, pod: object])[] = [
  ['no host namespaces', { ...POD, hostPID: true }],
  ['no host ports', { ...POD, containers: [{ ...CONTAINER, ports: [{ containerPort: 1, hostPort: 1 }] }] }],
  ['not privileged', withSecurity({ privileged: true })],
  ['no host process', withSecurity({ windowsOptions: { hostProcess: true } })],
  ['default /proc', withSecurity({ procMount: 'Unmasked' })],
  ['no own AppArmor', withSecurity({ appArmorProfile: { type: 'Unconfined' } })],
  ['no SELinux user or role', withSecurity({ seLinuxOptions: { user: 'u' } })],
  ['safe sysctls', { ...POD, securityContext: { ...POD.securityContext, sysctls: [{ name: 'kernel.msgmax' }] } }],
  [
    'volumes of harmless kinds',
    {
      ...POD,
      volumes: [
        { name: 'a', emptyDir: {} },
        { name: 'b', hostPath: {} },
      ],
    },
  ],
  ['no privilege escalation', withSecurity({ allowPrivilegeEscalation: undefined })],
  ['runs as non-root', withSecurity({ runAsNonRoot: undefined })],
  ['no user 0', withSecurity({ runAsUser: 0 })],
  ['seccomp profile', { ...POD, securityContext: {} }],
  ['drops all capabilities', withSecurity({ capabilities: { drop: ['NET_RAW'] } })],
  ['adds no capabilities', withSecurity({ capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } })],
];

describe('The rules of restricted Pod security', () => {
  it('let a restricted Pod through', () => {
    expect(brokenRules(POD)).toEqual([]);
  });

  it.each(BREACHES)('notice the breach of "%s"', (rule, pod) => {
    expect(brokenRules(pod as Record<string, unknown>)).toEqual([rule]);
  });

  it('have a breach each', () => {
    expect(BREACHES.map(([rule]) => rule)).toEqual(RESTRICTED.map(({ name }) => name));
  });
});
