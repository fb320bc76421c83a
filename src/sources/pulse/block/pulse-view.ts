import { formatDuration } from '../../../platform/settings/duration.js';
import type { PulseDeclaration } from '../pulse-declaration.js';
import type { PulseViewDto } from './pulse-view.dto.js';

/** What everybody may see of a declaration: no header, body or name of a secret. */
export function pulseView(pulse: PulseDeclaration): PulseViewDto {
  const { enabled, path, method, intervalMs, timeoutMs, retries, record } = pulse;
  return {
    enabled,
    ...(path !== undefined && { path }),
    method,
    ...(intervalMs !== undefined && { interval: formatDuration(intervalMs) }),
    ...(timeoutMs !== undefined && { timeout: formatDuration(timeoutMs) }),
    retries,
    record,
  };
}
