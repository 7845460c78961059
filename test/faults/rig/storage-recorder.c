/*
 * Preloaded into the server: writes down, in one order, what it does to the files of its store and what it sends to
 * anybody. From that record the disk can be put together as a power cut at any moment would leave it, and what had
 * been told by that moment is known without guessing.
 *
 * As long as there is a file with `.broken` behind the name of the data folder, the disk is: what is written arrives by
 * half, and neither writes nor syncs succeed.
 *
 * The files that count are inkstone.db* in INKSTONE_DATA_DIR; the record goes beside that folder, with `.record` behind
 * its name, and is continued by the next process.
 *
 * A record is a head of 32 bytes and then its data, all in the machine's byte order:
 *   u8 kind, 3 bytes unused, u32 file, u64 offset, u64 length of the data, u64 covers
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { NAME = 1, WRITE = 2, TRUNCATE = 3, SYNC = 4, UNLINK = 5, RENAME = 6, SEND = 7, SYNC_FOLDER = 8, START = 9 };

struct head {
  uint8_t kind;
  uint8_t unused[3];
  uint32_t file;
  uint64_t offset;
  uint64_t length;
  uint64_t covers;
};

#define MOST_FDS 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char prefix[4096];
static char folder[4096];
static char broken[4096];
static int log_fd = -1;
/* How many records there are: a sync covers what was recorded before it began. */
static uint64_t records;
/* For each descriptor: 0 unknown, 1 a socket, 2 nothing of ours, 3 the folder, 4 + file. */
static uint32_t what_is[MOST_FDS];
static uint32_t last_file;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void put(const void *data, size_t length) {
  const char *at = data;
  while (length > 0) {
    ssize_t written = REAL(write)(log_fd, at, length);
    if (written <= 0) abort();
    at += written;
    length -= (size_t)written;
  }
}

/* With the lock held. */
static void note(enum kind kind, uint32_t file, uint64_t offset, const void *data, uint64_t length, uint64_t covers) {
  struct head head = {.kind = kind, .file = file, .offset = offset, .length = length, .covers = covers};
  put(&head, sizeof head);
  if (length > 0) put(data, length);
  records++;
}

__attribute__((constructor)) static void begin(void) {
  const char *data_dir = getenv("INKSTONE_DATA_DIR");
  if (!data_dir || strlen(data_dir) > sizeof prefix - 32) return;
  char log[sizeof prefix];
  snprintf(broken, sizeof broken, "%.4000s.broken", data_dir);
  snprintf(folder, sizeof folder, "%s", data_dir);
  snprintf(prefix, sizeof prefix, "%.4000s/inkstone.db", data_dir);
  snprintf(log, sizeof log, "%.4000s.record", data_dir);
  log_fd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) abort();
  note(START, 0, 0, NULL, 0, 0);
}

static uint64_t count_records(void) {
  pthread_mutex_lock(&lock);
  uint64_t count = records;
  pthread_mutex_unlock(&lock);
  return count;
}

static int is_ours(const char *path) {
  if (log_fd < 0 || !path || strncmp(path, prefix, strlen(prefix)) != 0) return 0;
  /* SQLite makes its shared memory anew at every start. */
  size_t length = strlen(path);
  return !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static void opened(int fd, const char *path) {
  if (fd < 0 || fd >= MOST_FDS || log_fd < 0) return;
  pthread_mutex_lock(&lock);
  what_is[fd] = 2;
  if (strcmp(path, folder) == 0) what_is[fd] = 3;
  if (is_ours(path)) {
    uint32_t file = ++last_file;
    what_is[fd] = 4 + file;
    note(NAME, file, 0, path, strlen(path), 0);
  }
  pthread_mutex_unlock(&lock);
}

static uint32_t file_of(int fd) {
  return log_fd >= 0 && fd >= 0 && fd < MOST_FDS && what_is[fd] > 4 ? what_is[fd] - 4 : 0;
}

static int is_socket(int fd) {
  if (log_fd < 0 || fd < 0 || fd >= MOST_FDS || fd == log_fd) return 0;
  if (what_is[fd] == 0) {
    struct stat state;
    what_is[fd] = fstat(fd, &state) == 0 && S_ISSOCK(state.st_mode) ? 1 : 2;
  }
  return what_is[fd] == 1;
}

#define OPEN(name)                                      \
  int name(const char *path, int flags, ...) {          \
    mode_t mode = 0;                                    \
    if (flags & (O_CREAT | O_TMPFILE)) {                \
      va_list rest;                                     \
      va_start(rest, flags);                            \
      mode = va_arg(rest, mode_t);                      \
      va_end(rest);                                     \
    }                                                   \
    int fd = REAL(name)(path, flags, mode);             \
    opened(fd, path);                                   \
    return fd;                                          \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (fd >= 0 && fd < MOST_FDS) what_is[fd] = 0;
  return REAL(close)(fd);
}

static void wrote(uint32_t file, uint64_t offset, const void *data, ssize_t length) {
  if (length <= 0) return;
  pthread_mutex_lock(&lock);
  note(WRITE, file, offset, data, (uint64_t)length, 0);
  pthread_mutex_unlock(&lock);
}

/* Whether the disk fails; what was to be written arrives by half. */
static int fails(int fd, const void *data, size_t length, off64_t offset) {
  if (!file_of(fd) || access(broken, F_OK) != 0) return 0;
  wrote(file_of(fd), (uint64_t)offset, data, REAL(pwrite64)(fd, data, length / 2, offset));
  errno = EIO;
  return 1;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  if (fails(fd, data, length, offset)) return -1;
  ssize_t written = REAL(pwrite)(fd, data, length, offset);
  if (file_of(fd)) wrote(file_of(fd), (uint64_t)offset, data, written);
  return written;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  if (fails(fd, data, length, offset)) return -1;
  ssize_t written = REAL(pwrite64)(fd, data, length, offset);
  if (file_of(fd)) wrote(file_of(fd), (uint64_t)offset, data, written);
  return written;
}

/* Before it goes out: from then on somebody may have read it. */
static void sends(const struct iovec *parts, int count) {
  uint64_t length = 0;
  for (int part = 0; part < count; part++) length += parts[part].iov_len;
  char *whole = malloc(length ? length : 1);
  if (!whole) abort();
  uint64_t at = 0;
  for (int part = 0; part < count; part++) {
    memcpy(whole + at, parts[part].iov_base, parts[part].iov_len);
    at += parts[part].iov_len;
  }
  pthread_mutex_lock(&lock);
  note(SEND, 0, 0, whole, length, 0);
  pthread_mutex_unlock(&lock);
  free(whole);
}

ssize_t write(int fd, const void *data, size_t length) {
  if (is_socket(fd)) sends(&(struct iovec){.iov_base = (void *)data, .iov_len = length}, 1);
  uint32_t file = file_of(fd);
  off64_t offset = file ? lseek64(fd, 0, SEEK_CUR) : 0;
  ssize_t written = REAL(write)(fd, data, length);
  if (file) wrote(file, (uint64_t)offset, data, written);
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (is_socket(fd)) sends(parts, count);
  return REAL(writev)(fd, parts, count);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  if (is_socket(fd)) sends(message->msg_iov, (int)message->msg_iovlen);
  return REAL(sendmsg)(fd, message, flags);
}

static int truncated(int result, int fd, uint64_t length) {
  uint32_t file = file_of(fd);
  if (result == 0 && file) {
    pthread_mutex_lock(&lock);
    note(TRUNCATE, file, length, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
  }
  return result;
}

int ftruncate(int fd, off_t length) { return truncated(REAL(ftruncate)(fd, length), fd, (uint64_t)length); }
int ftruncate64(int fd, off64_t length) { return truncated(REAL(ftruncate64)(fd, length), fd, (uint64_t)length); }

static int synced(int result, int fd, uint64_t covers) {
  uint32_t file = file_of(fd);
  int is_folder = fd >= 0 && fd < MOST_FDS && what_is[fd] == 3;
  if (result == 0 && (file || is_folder)) {
    pthread_mutex_lock(&lock);
    note(is_folder ? SYNC_FOLDER : SYNC, file, 0, NULL, 0, covers);
    pthread_mutex_unlock(&lock);
  }
  return result;
}

static int sync_fails(int fd) {
  if (!file_of(fd) || access(broken, F_OK) != 0) return 0;
  errno = EIO;
  return 1;
}

int fsync(int fd) {
  if (sync_fails(fd)) return -1;
  uint64_t covers = count_records();
  return synced(REAL(fsync)(fd), fd, covers);
}

int fdatasync(int fd) {
  if (sync_fails(fd)) return -1;
  uint64_t covers = count_records();
  return synced(REAL(fdatasync)(fd), fd, covers);
}

int unlink(const char *path) {
  int result = REAL(unlink)(path);
  if (result == 0 && is_ours(path)) {
    pthread_mutex_lock(&lock);
    note(UNLINK, 0, 0, path, strlen(path), 0);
    pthread_mutex_unlock(&lock);
  }
  return result;
}

/* The data: both paths, each with its zero. */
int rename(const char *from, const char *to) {
  int result = REAL(rename)(from, to);
  if (result == 0 && (is_ours(from) || is_ours(to))) {
    size_t length = strlen(from) + strlen(to) + 2;
    char *both = malloc(length);
    if (!both) abort();
    memcpy(both, from, strlen(from) + 1);
    memcpy(both + strlen(from) + 1, to, strlen(to) + 1);
    pthread_mutex_lock(&lock);
    note(RENAME, 0, 0, both, length, 0);
    pthread_mutex_unlock(&lock);
    free(both);
  }
  return result;
}
