import type { Labels } from './dialect.js';

/** What Prometheus sets before the name of a label that the target has, too, where `honor_labels` is off. */
export const EXPORTED = 'exported_';

/**
 * The labels as the gateway exposed them: what Prometheus renamed has its own name again, and hides the target's label of
 * that name. Which labels are renamed depends on the scrape config, so it may be any of them.
 */
export function exposedLabels(labels: Labels): Labels {
  const renamed = Object.keys(labels).filter((label) => label.startsWith(EXPORTED) && labels[label] !== '');
  if (renamed.length === 0) return labels;
  const exposed = Object.assign(Object.create(null) as Record<string, string | undefined>, labels);
  for (const label of renamed) exposed[label.slice(EXPORTED.length)] = labels[label];
  return exposed;
}
