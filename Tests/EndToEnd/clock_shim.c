// A wall clock that can be set, for one process: to be preloaded (ld.so(8)).
//
// The file $CLOCK_SHIM begins with three 64-bit numbers. The first is by how many seconds the process's wall clock is
// ahead of the machine's; when it changes, the clock was set. The second counts how often the process was told so. The
// third is added to the first at the moment at which the timer is set the next time.
//
// A timerfd does then what the kernel's does with TFD_TIMER_CANCEL_ON_SET (timerfd_create(2)): it becomes readable, and
// read(2) fails with ECANCELED. Where it is set anew before that is read, timerfd_settime(2) sets it and fails with
// ECANCELED, and nothing becomes readable. One timerfd has that flag; all others are left alone.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static struct { _Atomic int64_t ahead, told, raced; } *shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int timer = -1;
static int64_t seen; // of `ahead`
static atomic_bool is_cancelled;

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

static int64_t ahead(void) { return shared ? shared->ahead : 0; }

int clock_gettime(clockid_t clock, struct timespec *time) {
    static __typeof__(&clock_gettime) real;
    if (!real) real = REAL(clock_gettime);
    int result = real(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += ahead();
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    int result = REAL(gettimeofday)(time, zone);
    if (result == 0) time->tv_sec += ahead();
    return result;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

int timerfd_settime(int descriptor, int flags, const struct itimerspec *setting, struct itimerspec *old) {
    if (!shared || !(flags & TFD_TIMER_CANCEL_ON_SET)) return REAL(timerfd_settime)(descriptor, flags, setting, old);
    pthread_mutex_lock(&lock);
    timer = descriptor;
    struct itimerspec shifted = *setting;
    shifted.it_value.tv_sec -= ahead();
    if (shifted.it_value.tv_sec < 1) shifted.it_value.tv_sec = 1;
    int result = REAL(timerfd_settime)(descriptor, flags, &shifted, old);
    int64_t raced = atomic_exchange(&shared->raced, 0);
    if (raced) {
        seen = shared->ahead += raced;
        is_cancelled = true;
    }
    if (result == 0 && atomic_exchange(&is_cancelled, false)) {
        shared->told += 1;
        errno = ECANCELED;
        result = -1;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    static __typeof__(&read) real;
    if (!real) real = REAL(read);
    ssize_t result = real(descriptor, bytes, count);
    if (result > 0 && descriptor == timer && atomic_exchange(&is_cancelled, false)) {
        shared->told += 1;
        errno = ECANCELED;
        return -1;
    }
    return result;
}

static void *watch(void *unused) {
    for (;;) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        pthread_mutex_lock(&lock);
        if (timer >= 0 && seen != ahead()) {
            seen = ahead();
            is_cancelled = true;
            struct itimerspec now = {.it_value.tv_nsec = 1};
            REAL(timerfd_settime)(timer, 0, &now, NULL);
        }
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CLOCK_SHIM");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) return;
    shared = mapped;
    seen = ahead();
    pthread_t thread;
    pthread_create(&thread, NULL, watch, NULL);
    pthread_detach(thread);
}
