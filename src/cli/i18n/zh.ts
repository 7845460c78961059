import type { en } from './en.ts';
import { settingHint } from './zh-settings.ts';
import { upkeep } from './zh-upkeep.ts';

export const zh: typeof en = {
  help: `Inkstone：与千问以及任何兼容 OpenAI 接口的模型对话，一个字也不会丢。

  inkstone                    启动服务，并显示网页地址
  inkstone ask "问题"         提一个问题，回答会逐字显示在终端
  inkstone chat               在终端里连续对话

  inkstone backup [目录]      备份保存的所有内容，服务运行时也可以
  inkstone restore 备份       把备份恢复到新的或空的数据目录
  inkstone doctor             检查一切是否正常，有问题时告诉你怎么改

  inkstone help 命令          查看某个命令的说明

通用选项
  --data-dir 目录     对话的保存位置
  --lang en|zh        提示信息的语言
  -h, --help          显示帮助
  -V, --version       显示版本号
`,
  help_serve: `inkstone [serve]：启动服务，并显示网页地址。

  --port 端口         监听端口（默认 3000；0 表示任选空闲端口）
  --host 地址         监听地址（默认 127.0.0.1）
  --data-dir 目录     对话的保存位置

按 Ctrl-C 停止；再按一次立即退出。

环境变量（当前目录下的 .env 文件也会读取）
  DASHSCOPE_API_KEY   千问（百炼）的 API Key；设置后由 qwen-max-latest 回答
  DASHSCOPE_BASE_URL  使用北京以外的地域时填写
  OPENAI_API_KEY, OPENAI_BASE_URL   其他兼容 OpenAI 接口的服务
  INKSTONE_MODEL      默认使用的模型
  PORT, HOST, INKSTONE_DATA_DIR   与上面的选项相同
  LOG_LEVEL           silent、error、warn、info、debug

退出码：0 正常停止，1 启动失败，2 用法错误，130 立即退出。
`,
  help_ask: `inkstone ask "问题"：提一个问题，回答会逐字显示在终端。

  -m, --model 名称    使用的模型（在 inkstone chat 中输入 /model 可查看）
  -s, --system 文本   给模型的系统提示词
  --think[=时长]      先思考再回答；时长可为 low、medium、high
  --no-think          不思考，直接回答
  --search[=always]   需要时（或总是）联网搜索，来源列在回答之后
  --temperature 数值  0 到 2：低则稳定，高则多样
  --json              输出一个 chat.completion 对象，格式与 OpenAI 接口相同
  --data-dir 目录     对话的保存位置

通过管道传入的内容会接在问题之后：   git diff | inkstone ask "请评审这些改动"
也可以直接作为问题：                 inkstone ask < question.txt

回答写到标准输出，其余信息写到标准错误，因此可以用在管道中：
  cat notes.txt | inkstone ask "写一段摘要" > summary.txt
思考过程和来源显示在一旁，--json 的输出里也有。对话会保存下来，
可用 inkstone chat --continue 接着聊。服务正在运行时会直接使用它，没有运行也能正常提问。
按 Ctrl-C 停止回答，已经收到的内容会保留。

退出码：0 已回答，1 失败，2 用法错误，130 被 Ctrl-C 停止。
`,
  help_chat: `inkstone chat：在终端里连续对话。

  -c, --continue      接着上一次的对话
  -m, --model 名称    使用的模型
  -s, --system 文本   给模型的系统提示词
  --think[=low|medium|high]、--no-think、--search[=always]、--temperature 数值
                      回答方式，详见 inkstone help ask
  --data-dir 目录     对话的保存位置

回答时按 Ctrl-C 停止回答；在输入时按 Ctrl-C 或 Ctrl-D 退出。输入 /help 查看可用命令。
对话保存在数据目录中，网页上看到的是同样的对话。方向键可以找回本次对话中的问题，
这份记录不会另外写入文件。

退出码：0 正常退出，1 失败，2 用法错误。
`,

  ...upkeep,

  usage_unknownCommand: (name) => `没有“${name}”这个命令。如果想提问：inkstone ask "${name}"`,
  usage_unknownOption: (name) => `没有 ${name} 这个选项。`,
  usage_missingValue: (name) => `${name} 后面需要一个值。`,
  usage_unexpectedValue: (name) => `${name} 后面不能带值。`,
  usage_unexpectedArgument: (text) => `这里不该有“${text}”。`,
  usage_unknownLanguage: (name) => `--lang 只能是 en 或 zh，不能是“${name}”。`,
  usage_think: (value) => `--think 可以不带值，或写成 --think=low、medium、high，不能是“${value}”。`,
  usage_thinkAndNot: '--think 和 --no-think 不能同时使用。',
  usage_search: (value) => `--search 可以不带值，或写成 --search=auto、always、off，不能是“${value}”。`,
  usage_temperature: (value) => `--temperature 是 0 到 2 之间的数值，不能是“${value}”。`,
  usage_noQuestion: '没有问题。请把问题写在命令后面：inkstone ask "天空为什么是蓝色的？"',
  usage_seeHelp: (command) => `用 ${command} --help 查看用法。`,

  serve_listening: 'Inkstone 已启动：',
  serve_howToStop: '按 Ctrl-C 停止。',
  serve_model: (model, provider) => `由 ${model} 回答（${provider}）。`,
  serve_localModel: (model, provider) =>
    `由 ${model} 回答（${provider}，在本机找到）。想用千问，请设置 DASHSCOPE_API_KEY，或在网页的设置中添加 API Key。`,
  serve_demoModel:
    '目前由内置的演示程序回答，它不是语言模型。想用千问，请设置 DASHSCOPE_API_KEY，或在网页的设置中添加 API Key。',
  serve_noModel: '还没有可用的模型：请在网页的设置中添加 API Key 或模型服务。',
  serve_waitingForFolder: '另一个 Inkstone 还在使用数据目录，正在等它结束。',
  serve_stopping: '正在停止。再按一次 Ctrl-C 立即退出。',

  ask_stopped: '已停止，收到的内容已保留。',
  ask_stopFailed: '没能停止回答，服务会继续写完它。',
  ask_wantsTool: '模型请求使用工具。Inkstone 目前还不能运行工具，回答到此为止。',
  ask_sources: '来源',
  ask_noSources: '已联网搜索，但服务没有给出来源。',
  ask_notSearched: '没有来源：没有迹象表明这个回答联网搜索过。',
  ask_cannotSearch: (model) => `${model} 不能联网搜索，将直接回答。`,
  ask_cannotThink: (model) => `${model} 不会先思考再回答。`,
  ask_cutByLength: '回答到此为止：已达到模型的长度上限。',
  ask_stoppedElsewhere: '回答在别处被停止，收到的内容已保留。',
  ask_interrupted: '服务停止，回答中断。收到的内容已保留；想要完整的回答，请再问一次。',
  ask_questionTooLong: '问题超过了 256 KiB，请只问其中一部分。',
  ask_questionNotText: '管道传入的内容不是 UTF-8 文本。',
  ask_waitingForInput: '正在等待管道传入内容。如果没有内容，请按 Ctrl-D，或加上：< /dev/null',
  ask_lineLost: '与服务的连接断开了，正在重连。按 Ctrl-C 放弃。',
  ask_lineBack: '连接已恢复。',
  ask_diskFull: '服务所在的磁盘已满，回答暂停。已输出的内容都已保存；腾出空间后会自动继续。',
  ask_storageFailing:
    '服务暂时无法保存内容，回答暂停。已输出的内容都已保存。请在服务所在的机器上运行 inkstone doctor 查明原因。',
  ask_waitingForOthers: '这里还在写另一个命令的回答，正在等它写完。按 Ctrl-C 立即退出。',

  chat_welcome: (model) => `由 ${model} 回答。输入 /help 查看命令，按 Ctrl-D 退出。`,
  chat_welcomePlain: '输入 /help 查看命令，按 Ctrl-D 退出。',
  chat_welcomeNoModel: '还没有可用的模型。输入 /help 查看命令，按 Ctrl-D 退出。',
  chat_continued: (title) => `接着聊：${title}`,
  chat_untitled: '一个没有标题的对话',
  chat_nothingToContinue: '还没有以前的对话，这是一个新的对话。',
  chat_commands: `/new             开始新的对话
/model           列出模型
/model 名称      换一个模型回答
/system 文本     设置系统提示词；不带文本则取消
/exit            退出（或按 Ctrl-D）

行尾加一个反斜杠可以换行继续输入，也可以一次粘贴多行。
按 Ctrl-C 停止回答。所有内容都会保存：用 inkstone chat --continue 可以接着聊。`,
  chat_unknownCommand: (name) =>
    `没有 ${name} 这个命令，输入 /help 查看。如果要发送以斜杠开头的内容，请在前面加一个空格。`,
  chat_new: '新的对话。',
  chat_model: (model) => `接下来由 ${model} 回答。`,
  chat_models: (model) => `现在由 ${model} 回答。用 /model 名称 可以换成：`,
  chat_noModels: '没有可用的模型。请运行 inkstone serve，在网页的设置中添加 API Key 或模型服务。',
  chat_systemSet: '系统提示词已设置，从现在起生效。',
  chat_systemCleared: '系统提示词已取消。',
  chat_clearLine: '再按一次 Ctrl-C 退出。',

  failure_portTaken: (port) =>
    `端口 ${port} 已被其他程序占用。请停止那个程序，或换一个端口：inkstone --port ${port + 1}`,
  failure_portForbidden: (port) =>
    `当前用户不能使用端口 ${port}。请换一个 1023 以上的端口：inkstone --port 3000`,
  failure_hostUnknown: (host) => `本机没有 ${host} 这个地址，请使用 127.0.0.1。`,
  failure_busyServer: (address) =>
    `Inkstone 已经在用这个数据目录运行：${address} ，直接打开即可；也可以用 --data-dir 另选一个目录。`,
  failure_busy: (folder) =>
    `另一个 Inkstone 正在使用数据目录 ${folder}，但无法得知它的地址。请停止它，或用 --data-dir 另选一个目录。`,
  failure_folderForbidden: (path) =>
    `当前用户不能写入 ${path}。请修改权限，或用 --data-dir 另选一个数据目录。`,
  failure_folderReadOnly: (path) => `${path} 所在的磁盘是只读的。请用 --data-dir 另选一个数据目录。`,
  failure_notAFolder: (path) => `${path} 不是目录。请用 --data-dir 另选一个数据目录。`,
  failure_diskFull: (folder) => `数据目录 ${folder} 所在的磁盘已满。内容没有丢失，请腾出空间后重新启动。`,
  failure_storeUnreadable: (folder, reason) =>
    `无法打开 ${folder} 中的数据（${reason}）。请恢复备份，或用 --data-dir 另选一个目录。`,
  failure_storeTooNew: (folder) =>
    `${folder} 中的数据是由更新版本的 Inkstone 写入的。请使用那个版本，或用 --data-dir 另选一个目录。`,
  failure_secretFile: (path) =>
    `${path}（用来加密各服务商 API Key 的密钥文件）无法读写。请修复或删除它，或用 INKSTONE_SECRET_FILE 指定另一个文件。`,
  failure_config: (name, problem) => `设置 ${name} 有误：${settingHint(name, problem)}`,
  failure_unreachable: '连不上服务。请确认它正在运行，然后重试。',
  failure_lineGivenUp: '两分钟内都没能连上服务。收到的内容已保留，可用 inkstone chat --continue 查看。',
  failure_unknown: (message) => `出现了意料之外的问题：${message}。请向我们反馈。`,
  wait_requests: '每分钟请求数已用完。',
  wait_burst: '请求数增长过快。',
  wait_tokens: '每分钟 token 数已用完。',
  wait_overloaded: '模型服务过载。',
  wait_failed: '模型服务暂时出错。',
  wait_againIn: (reason, seconds) => `${reason}${seconds} 秒后自动重试。`,
  wait_again: (reason) => `${reason}正在重试。`,
  wait_behind: (reason) => `${reason}此模型还有更早的回答在等，轮到后自动提问。`,
  failure_detail: (detail) => `详情：${detail}`,
  failure_requestId: (id) => `请求 ID（联系服务商时使用）：${id}`,

  errors: {
    invalid_request: '服务没能理解这个请求。',
    invalid_json: '服务没能读懂这个请求。',
    too_large: '一次提问的内容太多了，请只问其中一部分。',
    unsupported_media_type: '服务不接受这种请求。',
    not_found: '服务没有这个地址，可能是另一个版本的 Inkstone。',
    method_not_allowed: '服务不接受这个请求，可能是另一个版本的 Inkstone。',
    conversation_not_found: '这个对话已经不存在了，请开始新的对话。',
    message_not_found: '这条消息已经不存在了。',
    answer_not_found: '这个回答已经不存在了。',
    provider_not_found: '这个模型服务已被移除，请换一个模型。',
    id_reused: '这条消息已经发送过，但内容不同。',
    parent_not_found: '前一条消息已经不存在了，请开始新的对话。',
    already_started: '这个问题的回答已经开始了，无法撤回。可以停止它。',
    answer_unfinished: '这个回答还没写完，请等它结束或停止它。',
    cannot_continue: '这个回答没有可以接着写的内容，请重新提问。',
    offset_gone: '这期间的变化太多了，请重新打开对话。',
    forbidden_host: '服务拒绝了这个地址，请使用 http://localhost 加端口号。',
    forbidden_origin: '服务拒绝了来自这里的请求。',
    internal: '服务内部出错，详情见它的日志。',
    disk_full: '服务所在的磁盘已满，请腾出空间后再问。',
    storage_failing:
      '服务目前无法读取或保存内容。请在服务所在的机器上运行 inkstone doctor 查明原因，然后再问。',
    shutting_down: '服务正在停止，等它恢复后再问。',
    address_refused: '服务只请求以 https:// 开头的公网地址。',
    host_unreachable: '无法连接对方主机，或那里没有所请求的内容。',
    host_elsewhere: '对方主机要转到另一个未获允许的主机。',
    image_too_large: '图片太大。',
    image_unreadable: '对方主机发来的不是 PNG、JPEG、GIF 或 WebP 图片。',
    budget_reached: '已达到预算，因此没有调用模型。可在网页的“用量与费用”中提高预算，或换一个不收费的模型。',
    no_model:
      '还没有可用的模型。请设置 DASHSCOPE_API_KEY，或运行 inkstone serve 在网页的设置中添加 API Key。',
    key_missing: '这个模型服务需要 API Key。请运行 inkstone serve，在网页的设置中添加。',
    key_invalid: '模型服务不接受这个 API Key。请确认复制完整，并且与接口地址属于同一地域。',
    key_wrong_plan: '这个 API Key 属于另一种套餐。请改用该套餐的接口地址，或换一个 API Key。',
    model_not_found: '模型服务没有这个模型。在 inkstone chat 中输入 /model 可查看可用的模型。',
    model_forbidden: '这个 API Key 没有使用该模型的权限。请换一个模型，或在服务商处开通。',
    overdue: '服务商账户已欠费，请充值或结清后再问。',
    billing: '服务商因计费原因拒绝了请求：服务未开通或余额不足，请处理后再问。',
    free_quota_used: '该模型的免费额度已用完。请换一个模型，或在服务商处开启按量付费。',
    content_filtered: '内容被服务商的安全审核拦截，请换一种说法。',
    media_unreadable: '模型服务无法读取图片或文件。',
    context_too_long: '对话超出了该模型的长度。请开始新的对话，或换一个上下文更长的模型。',
    parameter_refused: '模型服务不接受请求中的某个参数，请换一个模型。',
    rate_limited: '服务商允许该模型的每分钟请求数已用完，请过一分钟再问。',
    burst_limited: '请求数增长过快，超出了服务商允许的速度，请过几秒再问。',
    queue_full: '排队等待的回答太多了，请等其中一个结束后再问。',
    tokens_limited: '服务商允许该模型的每分钟 token 数已用完，请过一分钟再问。',
    overloaded: '模型服务过载，请稍等片刻再问。',
    upstream_failed: '模型服务自身出错，请再问一次。',
    upstream_unreachable: '连不上模型服务，请检查网络和接口地址。',
    upstream_timeout: '模型服务迟迟没有响应，请再问一次。',
    upstream_stalled: '模型服务没了动静。收到的内容已保留，请再问一次。',
    upstream_cut: '与模型服务的连接断开。收到的内容已保留，请再问一次。',
    upstream_unreadable: '无法理解模型服务的回复，请检查接口地址。',
    answer_empty: '模型返回了空的回答，请再问一次。',
    answer_too_long: '回答超过了上限，已被截止。收到的内容已保留。',
    answer_too_slow: '回答用时超过了上限，已被截止。收到的内容已保留，可以再试一次。',
  },
};
