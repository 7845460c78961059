import { byPatterns } from './by-patterns.ts';

const words =
  'assoc|call|cd|chdir|cls|copy|defined|del|dir|do|echo|else|endlocal|erase|errorlevel|exist|exit|for|goto|if|in|md|mkdir|' +
  'move|not|pause|popd|pushd|rd|ren|rename|rmdir|set|setlocal|setx|shift|start|title|type|xcopy';

/** What the Windows command line reads. */
export const batch = byPatterns('batch', [
  { match: /^(?:rem(?!\w)|::).*/i, style: 'comment', isFirst: true },
  { match: /^:\w+/, style: 'def', isFirst: true },
  { match: /^"[^"]*"/, style: 'string' },
  { match: /^%%?~?[\w:~,=-]*%?|^![\w:~,=-]+!/, style: 'variableName.special' },
  { match: new RegExp(`^@?(?:${words})(?![\\w.-])`, 'i'), style: 'keyword' },
  { match: /^\/[a-z?]+(?!\w)/i, style: 'property' },
  { match: /^\d+(?!\w)/, style: 'number' },
  { match: /^[\w.\\-]+/, style: null },
]);
