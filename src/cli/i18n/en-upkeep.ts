/** What is said about backups, restoring and the state of an installation. */
export const upkeep = {
  help_backup: `inkstone backup [FOLDER]: copy everything that is stored, also while the server runs.

A new folder, inkstone-backup-DATE-TIME, is made in FOLDER (where you are, if you name none). Nothing is ever
overwritten. The copy is opened and checked before it gets its name. The path is printed to the standard output.

  --data-dir FOLDER   what to copy, if not the usual data folder

It holds the conversations in the clear: keep it as you would keep your mail. The keys of model servers are in
it encrypted, and the secret that opens them (INKSTONE_SECRET_FILE) is not.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C (nothing is kept).
`,
  help_restore: `inkstone restore BACKUP: put a backup into a new or empty data folder.

BACKUP is a folder that "inkstone backup" made, or a single .db file, such as the copies that an upgrade leaves
in the folder "backups" of the data folder. It is checked before and after. Nothing is ever overwritten: to
replace what is there, stop the server and move the data folder away first.

  --data-dir FOLDER   where to put it, if not the usual data folder

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C (nothing is changed).
`,
  help_doctor: `inkstone doctor: look whether everything is well, and say what to change if not.

It looks at the version, the data folder and its disk, every page of the store, each model server and its key,
and whether answers arrive as they are written. A running server is asked; without one, it works all the same.
It changes nothing, and shows no key.

  --data-dir FOLDER   what to look at, if not the usual data folder

Exit codes: 0 well, 1 there is a problem, 2 wrong usage.
`,

  usage_noBackup:
    'Which backup? Name its folder or file behind the command: inkstone restore inkstone-backup-2026-01-31-120000',

  upkeep_secret: (path: string) =>
    `The keys of model servers are opened by ${path}, which is not in a backup. On another machine, copy that file too or enter the keys again.`,

  backup_copying: (folder: string) => `Copying what is stored in ${folder} …`,
  backup_holds: (conversations: number, messages: number, size: string) =>
    `It holds ${counted(conversations, 'conversation')} with ${counted(messages, 'message')} (${size}), and was opened and checked.`,
  backup_howToRestore: (command: string) => `To restore it into a new or empty data folder: ${command}`,
  backup_stopped: 'Stopped. Nothing was kept.',

  restore_checking: (path: string) => `Checking and copying ${path} …`,
  restore_done: (folder: string) => `Restored and checked: ${folder}`,
  restore_holds: (conversations: number, messages: number) =>
    `It holds ${counted(conversations, 'conversation')} with ${counted(messages, 'message')}.`,
  restore_howToStart: (command: string) => `To start with it: ${command}`,
  restore_stopped: 'Stopped. The data folder was left as it was.',

  doctor_level: { ok: 'ok     ', warning: 'warning', problem: 'problem' },
  doctor_well: 'All is well.',
  doctor_problems: (count: number) => `${counted(count, 'problem')}: each line above says what to change.`,
  doctor_versions: (inkstone: string, node: string, sqlite: string) =>
    `Inkstone ${inkstone} on Node.js ${node} with SQLite ${sqlite}.`,
  doctor_nodeOld: (version: string) => `Node.js ${version} is too old. Install Node.js 24 or newer.`,
  doctor_sqliteOld: (version: string) =>
    `SQLite ${version}, which comes with this Node.js, can damage a store. Install a newer release of Node.js 24.`,
  doctor_settings: 'The settings can be read, and none is wrong.',
  doctor_server: (address: string) => `A server runs on this data folder: ${address}/`,
  doctor_noServer: 'No server runs on this data folder.',
  doctor_folderNew: (folder: string) =>
    `The data folder ${folder} does not exist yet; the first start makes it.`,
  doctor_private: (folder: string) => `Only this user may look into ${folder} and at the secret.`,
  doctor_openToOthers: (paths: string, command: string) =>
    `Other users of this machine may look at ${paths}. Keep it to yourself: ${command}`,
  doctor_space: (free: string) => `${free} are free on the disk.`,
  doctor_littleSpace: (free: string) => `Only ${free} are free on the disk. Free some space.`,
  doctor_speed: (ms: string) => `The disk takes a write in ${ms} ms.`,
  doctor_slow: (ms: string) =>
    `The disk takes ${ms} ms for a write, and every word waits for it. Put the data folder on a faster disk with --data-dir.`,
  doctor_noStore: 'Nothing has been stored yet.',
  doctor_store: (conversations: number, messages: number, size: string) =>
    `The store is whole: ${counted(conversations, 'conversation')} with ${counted(messages, 'message')} (${size}).`,
  doctor_damaged: (file: string, detail: string) =>
    `${file} is damaged (${detail}). Stop the server, keep that folder as it is, and put your last backup into another: inkstone restore BACKUP --data-dir FOLDER`,
  doctor_willMigrate: (schema: string) =>
    `The store is of an earlier version (${schema}); the next start copies it, then changes it.`,
  doctor_noUpstream:
    'No model server is set up: one that is found on this machine answers, or else the built-in demo.',
  doctor_upstream: (name: string, url: string) => `${name} can be reached and takes the key (${url}).`,
  doctor_upstreamOpen: (name: string, url: string) => `${name} can be reached (${url}).`,
  doctor_upstreamUnlisted: (name: string, url: string) =>
    `${name} can be reached, but lists no models there (${url}). If its answers fail, check the address.`,
  doctor_upstreamFails: (name: string, url: string, sentence: string) => `${name} (${url}): ${sentence}`,
  doctor_keyUnreadable: (name: string) =>
    `The key of ${name} cannot be read: the secret that it was encrypted with is gone. Enter the key again in the page’s settings.`,
  doctor_stream: (firstByteMs: string, eventMs: string) =>
    `Answers arrive as they are written: the stream opens in ${firstByteMs} ms, and what happens is seen after ${eventMs} ms.`,
  doctor_streamHeld: (seconds: number) =>
    `What happens was not seen within ${seconds} seconds: something on this machine holds streams back. Look for security software that inspects web traffic, and exempt the address of the server.`,

  failure_nothingStored: (folder: string) =>
    `There is nothing to back up: nothing has been stored in ${folder} yet. If your data folder is another one, name it with --data-dir.`,
  failure_backupForbidden: (folder: string, reason: string) =>
    `The backup cannot be written to ${folder} (${reason}). Name a folder that you may write to: inkstone backup FOLDER`,
  failure_noBackup: (path: string) =>
    `${path} is no backup. Name a folder inkstone-backup-… that holds a manifest.json, or a single .db file.`,
  failure_backupMissing: (path: string) => `There is no ${path}. Check the path of the backup.`,
  failure_backupDamaged: (file: string) =>
    `${file} is missing, or has changed since the backup was made. Nothing was restored; use another backup.`,
  failure_folderNotEmpty: (folder: string) =>
    `The data folder ${folder} is not empty, and a restore never overwrites. Stop the server and move that folder away, or name a new one with --data-dir.`,
  failure_notAStore: (file: string) =>
    `${file} cannot be opened: it is no store of Inkstone. Check the path; if it lies in the data folder, move it away, or choose another folder with --data-dir.`,
  failure_storeDamaged: (file: string, detail: string) =>
    `${file} is damaged (${detail}). It was left as it is. “inkstone doctor” looks closer; to go on with a backup, put it into another folder: inkstone restore BACKUP --data-dir FOLDER`,
  failure_fileTooNew: (file: string) =>
    `${file} was written by a newer Inkstone. Use that version, or a newer one.`,
  failure_noSpace: (folder: string, needed: string, free: string) =>
    `There is not enough space for a copy in ${folder}: ${needed} are needed, and ${free} are free. Free some space and try again; nothing was changed.`,
  failure_networkFolder: (folder: string, fileSystem: string) =>
    `The data folder ${folder} is on a network file system (${fileSystem}), where a store can be damaged. Use a local disk with --data-dir, or set INKSTONE_ALLOW_NETWORK_DATA_DIR=1 to risk it.`,
};

function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}
