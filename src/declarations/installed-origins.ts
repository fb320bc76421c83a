// Every kind of origin, one line each. Adding one is its folder and a line here.
export { roverApiOrigin } from './rover-api/rover-api.origin.js';
export { roverDirectoryOrigin } from './rover-directory/rover-directory.origin.js';
export { settingsOrigin } from './settings/settings.origin.js';
