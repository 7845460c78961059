import type { upkeep as english } from './en-upkeep.ts';

export const upkeep: typeof english = {
  help_backup: `inkstone backup [目录]：复制保存的所有内容，服务运行时也可以。

会在“目录”（不填则为当前目录）中新建一个名为 inkstone-backup-日期-时间 的目录，不会覆盖任何东西。
复制完成后会打开检查，检查通过才改成正式的名字。备份的路径会写到标准输出。

  --data-dir 目录     要备份的数据目录（不填则为默认位置）

备份中的对话没有加密，请像保管邮件一样保管它。模型服务的 API Key 在备份中是加密的，
解密用的密钥文件（INKSTONE_SECRET_FILE）不在备份里。

退出码：0 完成，1 失败，2 用法错误，130 被 Ctrl-C 停止（不会留下任何东西）。
`,
  help_restore: `inkstone restore 备份：把备份恢复到新的或空的数据目录。

“备份”可以是 inkstone backup 生成的目录，也可以是单个 .db 文件，例如升级时留在数据目录
backups 子目录里的副本。恢复前后都会检查。恢复从不覆盖已有内容：
想替换现有数据，请先停止服务，并把数据目录移到别处。

  --data-dir 目录     恢复到哪个数据目录（不填则为默认位置）

退出码：0 完成，1 失败，2 用法错误，130 被 Ctrl-C 停止（没有任何改动）。
`,
  help_doctor: `inkstone doctor：检查一切是否正常，有问题时告诉你怎么改。

会检查版本、数据目录和磁盘、数据库的每一页、每个模型服务及其 API Key，以及回答能否边写边到。
服务正在运行时会询问它，没有运行也能检查。它不做任何改动，也不会显示 API Key。

  --data-dir 目录     要检查的数据目录（不填则为默认位置）

退出码：0 正常，1 有问题，2 用法错误。
`,

  usage_noBackup:
    '要恢复哪个备份？请在命令后面写上它的目录或文件：inkstone restore inkstone-backup-2026-01-31-120000',

  upkeep_secret: (path) =>
    `模型服务的 API Key 要用 ${path} 解密，该文件不在备份里。换到别的机器时，请一并复制该文件，或重新填写 API Key。`,

  backup_copying: (folder) => `正在复制 ${folder} 中保存的内容……`,
  backup_holds: (conversations, messages, size) =>
    `共有 ${conversations} 个对话、${messages} 条消息（${size}），已打开检查，没有问题。`,
  backup_howToRestore: (command) => `要恢复到新的或空的数据目录：${command}`,
  backup_stopped: '已停止，没有留下任何东西。',

  restore_checking: (path) => `正在检查并复制 ${path} ……`,
  restore_done: (folder) => `已恢复并检查：${folder}`,
  restore_holds: (conversations, messages) => `共有 ${conversations} 个对话、${messages} 条消息。`,
  restore_howToStart: (command) => `用它启动：${command}`,
  restore_stopped: '已停止，数据目录没有改动。',

  doctor_level: { ok: '正常', warning: '注意', problem: '问题' },
  doctor_well: '一切正常。',
  doctor_problems: (count) => `有 ${count} 个问题，改法见上面各行。`,
  doctor_versions: (inkstone, node, sqlite) => `Inkstone ${inkstone}，Node.js ${node}，SQLite ${sqlite}。`,
  doctor_nodeOld: (version) => `Node.js ${version} 太旧，请安装 Node.js 24 或更新的版本。`,
  doctor_sqliteOld: (version) =>
    `这个 Node.js 自带的 SQLite ${version} 可能损坏数据，请安装更新的 Node.js 24 版本。`,
  doctor_settings: '设置都能读取，没有错误。',
  doctor_server: (address) => `服务正在使用这个数据目录运行：${address}/`,
  doctor_noServer: '没有服务在使用这个数据目录。',
  doctor_folderNew: (folder) => `数据目录 ${folder} 还不存在，首次启动时会创建。`,
  doctor_private: (folder) => `只有当前用户能查看 ${folder} 和密钥文件。`,
  doctor_openToOthers: (paths, command) => `本机的其他用户可以查看 ${paths}。请收回权限：${command}`,
  doctor_space: (free) => `磁盘剩余 ${free}。`,
  doctor_littleSpace: (free) => `磁盘只剩 ${free}，请腾出空间。`,
  doctor_speed: (ms) => `磁盘写入一次需要 ${ms} 毫秒。`,
  doctor_slow: (ms) =>
    `磁盘写入一次需要 ${ms} 毫秒，每个字都要等它。请用 --data-dir 把数据目录放到更快的磁盘上。`,
  doctor_noStore: '还没有保存过任何内容。',
  doctor_store: (conversations, messages, size) =>
    `数据库完好：${conversations} 个对话、${messages} 条消息（${size}）。`,
  doctor_damaged: (file, detail) =>
    `${file} 已损坏（${detail}）。请停止服务，保留该目录不动，并把最近的备份恢复到另一个目录：inkstone restore 备份 --data-dir 目录`,
  doctor_willMigrate: (schema) => `数据库来自较早的版本（${schema}），下次启动时会先复制一份再升级。`,
  doctor_noUpstream: '没有设置模型服务：由本机上找到的服务回答，找不到则由内置的演示回答。',
  doctor_upstream: (name, url) => `${name} 可以连接，API Key 有效（${url}）。`,
  doctor_upstreamOpen: (name, url) => `${name} 可以连接（${url}）。`,
  doctor_upstreamUnlisted: (name, url) =>
    `${name} 可以连接，但没有给出模型列表（${url}）。如果回答失败，请检查地址。`,
  doctor_upstreamFails: (name, url, sentence) => `${name}（${url}）：${sentence}`,
  doctor_keyUnreadable: (name) =>
    `${name} 的 API Key 无法读取：加密它的密钥文件已经不在了。请在网页的设置中重新填写。`,
  doctor_stream: (firstByteMs, eventMs) =>
    `回答能边写边到：${firstByteMs} 毫秒打开数据流，发生的事 ${eventMs} 毫秒后可见。`,
  doctor_streamHeld: (seconds) =>
    `发生的事 ${seconds} 秒内没有传到：本机有程序拦住了数据流。请检查会扫描网络流量的安全软件，并放行服务的地址。`,

  failure_nothingStored: (folder) =>
    `没有可备份的内容：${folder} 里还没有保存过任何东西。如果数据目录在别处，请用 --data-dir 指定。`,
  failure_backupForbidden: (folder, reason) =>
    `无法把备份写入 ${folder}（${reason}）。请指定一个可以写入的目录：inkstone backup 目录`,
  failure_noBackup: (path) =>
    `${path} 不是备份。请指定含有 manifest.json 的 inkstone-backup-… 目录，或单个 .db 文件。`,
  failure_backupMissing: (path) => `${path} 不存在，请检查备份的路径。`,
  failure_backupDamaged: (file) => `${file} 缺失，或在备份之后被改动过。没有恢复任何内容，请换一个备份。`,
  failure_folderNotEmpty: (folder) =>
    `数据目录 ${folder} 不是空的，恢复从不覆盖已有内容。请先停止服务并把该目录移到别处，或用 --data-dir 指定新的目录。`,
  failure_notAStore: (file) =>
    `${file} 无法打开：它不是 Inkstone 的数据库。请检查路径；如果它在数据目录里，请把它移走，或用 --data-dir 另选一个目录。`,
  failure_storeDamaged: (file, detail) =>
    `${file} 已损坏（${detail}），没有对它做任何改动。inkstone doctor 可以进一步检查；要用备份继续，请恢复到另一个目录：inkstone restore 备份 --data-dir 目录`,
  failure_fileTooNew: (file) => `${file} 由更新版本的 Inkstone 写入，请使用那个版本或更新的版本。`,
  failure_noSpace: (folder, needed, free) =>
    `${folder} 空间不足，放不下副本：需要 ${needed}，剩余 ${free}。请腾出空间后重试；没有做任何改动。`,
  failure_networkFolder: (folder, fileSystem) =>
    `数据目录 ${folder} 在网络文件系统（${fileSystem}）上，数据可能因此损坏。请用 --data-dir 换到本机磁盘；如愿承担风险，可设置 INKSTONE_ALLOW_NETWORK_DATA_DIR=1。`,
};
