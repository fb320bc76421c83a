import {
  checkRovers,
  roverDoubts,
  roverProblems,
  type RoverReport,
} from '../declarations/rover-directory/check-rovers.js';
import type { LiveCatalogue } from '../catalogue/live-catalogue.js';
import type { Finding } from '../sources/source-kind.js';

/** Fills the catalogue from the Rover files, and says what is declared and what is in the way. */
export async function examineCatalogue(catalogue: LiveCatalogue, rovers: string | undefined): Promise<Finding[]> {
  const report: RoverReport = rovers === undefined ? { files: [] } : await checkRovers(rovers);
  catalogue.update(new Map(report.files.map(({ file, exposures }) => [file, exposures])));
  const findings: Finding[] = [];
  findings.push({ level: 'ok', text: `${catalogue.current().declarations.size} base paths are declared` });
  if (report.problem !== undefined) findings.push({ level: 'problem', text: `the Rover directory ${report.problem}` });
  for (const text of roverProblems(report)) findings.push({ level: 'problem', text });
  for (const text of roverDoubts(report)) findings.push({ level: 'warning', text });
  for (const { basePath, by, first } of catalogue.leftOut.duplicates) {
    findings.push({ level: 'warning', text: `${basePath} is declared by ${by} and by ${first}; the first counts` });
  }
  if (catalogue.leftOut.refused > 0)
    findings.push({ level: 'problem', text: `${catalogue.leftOut.refused} base paths are beyond apis.maximum` });
  return findings;
}
