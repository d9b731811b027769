#include "adapters/parquet/duckdb_session.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"

#if defined(__SANITIZE_THREAD__)
// libduckdb.so is built without the sanitizer, which therefore cannot see its locks (2026-11).
// Our own hand-over (row_feed.h) is still checked.
// NOLINTBEGIN(bugprone-reserved-identifier): the sanitizer's name
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:libduckdb.so\n"; }
// NOLINTEND(bugprone-reserved-identifier)
#endif

namespace overt {
namespace {

struct Config {
  duckdb_config handle = nullptr;
  Config() { CHECK(duckdb().create_config(&handle) == DuckDBSuccess); }
  ~Config() { duckdb().destroy_config(&handle); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  void set(const char* name, const std::string& value) {
    CHECK(duckdb().set_config(handle, name, value.c_str()) == DuckDBSuccess);
  }
};

std::string bare_name_of_file(int file) { return fmt::format("/proc/self/fd/{}", file); }

}  // namespace

std::string sql_name_of_file(int file) { return fmt::format("'{}'", bare_name_of_file(file)); }

std::string with_path(std::string text, int file, const std::string& path) {
  text.resize(std::min(text.size(), text.find('\n')));  // what follows shows our own SQL
  const std::string name = bare_name_of_file(file);
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
    text.replace(at, name.size(), path);
    at += path.size();
  }
  return text;
}

Result<std::unique_ptr<DuckdbSession>> DuckdbSession::open(const DuckdbLimits& limits) {
  constexpr std::uint64_t kMemoryBytesMin = std::uint64_t{128} << 20;
  RETURN_IF_ERROR(load_duckdb());
  Config config;
  config.set("threads", std::to_string(std::max<std::size_t>(1, limits.threads)));
  config.set("memory_limit",
             fmt::format("{}B", std::max(kMemoryBytesMin, limits.memory_bytes_max)));
  config.set("temp_directory", "");
  config.set("autoinstall_known_extensions", "false");
  config.set("autoload_known_extensions", "false");
  config.set("allow_community_extensions", "false");
  config.set("preserve_insertion_order", "true");
  std::unique_ptr<DuckdbSession> session(new DuckdbSession);
  char* message = nullptr;
  if (duckdb().open_ext(nullptr, &session->database_, config.handle, &message) != DuckDBSuccess) {
    Error error{ErrorCode::kIo, fmt::format("DuckDB could not be started: {}", message)};
    duckdb().free(message);
    return error;
  }
  CHECK(duckdb().connect(session->database_, &session->connection_) == DuckDBSuccess);
  return session;
}

DuckdbSession::~DuckdbSession() {
  duckdb().disconnect(&connection_);
  duckdb().close(&database_);
}

Result<void> DuckdbSession::run(const std::string& sql) {
  DuckdbResult result;
  if (duckdb().query(connection_, sql.c_str(), &result.get()) != DuckDBSuccess) {
    return Error{ErrorCode::kIo, result.error()};
  }
  return {};
}

}  // namespace overt
