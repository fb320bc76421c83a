import { PlayedCatalogue } from '../support/played-catalogue.js';
import { describeCatalogue } from './catalogue.contract.js';

describeCatalogue('LiveCatalogue', () => {
  const catalogue = new PlayedCatalogue([], 100);
  return {
    catalogue,
    declare: (basePaths) =>
      catalogue.update(new Map([['all.yaml', basePaths.map((basePath, index) => ({ basePath, line: index + 1 }))]])),
  };
});
