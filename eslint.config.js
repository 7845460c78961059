import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';

const htmlSinks = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'createContextualFragment',
];
const htmlReaders = ['DOMParser', 'XSLTProcessor'];
const noHtmlSinks = 'Model text is hostile: build DOM nodes, or pass text.';

const unused = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true };

const everywhere = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Use a named export: it has one name wherever it is used.',
  },
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'An error is swallowed: catch what you can name, and say what it means here.',
  },
  {
    selector: "CallExpression[callee.property.name='catch'] > :function > BlockStatement[body.length=0]",
    message: 'An error is swallowed: catch what you can name, and say what it means here.',
  },
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(skip|only|todo|fails)$/]',
    message: 'Every test runs, always.',
  },
];

const inFrame = [
  ...htmlSinks.map((name) => ({
    selector: `MemberExpression:matches([property.name='${name}'], [property.value='${name}'])`,
    message: noHtmlSinks,
  })),
  {
    selector: "MemberExpression[object.name='document'][property.name=/^write(ln)?$/]",
    message: noHtmlSinks,
  },
];

const inOurCode = [
  ...inFrame,
  ...htmlReaders.map((name) => ({ selector: `NewExpression[callee.name='${name}']`, message: noHtmlSinks })),
];

const onlyThroughSink = {
  selector: 'CallExpression[callee.property.name=/^createElement(NS)?$/]',
  message: 'Elements of an answer are made by view/sink.ts alone, from its closed list.',
};

/** What opens connections. Listening is `createServer`, which opens none; types are no wall's business. */
const network = {
  wholly: ['https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises'].flatMap((name) => [name, `node:${name}`]),
  partly: {
    http: ['request', 'get', 'Agent', 'ClientRequest', 'globalAgent', 'default'],
    net: ['connect', 'createConnection', 'default'],
  },
};
const onlyThroughDoors =
  'Only outbound/ and providers/ open connections: what the server may contact is judged there.';
const noWayOut = {
  paths: [
    ...[...network.wholly, 'undici', 'openai', 'ws'].map((name) => ({
      name,
      message: onlyThroughDoors,
      allowTypeImports: true,
    })),
    ...Object.entries(network.partly).flatMap(([name, importNames]) =>
      [name, `node:${name}`].map((from) => ({
        name: from,
        importNames,
        message: onlyThroughDoors,
        allowTypeImports: true,
      })),
    ),
  ],
  patterns: [{ group: ['undici/*'], message: onlyThroughDoors, allowTypeImports: true }],
};
const noWayOutAround = [
  {
    selector: 'ImportExpression',
    message: `${onlyThroughDoors} Import by declaration, so that it can be seen.`,
  },
  {
    selector:
      'MemberExpression[object.name=/^(globalThis|global|process)$/][property.name=/^(fetch|WebSocket|EventSource|getBuiltinModule)$/]',
    message: onlyThroughDoors,
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?(http|net)$/] > ImportNamespaceSpecifier',
    message: `${onlyThroughDoors} Name what is imported.`,
  },
];

export default typescript.config(
  { ignores: ['dist/', '.cache/', 'coverage/', 'test/samples/', '**/node_modules/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-syntax': ['error', ...everywhere],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-unused-vars': ['error', unused],
    },
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [typescript.configs.recommended],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', unused],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { prefer: 'type-imports', fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
    },
  },
  svelte.configs.recommended,
  { files: ['src/**'], rules: { 'no-restricted-syntax': ['error', ...everywhere, ...inOurCode] } },
  {
    // What Mermaid draws is read here, where there is nothing to reach, and leaves as an image.
    files: ['src/web/frame/**'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...inFrame] },
  },
  {
    files: ['src/server/**/*.ts'],
    ignores: ['src/server/{outbound,providers}/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...inOurCode, ...noWayOutAround],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, message: onlyThroughDoors })),
      ],
      '@typescript-eslint/no-restricted-imports': ['error', noWayOut],
    },
  },
  {
    files: ['src/web/markdown/**'],
    // A formula is checked against a list of its own; the link that saves a file never reaches the page.
    ignores: ['**/*.test.ts', '**/view/sink.ts', '**/math/katex.ts', '**/code/save-file.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...inOurCode, onlyThroughSink] },
  },
  {
    files: ['src/{server,cli,demo-model}/**', 'test/**', 'bench/**', '*.config.{js,ts}', '**/*.test.ts'],
    languageOptions: { globals: globals.node },
  },
  { files: ['src/protocol/**'], languageOptions: { globals: { ...globals['shared-node-browser'] } } },
  {
    files: ['src/web/**', 'test/browser/**', 'test/hostile/page/**', 'bench/rivals/pages/**'],
    languageOptions: { globals: globals.browser },
  },
  { files: ['src/{server,protocol}/**'], rules: { 'no-console': 'error' } },
  {
    // A promise that nobody waits for fails where nobody looks.
    files: ['src/{protocol,server,cli,demo-model}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      // svelte-check knows which names exist.
      'no-undef': 'off',
      // This one knows that properties may change without being assigned.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // Both see faults where there are none: a set that lives for one function, and the reason beside an ignored warning.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-unused-svelte-ignore': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
    },
  },
  {
    files: ['toolchain/**', 'bin/**'],
    // What an older Node has to be able to read.
    languageOptions: { ecmaVersion: 2022, globals: globals.node },
  },
  {
    files: ['*.config.{js,ts}', 'test/support/vitest-*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere.slice(1)] },
  },
);
