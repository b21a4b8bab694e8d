#pragma once

// The system calls of Linux that Swift's Glibc module does not show: timerfd_create(2) and inotify(7), by their
// headers, and what the C library declares only under _GNU_SOURCE, by the functions below.

#include <stdint.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <sys/types.h>

/// Renames a file unless there is one of that name (renameat2(2) with RENAME_NOREPLACE; on a file system that does not
/// know the flag it is looked for first). Answers 0, or -1 with errno: EEXIST where there is one.
int clinux_rename_noreplace(const char *old_path, const char *new_path);

/// Who connected the other end of a UNIX stream socket, as the kernel noted it at that moment (SO_PEERCRED,
/// unix(7)). Answers 0, or -1 with errno and nothing written.
int clinux_peer_credentials(int fd, uint32_t *pid, uint32_t *uid, uint32_t *gid);

/// Sets or clears the immutable flag of a file (chattr(1) `i`; ioctl_iflags(2)). Answers 0, or -1 with errno: EPERM
/// without CAP_LINUX_IMMUTABLE, ENOTTY or EOPNOTSUPP where the file system has no such flag.
int clinux_set_immutable(const char *path, int immutable);
