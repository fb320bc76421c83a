import { provide, token } from '../../platform/injection/token.js';
import { parseBasePath } from '../../catalogue/base-path.js';
import { BASE_PATH_FORM } from '../../catalogue/base-path-selector.js';
import { DECLARATION_SINKS, type DeclarationSinks } from '../../catalogue/declaration-sink.js';
import { ListSetting } from '../../platform/settings/setting.js';
import type { OriginKind } from '../origin-kind.js';

const NAME = 'settings';

/** Injected once the settings have been declared. */
const DECLARED = token<Promise<void>>('SettingsDeclarations');

class SettingsDeclarationsModule {}

/** The registration of the settings themselves: base paths that are watched without a Rover. */
export const settingsOrigin: OriginKind<readonly string[]> = {
  name: NAME,
  precedence: 0,
  setting: {
    key: 'basePaths',
    declare: ListSetting({
      about: 'Base paths declared without a Rover.',
      item: BASE_PATH_FORM,
      maxItems: 1_000_000,
      example: ['/eni/echo/v1'],
    }),
    fallback: () => [],
  },
  module: (basePaths, { shared }) => ({
    module: SettingsDeclarationsModule,
    imports: [shared],
    providers: [provide(DECLARED, { sinks: DECLARATION_SINKS }, ({ sinks }) => declareAll(basePaths, sinks))],
  }),
  examine: async (basePaths, { sinks }) => {
    await declareAll(basePaths, sinks);
    return [];
  },
};

/** The settings have been validated: each text is a base path. */
function declareAll(basePaths: readonly string[], sinks: DeclarationSinks): Promise<void> {
  const exposures = basePaths.flatMap((each) => {
    const basePath = parseBasePath(each);
    return basePath ? [{ basePath }] : [];
  });
  return sinks.open(NAME, { givesWay: true }).declare(new Map([['', exposures]]));
}
