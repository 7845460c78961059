import { isAbsolute, join, win32 } from 'node:path';

/** Where this platform keeps what programs store (`data`) and how they are set up (`config`). */
export function platformFolders(
  platform: NodeJS.Platform,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): { data: string; config: string } {
  if (platform === 'darwin') {
    return {
      data: join(home, 'Library', 'Application Support', 'Inkstone'),
      config: join(home, 'Library', 'Preferences', 'Inkstone'),
    };
  }
  if (platform === 'win32') {
    const roaming = env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming');
    return {
      data: win32.join(roaming, 'Inkstone', 'Data'),
      config: win32.join(roaming, 'Inkstone', 'Config'),
    };
  }
  // The XDG specification: a path that is not absolute is to be ignored.
  const folder = (variable: string, fallback: string): string => {
    const value = env[variable];
    return join(value && isAbsolute(value) ? value : join(home, fallback), 'inkstone');
  };
  return { data: folder('XDG_DATA_HOME', '.local/share'), config: folder('XDG_CONFIG_HOME', '.config') };
}
