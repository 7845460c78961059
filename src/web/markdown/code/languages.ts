import type { Mode } from './mode.ts';

export interface Language {
  /** Its own name, the same in every language of the page. */
  readonly title: string;
  /** Of its files, without the dot. */
  readonly extension: string;
  /** What colours it, a chunk of its own; none: it stays plain. */
  readonly load?: () => Promise<Mode>;
}

const clike = () => import('@codemirror/legacy-modes/mode/clike');
const css = () => import('@codemirror/legacy-modes/mode/css');
const javascript = () => import('@codemirror/legacy-modes/mode/javascript');
const markup = () => import('@codemirror/legacy-modes/mode/xml');
const ml = () => import('@codemirror/legacy-modes/mode/mllike');
const sql = () => import('@codemirror/legacy-modes/mode/sql');
const html = () => import('./modes/html.ts');
const jsx = () => import('./modes/jsx.ts');

const from = <Module, Name extends keyof Module>(module: () => Promise<Module>, name: Name) =>
  module().then((loaded) => loaded[name]);

const language = (title: string, extension: string, load?: () => Promise<Mode>): Language =>
  load ? { title, extension, load } : { title, extension };

/** By the name that models give most often; other names are below. */
export const languages: Readonly<Record<string, Language>> = {
  asm: language('Assembly', 's', () => from(() => import('@codemirror/legacy-modes/mode/gas'), 'gas')),
  bash: language('Bash', 'sh', () => from(() => import('@codemirror/legacy-modes/mode/shell'), 'shell')),
  bat: language('Batch', 'bat', () => from(() => import('./modes/batch.ts'), 'batch')),
  c: language('C', 'c', () => from(clike, 'c')),
  clojure: language('Clojure', 'clj', () =>
    from(() => import('@codemirror/legacy-modes/mode/clojure'), 'clojure'),
  ),
  cmake: language('CMake', 'cmake', () => from(() => import('@codemirror/legacy-modes/mode/cmake'), 'cmake')),
  cobol: language('COBOL', 'cob', () => from(() => import('@codemirror/legacy-modes/mode/cobol'), 'cobol')),
  coffeescript: language('CoffeeScript', 'coffee', () =>
    from(() => import('@codemirror/legacy-modes/mode/coffeescript'), 'coffeeScript'),
  ),
  cpp: language('C++', 'cpp', () => from(clike, 'cpp')),
  crystal: language('Crystal', 'cr', () =>
    from(() => import('@codemirror/legacy-modes/mode/crystal'), 'crystal'),
  ),
  csharp: language('C#', 'cs', () => from(clike, 'csharp')),
  css: language('CSS', 'css', () => from(css, 'css')),
  csv: language('CSV', 'csv'),
  cypher: language('Cypher', 'cypher', () =>
    from(() => import('@codemirror/legacy-modes/mode/cypher'), 'cypher'),
  ),
  d: language('D', 'd', () => from(() => import('@codemirror/legacy-modes/mode/d'), 'd')),
  dart: language('Dart', 'dart', () => from(clike, 'dart')),
  diff: language('Diff', 'diff', () => from(() => import('@codemirror/legacy-modes/mode/diff'), 'diff')),
  dockerfile: language('Dockerfile', 'dockerfile', () =>
    from(() => import('@codemirror/legacy-modes/mode/dockerfile'), 'dockerFile'),
  ),
  elixir: language('Elixir', 'ex', () => from(() => import('./modes/elixir.ts'), 'elixir')),
  elm: language('Elm', 'elm', () => from(() => import('@codemirror/legacy-modes/mode/elm'), 'elm')),
  erlang: language('Erlang', 'erl', () => from(() => import('./modes/erlang.ts'), 'erlang')),
  fortran: language('Fortran', 'f90', () =>
    from(() => import('@codemirror/legacy-modes/mode/fortran'), 'fortran'),
  ),
  fsharp: language('F#', 'fs', () => from(ml, 'fSharp')),
  glsl: language('GLSL', 'glsl', () => from(clike, 'shader')),
  go: language('Go', 'go', () => from(() => import('@codemirror/legacy-modes/mode/go'), 'go')),
  gherkin: language('Gherkin', 'feature', () =>
    from(() => import('@codemirror/legacy-modes/mode/gherkin'), 'gherkin'),
  ),
  graphql: language('GraphQL', 'graphql', () => from(() => import('./modes/graphql.ts'), 'graphql')),
  groovy: language('Groovy', 'groovy', () =>
    from(() => import('@codemirror/legacy-modes/mode/groovy'), 'groovy'),
  ),
  haskell: language('Haskell', 'hs', () =>
    from(() => import('@codemirror/legacy-modes/mode/haskell'), 'haskell'),
  ),
  hcl: language('HCL', 'tf', () => from(() => import('./modes/hcl.ts'), 'hcl')),
  html: language('HTML', 'html', () => from(html, 'html')),
  http: language('HTTP', 'http', () => from(() => import('@codemirror/legacy-modes/mode/http'), 'http')),
  ini: language('INI', 'ini', () =>
    from(() => import('@codemirror/legacy-modes/mode/properties'), 'properties'),
  ),
  java: language('Java', 'java', () => from(clike, 'java')),
  javascript: language('JavaScript', 'js', () => from(javascript, 'javascript')),
  jinja: language('Jinja', 'j2', () => from(() => import('@codemirror/legacy-modes/mode/jinja2'), 'jinja2')),
  json: language('JSON', 'json', () => from(javascript, 'json')),
  jsx: language('JSX', 'jsx', () => from(jsx, 'jsx')),
  julia: language('Julia', 'jl', () => from(() => import('@codemirror/legacy-modes/mode/julia'), 'julia')),
  kotlin: language('Kotlin', 'kt', () => from(clike, 'kotlin')),
  latex: language('LaTeX', 'tex', () => from(() => import('@codemirror/legacy-modes/mode/stex'), 'stex')),
  less: language('Less', 'less', () => from(css, 'less')),
  lisp: language('Lisp', 'lisp', () =>
    from(() => import('@codemirror/legacy-modes/mode/commonlisp'), 'commonLisp'),
  ),
  lua: language('Lua', 'lua', () => from(() => import('@codemirror/legacy-modes/mode/lua'), 'lua')),
  makefile: language('Makefile', 'mk', () => from(() => import('./modes/makefile.ts'), 'makefile')),
  markdown: language('Markdown', 'md', () => from(() => import('./modes/markdown.ts'), 'markdown')),
  matlab: language('MATLAB', 'm', () => from(() => import('@codemirror/legacy-modes/mode/octave'), 'octave')),
  mermaid: language('Mermaid', 'mmd', () => from(() => import('./modes/mermaid.ts'), 'mermaid')),
  nginx: language('nginx', 'conf', () => from(() => import('@codemirror/legacy-modes/mode/nginx'), 'nginx')),
  objectivec: language('Objective-C', 'm', () => from(clike, 'objectiveC')),
  ocaml: language('OCaml', 'ml', () => from(ml, 'oCaml')),
  pascal: language('Pascal', 'pas', () =>
    from(() => import('@codemirror/legacy-modes/mode/pascal'), 'pascal'),
  ),
  perl: language('Perl', 'pl', () => from(() => import('@codemirror/legacy-modes/mode/perl'), 'perl')),
  php: language('PHP', 'php', () => from(() => import('./modes/php.ts'), 'php')),
  powershell: language('PowerShell', 'ps1', () =>
    from(() => import('@codemirror/legacy-modes/mode/powershell'), 'powerShell'),
  ),
  protobuf: language('Protocol Buffers', 'proto', () =>
    from(() => import('@codemirror/legacy-modes/mode/protobuf'), 'protobuf'),
  ),
  python: language('Python', 'py', () =>
    from(() => import('@codemirror/legacy-modes/mode/python'), 'python'),
  ),
  r: language('R', 'r', () => from(() => import('@codemirror/legacy-modes/mode/r'), 'r')),
  ruby: language('Ruby', 'rb', () => from(() => import('@codemirror/legacy-modes/mode/ruby'), 'ruby')),
  rust: language('Rust', 'rs', () => from(() => import('@codemirror/legacy-modes/mode/rust'), 'rust')),
  sass: language('Sass', 'sass', () => from(() => import('@codemirror/legacy-modes/mode/sass'), 'sass')),
  scala: language('Scala', 'scala', () => from(clike, 'scala')),
  scheme: language('Scheme', 'scm', () =>
    from(() => import('@codemirror/legacy-modes/mode/scheme'), 'scheme'),
  ),
  scss: language('SCSS', 'scss', () => from(css, 'sCSS')),
  solidity: language('Solidity', 'sol', () => from(() => import('./modes/solidity.ts'), 'solidity')),
  sparql: language('SPARQL', 'rq', () =>
    from(() => import('@codemirror/legacy-modes/mode/sparql'), 'sparql'),
  ),
  sql: language('SQL', 'sql', () => from(sql, 'standardSQL')),
  svelte: language('Svelte', 'svelte', () => from(html, 'html')),
  svg: language('SVG', 'svg', () => from(markup, 'xml')),
  swift: language('Swift', 'swift', () => from(() => import('@codemirror/legacy-modes/mode/swift'), 'swift')),
  tcl: language('Tcl', 'tcl', () => from(() => import('@codemirror/legacy-modes/mode/tcl'), 'tcl')),
  text: language('Text', 'txt'),
  toml: language('TOML', 'toml', () => from(() => import('@codemirror/legacy-modes/mode/toml'), 'toml')),
  tsx: language('TSX', 'tsx', () => from(jsx, 'tsx')),
  typescript: language('TypeScript', 'ts', () => from(javascript, 'typescript')),
  vb: language('Visual Basic', 'vb', () => from(() => import('@codemirror/legacy-modes/mode/vb'), 'vb')),
  verilog: language('Verilog', 'v', () =>
    from(() => import('@codemirror/legacy-modes/mode/verilog'), 'verilog'),
  ),
  vhdl: language('VHDL', 'vhd', () => from(() => import('@codemirror/legacy-modes/mode/vhdl'), 'vhdl')),
  vue: language('Vue', 'vue', () => from(html, 'html')),
  wat: language('WebAssembly', 'wat', () => from(() => import('@codemirror/legacy-modes/mode/wast'), 'wast')),
  xml: language('XML', 'xml', () => from(markup, 'xml')),
  yaml: language('YAML', 'yaml', () => from(() => import('./modes/yaml.ts'), 'yaml')),
  zig: language('Zig', 'zig', () => from(() => import('./modes/zig.ts'), 'zig')),
};
