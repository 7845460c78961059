/** What the launcher says, in the language of the terminal. */
const english = {
  installingNode: (/** @type {string} */ version) =>
    `Fetching Node.js 24 for this folder (the machine's is ${version})`,
  installingPackages: 'Installing the packages',
  building: {
    server: 'Building the server',
    page: 'Building the page',
    both: 'Building the server and the page',
  },
  checking: 'Checking',
  checks: { format: 'format', lint: 'lint', types: 'types', svelte: 'Svelte files', unused: 'unused code' },
  testing: 'Testing',
  installingChromium: 'Installing Chromium and fonts with apt-get',
  installingCompiler: 'Installing a C compiler with apt-get',
  waiting: 'Another launcher is at work in this folder; waiting for it',
  devFolder: (/** @type {string} */ folder) =>
    `Conversations of this development server are kept in ${folder}`,
  failed: 'failed',
  seconds: (/** @type {number} */ seconds) => `${seconds.toFixed(1)} s`,
  usage: 'Usage: node toolchain/launch.mjs start|dev|build|check|test|bench|faults|fuzz [arguments]',
  noNode: (/** @type {string} */ machine) =>
    `There is no ready-made Node.js for ${machine}: install Node.js 24 or newer (https://nodejs.org) and run this again.`,
  nodeFetchFailed:
    'Node.js 24 could not be fetched: check the network (or the proxy), or install Node.js 24 or newer yourself, and run this again.',
  nodeDoesNotRun:
    'The Node.js 24 that was fetched does not run on this machine: install Node.js 24 or newer yourself and run this again.',
  packagesFailed: 'The packages could not be installed: check the network (or the proxy) and run this again.',
  buildFailed:
    'The build failed. After a change of yours the lines below say where; otherwise please report them.',
  checkFailed: (/** @type {string} */ names) =>
    `The check found something (${names}). "npx prettier --write ." mends the format, "npx eslint --fix ." a part of the lint.`,
  noChromium: (/** @type {string} */ command) =>
    `The tests need a real Chromium and found none. Run this once: ${command} (or set CHROME_PATH to a Chromium or Chrome).`,
  chromePathWrong: (/** @type {string} */ path) => `CHROME_PATH names ${path}, which does not exist.`,
  chromiumFailed: 'Chromium could not be installed: check the network (or the proxy) and run this again.',
  noCompiler: (/** @type {string} */ command) =>
    `A test preloads a small library that has to be compiled, and there is no C compiler. Run this once: ${command}`,
  compilerFailed: 'A C compiler could not be installed: check the network (or the proxy) and run this again.',
  lockHeld: (/** @type {string} */ path) =>
    `Another launcher has been at work for ten minutes. If there is none, delete ${path} and run this again.`,
};

/** @type {typeof english} */
const chinese = {
  installingNode: (version) => `正在为此目录下载 Node.js 24（本机版本为 ${version}）`,
  installingPackages: '正在安装依赖包',
  building: { server: '正在构建服务器', page: '正在构建页面', both: '正在构建服务器和页面' },
  checking: '正在检查',
  checks: { format: '格式', lint: '代码规范', types: '类型', svelte: 'Svelte 文件', unused: '未使用的代码' },
  testing: '正在测试',
  installingChromium: '正在用 apt-get 安装 Chromium 和字体',
  installingCompiler: '正在用 apt-get 安装 C 编译器',
  waiting: '另一个启动程序正在此目录中工作，正在等待',
  devFolder: (folder) => `此开发服务器的对话保存在 ${folder}`,
  failed: '失败',
  seconds: (seconds) => `${seconds.toFixed(1)} 秒`,
  usage: '用法：node toolchain/launch.mjs start|dev|build|check|test|bench|faults|fuzz [参数]',
  noNode: (machine) =>
    `没有适用于 ${machine} 的现成 Node.js：请安装 Node.js 24 或更新版本（https://nodejs.org），然后重试。`,
  nodeFetchFailed: '无法下载 Node.js 24：请检查网络（或代理），或自行安装 Node.js 24 或更新版本，然后重试。',
  nodeDoesNotRun: '下载的 Node.js 24 无法在本机运行：请自行安装 Node.js 24 或更新版本，然后重试。',
  packagesFailed: '依赖包安装失败：请检查网络（或代理），然后重试。',
  buildFailed: '构建失败。如果你改动过代码，以下内容会指出位置；否则请将其反馈给我们。',
  checkFailed: (names) =>
    `检查发现问题（${names}）。"npx prettier --write ." 可修复格式，"npx eslint --fix ." 可修复部分规范问题。`,
  noChromium: (command) =>
    `测试需要真正的 Chromium，但没有找到。请运行一次：${command}（或将 CHROME_PATH 设为 Chromium 或 Chrome 的路径）。`,
  chromePathWrong: (path) => `CHROME_PATH 指向的 ${path} 不存在。`,
  chromiumFailed: '无法安装 Chromium：请检查网络（或代理），然后重试。',
  noCompiler: (command) =>
    `有一项测试需要编译一个预加载的小型库，但没有找到 C 编译器。请运行一次：${command}`,
  compilerFailed: 'C 编译器安装失败：请检查网络（或代理），然后重试。',
  lockHeld: (path) => `另一个启动程序已工作了十分钟。如果它并不存在，请删除 ${path} 后重试。`,
};

const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';

export const words = locale.startsWith('zh') ? chinese : english;
