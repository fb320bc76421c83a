import type { Fields } from './fields.js';

interface SecurityRule {
  readonly name: string;
  /** Whether the Pod, and each of its containers, keep to it. */
  holds(container: Fields, pod: Fields): boolean;
}

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SAFE_SYSCTLS =
  /^(?:kernel\.shm_rmid_forced|net\.ipv4\.(?:ip_local_port_range|ip_unprivileged_port_start|tcp_.*|ping_group_range))$/;

const security = (container: Fields): Fields => container['securityContext'] ?? {};
/** A field of the container, else of the Pod. */
const inForce = (container: Fields, pod: Fields, field: string): Fields[string] =>
  security(container)[field] ?? security(pod)[field];

/** The Pod Security Standard `restricted`, rule by rule (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export const RESTRICTED: readonly SecurityRule[] = [
  { name: 'no host namespaces', holds: (_, pod) => !(pod['hostNetwork'] || pod['hostPID'] || pod['hostIPC']) },
  { name: 'no host ports', holds: ({ ports = [] }) => ports.every((each: Fields) => (each['hostPort'] ?? 0) === 0) },
  { name: 'not privileged', holds: (container) => security(container)['privileged'] !== true },
  { name: 'no host process', holds: (...both) => !inForce(...both, 'windowsOptions')?.hostProcess },
  { name: 'default /proc', holds: (container) => ['Default', undefined].includes(security(container)['procMount']) },
  { name: 'no own AppArmor', holds: (...both) => inForce(...both, 'appArmorProfile')?.type !== 'Unconfined' },
  {
    name: 'no SELinux user or role',
    holds: (...both) => !(inForce(...both, 'seLinuxOptions')?.user || inForce(...both, 'seLinuxOptions')?.role),
  },
  {
    name: 'safe sysctls',
    holds: (_, pod) => (security(pod)['sysctls'] ?? []).every((each: Fields) => SAFE_SYSCTLS.test(each['name'])),
  },
  {
    name: 'volumes of harmless kinds',
    holds: (_, pod) => (pod['volumes'] ?? []).every((each: Fields) => VOLUMES.some((kind) => kind in each)),
  },
  { name: 'no privilege escalation', holds: (container) => security(container)['allowPrivilegeEscalation'] === false },
  { name: 'runs as non-root', holds: (...both) => inForce(...both, 'runAsNonRoot') === true },
  { name: 'no user 0', holds: (...both) => inForce(...both, 'runAsUser') !== 0 },
  {
    name: 'seccomp profile',
    holds: (...both) => ['RuntimeDefault', 'Localhost'].includes(inForce(...both, 'seccompProfile')?.type),
  },
  {
    name: 'drops all capabilities',
    holds: (container) => security(container)['capabilities']?.drop?.includes('ALL') === true,
  },
  {
    name: 'adds no capabilities',
    holds: (container) =>
      (security(container)['capabilities']?.add ?? []).every((each: string) => each === 'NET_BIND_SERVICE'),
  },
];

/** The rules that a Pod breaks. */
export function brokenRules(pod: Fields): string[] {
  const containers: Fields[] = [...(pod['initContainers'] ?? []), ...pod['containers']];
  return RESTRICTED.filter((rule) => !containers.every((each) => rule.holds(each, pod))).map(({ name }) => name);
}
