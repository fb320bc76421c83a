import { dirname } from 'node:path';
import { PathSetting } from '../settings/setting.js';

const SCHEME = 'file:';

/** Where Heartbeat keeps data that must outlive it. */
export class StorageSettings {
  @PathSetting({
    about: 'The database file, relative to the settings file; the folder around it is the data folder.',
    scheme: SCHEME,
    example: 'file:/var/lib/heartbeat/heartbeat.db',
  })
  url = `${SCHEME}./data/heartbeat.db`;
}

/** The folder in which everything is kept. */
export function dataFolderOf({ url }: StorageSettings): string {
  return dirname(url.slice(SCHEME.length));
}
