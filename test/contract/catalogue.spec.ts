import { LiveCatalogue } from '../../src/catalogue/live-catalogue.js';
import { describeCatalogue } from './catalogue.contract.js';

describeCatalogue('LiveCatalogue', () => {
  const catalogue = new LiveCatalogue([], 100);
  return {
    catalogue,
    declare: (basePaths) =>
      catalogue.update(new Map([['all.yaml', basePaths.map((basePath, index) => ({ basePath, line: index + 1 }))]])),
  };
});
