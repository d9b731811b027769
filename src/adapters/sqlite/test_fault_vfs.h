#pragma once
// FaultVfs: SQLite's way to the disk, with one fault. It counts everything that changes a file
// (write, truncate, sync, delete) and at the chosen one does what it was told: kill -9, half a
// write and then kill -9, a full disk, half a write and an error. Of faults in reading it counts
// what is read instead: nothing comes, or half, and zeros behind it. Becomes SQLite's default while
// it lives. Thread safety: one test's, one at a time.

#include <csignal>
#include <cstdint>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

namespace overt {

enum class DiskFault : std::uint8_t {
  kNone,
  kKill,
  kTornWriteAndKill,
  kFull,
  kShortWrite,
  kUnreadable,
  kShortRead,
};

class FaultVfs {
 public:
  FaultVfs() {
    below() = sqlite3_vfs_find(nullptr);
    vfs_ = *below();
    vfs_.zName = "faults";
    vfs_.pNext = nullptr;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + below()->szOsFile;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    EXPECT_EQ(sqlite3_vfs_register(&vfs_, 1), SQLITE_OK);
  }
  ~FaultVfs() {
    sqlite3_vfs_register(below(), 1);
    sqlite3_vfs_unregister(&vfs_);
  }
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  /// From now on: `fault` at the `at`-th change (from 1), and at `lasting` - 1 more after it.
  static void arm(DiskFault fault, std::uint64_t at, std::uint64_t lasting = 1) {
    plan() = {fault, at, at + lasting, 0, 0};
  }
  /// Changes since arm(), and how many of them were faults.
  static std::uint64_t changes() { return plan().seen; }
  static std::uint64_t faults() { return plan().done; }

 private:
  struct Plan {
    DiskFault fault = DiskFault::kNone;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t seen = 0;
    std::uint64_t done = 0;
  };
  struct File {
    sqlite3_file base;
    sqlite3_file* real() {
      // SQLite gives one block of memory for ours and, behind it, the real one.
      return reinterpret_cast<sqlite3_file*>(this + 1);
    }
  };

  static Plan& plan() {
    static Plan plan;
    return plan;
  }
  /// The real way to the disk.
  struct Below {
    sqlite3_vfs* vfs = nullptr;
  };
  static sqlite3_vfs*& below() {
    static Below below;
    return below.vfs;
  }

  static bool in_reading() {
    return plan().fault == DiskFault::kUnreadable || plan().fault == DiskFault::kShortRead;
  }
  static bool due(bool reading = false) {
    Plan& now = plan();
    if (reading != in_reading()) return false;
    ++now.seen;
    const bool hit = now.fault != DiskFault::kNone && now.seen >= now.begin && now.seen < now.end;
    now.done += hit ? 1 : 0;
    return hit;
  }
  [[noreturn]] static void die() {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  /// What a change other than writing answers where it is hit.
  static int hit() {
    const DiskFault fault = plan().fault;
    if (fault == DiskFault::kKill || fault == DiskFault::kTornWriteAndKill) die();
    return fault == DiskFault::kFull ? SQLITE_FULL : SQLITE_IOERR;
  }

  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    const sqlite3_io_methods* const methods = real(file)->pMethods;
    if (!due()) return methods->xWrite(real(file), bytes, size, at);
    const DiskFault fault = plan().fault;
    const bool half = fault == DiskFault::kTornWriteAndKill || fault == DiskFault::kShortWrite;
    if (half) (void)methods->xWrite(real(file), bytes, size / 2, at);
    return fault == DiskFault::kShortWrite ? SQLITE_IOERR_WRITE : hit();
  }
  static int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    const sqlite3_io_methods* const methods = real(file)->pMethods;
    if (!due(true)) return methods->xRead(real(file), to, size, at);
    if (plan().fault == DiskFault::kUnreadable) return SQLITE_IOERR_READ;
    std::memset(to, 0, static_cast<std::size_t>(size));
    (void)methods->xRead(real(file), to, size / 2, at);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return due() ? hit() : real(file)->pMethods->xTruncate(real(file), size);
  }
  static int sync(sqlite3_file* file, int flags) {
    return due() ? hit() : real(file)->pMethods->xSync(real(file), flags);
  }
  static int remove(sqlite3_vfs* /*vfs*/, const char* name, int and_folder) {
    return due() ? hit() : below()->xDelete(below(), name, and_folder);
  }

  static int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = below()->xOpen(below(), name, real(file), flags, out);
    file->pMethods = real(file)->pMethods == nullptr ? nullptr : methods();
    return code;
  }

  static const sqlite3_io_methods* methods() {
    static const sqlite3_io_methods table = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;  // without memory-mapped pages: they would go past the counting
      m.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
      m.xRead = read;
      m.xWrite = write;
      m.xTruncate = truncate;
      m.xSync = sync;
      m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
        return real(f)->pMethods->xFileSize(real(f), size);
      };
      m.xLock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); };
      m.xUnlock = [](sqlite3_file* f, int lock) {
        return real(f)->pMethods->xUnlock(real(f), lock);
      };
      m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
        return real(f)->pMethods->xCheckReservedLock(real(f), out);
      };
      m.xFileControl = [](sqlite3_file* f, int what, void* with) {
        return real(f)->pMethods->xFileControl(real(f), what, with);
      };
      m.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
      m.xDeviceCharacteristics = [](sqlite3_file* f) {
        return real(f)->pMethods->xDeviceCharacteristics(real(f));
      };
      m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
      };
      m.xShmLock = [](sqlite3_file* f, int first, int count, int flags) {
        return real(f)->pMethods->xShmLock(real(f), first, count, flags);
      };
      m.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
      m.xShmUnmap = [](sqlite3_file* f, int and_delete) {
        return real(f)->pMethods->xShmUnmap(real(f), and_delete);
      };
      return m;
    }();
    return &table;
  }

  sqlite3_vfs vfs_{};
};

}  // namespace overt
