// Stands between a program and its files (LD_PRELOAD): notes every change to files below a folder, and makes calls fail.
//
// POSTBOEK_FAULT_FOLDER   the folder that counts; anything else is left alone
// POSTBOEK_FAULT_TRACE    where changes and syncs are noted, one record each, for a power loss to be played from (optional)
// POSTBOEK_FAULT_CONTROL  a file with a struct control, through which a running program is told what to do (optional)
//
// A record: 'R', kind (1 byte), 2 bytes of zero, descriptor (int32), time by CLOCK_MONOTONIC in ns (int64), offset (int64),
// lengths of two strings (uint32 each), the strings: a path and a second path, or a path and the bytes written.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, RENAMES = 4, CREATES = 8, REMOVES = 16 };

struct control {
    _Atomic int32_t armed;      // the kinds of calls that fail, as the sum of the above; 0 for none
    _Atomic int32_t code;       // the errno they fail with
    _Atomic int32_t after;      // how many of them work first
    _Atomic int32_t times;      // how many of them fail then; -1 for all
    _Atomic int32_t failed;     // how many failed so far
    _Atomic int32_t delay;      // how long a sync takes longer, in microseconds
    _Atomic int64_t clock;      // by how many nanoseconds the clock of day is off
    char match[200];            // only files whose path holds this; empty for all
};

static struct control nothing, *control = &nothing;
static char folder[PATH_MAX];
static size_t folder_length;
static int trace = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
// The paths of open files below the folder, by descriptor.
static char *_Atomic paths[1 << 16];

#define REAL(name, type, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int real_open(const char *path, int flags, mode_t mode) {
    REAL("open64", int, const char *, int, ...);
    return real(path, flags, mode);
}
static ssize_t real_write(int file, const void *bytes, size_t count) {
    REAL("write", ssize_t, int, const void *, size_t);
    return real(file, bytes, count);
}

__attribute__((constructor)) static void begin(void) {
    const char *place = getenv("POSTBOEK_FAULT_FOLDER");
    if (!place || !realpath(place, folder)) return;
    folder_length = strlen(folder);
    const char *name = getenv("POSTBOEK_FAULT_CONTROL");
    if (name) {
        int file = real_open(name, O_RDWR | O_CLOEXEC, 0);
        void *map = file < 0 ? MAP_FAILED : mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (map != MAP_FAILED) control = map;
        if (file >= 0) close(file);
    }
    name = getenv("POSTBOEK_FAULT_TRACE");
    if (name) trace = real_open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// The path below the folder, in its full form; NULL for any other.
static const char *ours(int at, const char *path, char *full) {
    if (!folder_length || !path) return NULL;
    char joined[2 * PATH_MAX];
    if (path[0] == '/') {
        snprintf(joined, sizeof joined, "%s", path);
    } else {
        char base[PATH_MAX];
        if (at == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return NULL;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0) return NULL;
            base[length] = 0;
        }
        snprintf(joined, sizeof joined, "%s/%s", base, path);
    }
    // The last piece may not be there yet, so only what lies before it is resolved.
    char *slash = strrchr(joined, '/');
    while (slash && slash > joined && !slash[1]) { *slash = 0; slash = strrchr(joined, '/'); }
    if (!slash) return NULL;
    char resolved[PATH_MAX];
    *slash = 0;
    if (!realpath(slash == joined ? "/" : joined, resolved)) return NULL;
    snprintf(full, PATH_MAX, "%s/%s", strcmp(resolved, "/") ? resolved : "", slash + 1);
    if (strncmp(full, folder, folder_length) || (full[folder_length] && full[folder_length] != '/')) return NULL;
    return full;
}

static const char *path_of(int file) {
    return file >= 0 && file < (1 << 16) ? atomic_load(&paths[file]) : NULL;
}

// Whether this call is to fail; sets errno then.
static int fails(int kind, const char *path) {
    if (!path || !(atomic_load(&control->armed) & kind)) return 0;
    if (control->match[0] && !strstr(path, control->match)) return 0;
    if (atomic_fetch_sub(&control->after, 1) > 0) return 0;
    int32_t left = atomic_load(&control->times);
    while (left >= 0) {
        if (left == 0) return 0;
        if (atomic_compare_exchange_weak(&control->times, &left, left - 1)) break;
    }
    atomic_fetch_add(&control->failed, 1);
    errno = atomic_load(&control->code);
    return 1;
}

static void note(char kind, int file, int64_t offset, const char *path, const void *second, size_t length) {
    if (trace < 0) return;
    int saved = errno;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct { char mark, kind; int16_t zero; int32_t file; int64_t time, offset; uint32_t first, second; } head = {
        'R', kind, 0, file, now.tv_sec * 1000000000ll + now.tv_nsec, offset, (uint32_t)strlen(path), (uint32_t)length,
    };
    struct iovec pieces[3] = {{&head, sizeof head}, {(void *)path, head.first}, {(void *)second, length}};
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) real = (ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
    // Whatever is not noted would be lost in every power loss that is played, so there is no going on without it.
    if (real(trace, pieces, 3) != (ssize_t)(sizeof head + head.first + length)) abort();
    errno = saved;
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    REAL("openat64", int, int, const char *, int, ...);
    char full[PATH_MAX];
    const char *mine = ours(at, path, full);
    if (!mine) return real(at, path, flags, mode);
    int changes = flags & (O_CREAT | O_TRUNC);
    struct stat status;
    int is_new = (flags & O_CREAT) && stat(full, &status) != 0;
    if ((is_new || (flags & O_TRUNC)) && fails(CREATES, full)) return -1;
    if ((flags & O_ACCMODE) != O_RDONLY && atomic_load(&control->code) == EROFS && fails(CREATES, full)) return -1;
    pthread_mutex_lock(&lock);
    int file = real(at, path, flags, mode);
    if (file >= 0 && file < (1 << 16)) {
        free(atomic_exchange(&paths[file], strdup(full)));
        note('o', file, changes && (is_new || (flags & O_TRUNC)) ? (is_new ? 1 : 2) : 0, full, "", 0);
    }
    pthread_mutex_unlock(&lock);
    return file;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int file) {
    REAL("close", int, int);
    if (!path_of(file)) return real(file);
    pthread_mutex_lock(&lock);
    char *path = atomic_exchange(&paths[file], NULL);
    if (path) note('c', file, 0, path, "", 0);
    free(path);
    int result = real(file);
    pthread_mutex_unlock(&lock);
    return result;
}

static ssize_t wrote(int file, const void *bytes, size_t count, off64_t offset, int is_placed) {
    REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    const char *path = path_of(file);
    if (!path) return is_placed ? real(file, bytes, count, offset) : real_write(file, bytes, count);
    if (fails(WRITES, path)) return -1;
    pthread_mutex_lock(&lock);
    ssize_t done = is_placed ? real(file, bytes, count, offset) : real_write(file, bytes, count);
    if (done > 0) note('w', file, is_placed ? offset : lseek64(file, 0, SEEK_CUR) - done, path, bytes, (size_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int file, const void *bytes, size_t count) { return wrote(file, bytes, count, 0, 0); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return wrote(file, bytes, count, offset, 1); }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) { return wrote(file, bytes, count, offset, 1); }

ssize_t writev(int file, const struct iovec *pieces, int count) {
    REAL("writev", ssize_t, int, const struct iovec *, int);
    if (!path_of(file)) return real(file, pieces, count);
    ssize_t total = 0;
    for (int index = 0; index < count; index++) {
        ssize_t done = write(file, pieces[index].iov_base, pieces[index].iov_len);
        if (done < 0) return total ? total : -1;
        total += done;
        if ((size_t)done < pieces[index].iov_len) break;
    }
    return total;
}

// What would change a file without passing here is refused, so that the caller falls back on plain writes.
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags) {
    REAL("copy_file_range", ssize_t, int, off64_t *, int, off64_t *, size_t, unsigned);
    if (path_of(out)) { errno = ENOSYS; return -1; }
    return real(in, from, out, to, count, flags);
}
ssize_t sendfile(int out, int in, off_t *from, size_t count) {
    REAL("sendfile", ssize_t, int, int, off_t *, size_t);
    if (path_of(out)) { errno = EINVAL; return -1; }
    return real(out, in, from, count);
}
ssize_t sendfile64(int out, int in, off64_t *from, size_t count) {
    REAL("sendfile64", ssize_t, int, int, off64_t *, size_t);
    if (path_of(out)) { errno = EINVAL; return -1; }
    return real(out, in, from, count);
}
int posix_fallocate(int file, off_t offset, off_t length) {
    REAL("posix_fallocate", int, int, off_t, off_t);
    return path_of(file) ? EINVAL : real(file, offset, length);
}
int posix_fallocate64(int file, off64_t offset, off64_t length) {
    REAL("posix_fallocate64", int, int, off64_t, off64_t);
    return path_of(file) ? EINVAL : real(file, offset, length);
}

int ftruncate64(int file, off64_t size) {
    REAL("ftruncate64", int, int, off64_t);
    const char *path = path_of(file);
    if (!path) return real(file, size);
    if (fails(WRITES, path)) return -1;
    pthread_mutex_lock(&lock);
    int result = real(file, size);
    if (!result) note('t', file, size, path, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

static int synced(int file, int (*real)(int)) {
    const char *path = path_of(file);
    if (!path) return real(file);
    int delay = atomic_load(&control->delay);
    if (delay && (!control->match[0] || strstr(path, control->match))) usleep((useconds_t)delay);
    if (fails(SYNCS, path)) return -1;
    pthread_mutex_lock(&lock);
    // Where the power loss is played, nothing has to reach the disk.
    int result = trace < 0 ? real(file) : 0;
    if (!result) note('s', file, 0, path, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int fsync(int file) { REAL("fsync", int, int); return synced(file, real); }
int fdatasync(int file) { REAL("fdatasync", int, int); return synced(file, real); }

static int moved(char kind, int at, const char *from, int to_at, const char *to, int (*call)(int, const char *, int, const char *)) {
    char first[PATH_MAX], second[PATH_MAX];
    const char *mine = ours(at, from, first), *other = ours(to_at, to, second);
    if (!mine && !other) return call(at, from, to_at, to);
    if (fails(RENAMES, mine ? mine : other)) return -1;
    pthread_mutex_lock(&lock);
    int result = call(at, from, to_at, to);
    if (!result && mine && other) note(kind, 0, 0, first, second, strlen(second));
    pthread_mutex_unlock(&lock);
    return result;
}
static int call_rename(int at, const char *from, int to_at, const char *to) {
    REAL("renameat", int, int, const char *, int, const char *);
    return real(at, from, to_at, to);
}
static int call_link(int at, const char *from, int to_at, const char *to) {
    REAL("linkat", int, int, const char *, int, const char *, int);
    return real(at, from, to_at, to, 0);
}
int rename(const char *from, const char *to) { return moved('r', AT_FDCWD, from, AT_FDCWD, to, call_rename); }
int renameat(int at, const char *from, int to_at, const char *to) { return moved('r', at, from, to_at, to, call_rename); }
int renameat2(int at, const char *from, int to_at, const char *to, unsigned flags) {
    REAL("renameat2", int, int, const char *, int, const char *, unsigned);
    if (flags) { char full[PATH_MAX]; if (ours(to_at, to, full)) { errno = EINVAL; return -1; } return real(at, from, to_at, to, flags); }
    return moved('r', at, from, to_at, to, call_rename);
}
int link(const char *from, const char *to) { return moved('l', AT_FDCWD, from, AT_FDCWD, to, call_link); }
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    REAL("linkat", int, int, const char *, int, const char *, int);
    return flags ? real(at, from, to_at, to, flags) : moved('l', at, from, to_at, to, call_link);
}

static int removed(int at, const char *path, int flags) {
    REAL("unlinkat", int, int, const char *, int);
    char full[PATH_MAX];
    const char *mine = ours(at, path, full);
    if (mine && fails(REMOVES, mine)) return -1;
    if (!mine) return real(at, path, flags);
    pthread_mutex_lock(&lock);
    int result = real(at, path, flags);
    if (!result) note(flags & AT_REMOVEDIR ? 'd' : 'u', 0, 0, full, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return removed(at, path, flags); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
    struct stat status;
    return removed(AT_FDCWD, path, lstat(path, &status) == 0 && S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
}

int mkdirat(int at, const char *path, mode_t mode) {
    REAL("mkdirat", int, int, const char *, mode_t);
    char full[PATH_MAX];
    const char *mine = ours(at, path, full);
    if (!mine) return real(at, path, mode);
    struct stat status;
    if (stat(full, &status) != 0 && fails(CREATES, full)) return -1;
    pthread_mutex_lock(&lock);
    int result = real(at, path, mode);
    if (!result) note('m', 0, 0, full, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

// The clock of day; the one that only runs forward stays.

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL("clock_gettime", int, clockid_t, struct timespec *);
    int result = real(clock, now);
    int64_t off = atomic_load(&control->clock);
    if (result || !off || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
    int64_t moment = now->tv_sec * 1000000000ll + now->tv_nsec + off;
    now->tv_sec = moment / 1000000000ll;
    now->tv_nsec = moment % 1000000000ll;
    return 0;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    now->tv_sec = moment.tv_sec;
    now->tv_usec = moment.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *place) {
    struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    if (place) *place = moment.tv_sec;
    return moment.tv_sec;
}
