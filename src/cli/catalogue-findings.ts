import { LiveCatalogue } from '../catalogue/live-catalogue.js';
import type { ApisSettings } from '../declarations/apis.settings.js';
import { ORIGINS } from '../declarations/origins.js';
import type { Finding } from '../platform/health/finding.js';
import { contributed } from '../platform/settings/contributed-setting.js';
import { EXPOSURE_BLOCKS } from '../sources/source-kinds.js';

/** An empty catalogue for what the settings ask for. */
export function emptyCatalogue({ maximum }: ApisSettings): LiveCatalogue {
  return new LiveCatalogue({ maximum, origins: ORIGINS.map(({ name }) => name) });
}

/** Has every origin declare once what it finds; returns the problems. */
export async function declareOnce(catalogue: LiveCatalogue, settings: ApisSettings): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { setting, examine } of ORIGINS) {
    const value = setting && contributed(settings, setting);
    findings.push(...((await examine?.(value, { blocks: EXPOSURE_BLOCKS, sinks: catalogue })) ?? []));
  }
  return findings;
}

/** Fills the catalogue, and reports what is declared and which problems there are. */
export async function examineCatalogue(catalogue: LiveCatalogue, settings: ApisSettings): Promise<Finding[]> {
  const found = await declareOnce(catalogue, settings);
  const findings: Finding[] = [
    { level: 'ok', text: `${catalogue.current().declarations.size} base paths are declared` },
    ...found,
  ];
  for (const { basePath, by, first } of catalogue.leftOut.duplicates) {
    findings.push({ level: 'warning', text: `${basePath} is declared by ${by} and by ${first}; the first counts` });
  }
  if (catalogue.leftOut.refused > 0)
    findings.push({ level: 'problem', text: `${catalogue.leftOut.refused} base paths are beyond apis.maximum` });
  return findings;
}
