#include "adapters/postgres/postgres_connection.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "adapters/postgres/libpq_library.h"

namespace overt {
namespace {

struct Remedy {
  std::string_view state;  // the beginning of a SQLSTATE
  ErrorCode code;
  std::string_view words;
};

// https://www.postgresql.org/docs/15/errcodes-appendix.html; the first that fits.
constexpr Remedy kRemedies[] = {
    {"40", ErrorCode::kUnavailable, "others are writing to it; try again"},
    {"55P03", ErrorCode::kUnavailable, "others are writing to it; try again"},
    {"57014", ErrorCode::kUnavailable, "it took too long; try again"},
    {"08", ErrorCode::kUnavailable, "the connection broke; try again"},
    {"57P", ErrorCode::kUnavailable, "the server is going down or coming up; try again"},
    {"53100", ErrorCode::kIo, "there is no space left on the server's disk; nothing was changed"},
    {"53", ErrorCode::kUnavailable, "the server lacks memory or connections; try again"},
    {"28", ErrorCode::kPermissionDenied, "the server does not let this user in"},
    {"42501", ErrorCode::kPermissionDenied, "this user may not do that; grant it"},
    {"25006", ErrorCode::kPermissionDenied, "it is opened for reading only"},
    {"3D000", ErrorCode::kNotFound, "there is no such database; make it with createdb"},
};

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text.find('\n')));
  return line.empty() ? "no answer" : line;
}

void say_nothing(void* /*unused*/, const char* /*message*/) {}

int nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

void PostgresRows::Clear::operator()(pg_result* rows) const { libpq().clear(rows); }

std::size_t PostgresRows::size() const {
  return static_cast<std::size_t>(libpq().ntuples(rows_.get()));
}

std::string_view PostgresRows::text(std::size_t row, int column) const {
  const int number = static_cast<int>(row);
  return {libpq().getvalue(rows_.get(), number, column),
          static_cast<std::size_t>(libpq().getlength(rows_.get(), number, column))};
}

std::int64_t PostgresRows::integer(std::size_t row, int column) const {
  const std::string_view digits = text(row, column);
  std::int64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  CHECK(read.ec == std::errc() && read.ptr == digits.data() + digits.size());
  return number;
}

std::string PostgresRows::bytes(std::size_t row, int column) const {
  const std::string_view hex = text(row, column);
  CHECK(hex.substr(0, 2) == "\\x" && hex.size() % 2 == 0);
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 2; i < hex.size(); i += 2) {
    bytes += static_cast<char>(nibble(hex[i]) << 4 | nibble(hex[i + 1]));
  }
  return bytes;
}

void PostgresConnection::Finish::operator()(pg_conn* connection) const {
  libpq().finish(connection);
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url) {
  RETURN_IF_ERROR(load_libpq());
  // What libpq says of an address that it cannot read repeats it, password and all.
  PQconninfoOption* const parsed = libpq().conninfoParse(url.c_str(), nullptr);
  const bool understood = parsed != nullptr;
  libpq().conninfoFree(parsed);
  if (!understood) {
    return Error{ErrorCode::kInvalidArgument,
                 "the database's address cannot be understood; write it like "
                 "postgresql://user@host/database"};
  }
  const char* const names[] = {"dbname", "connect_timeout", "fallback_application_name", nullptr};
  const char* const values[] = {url.c_str(), "10", "overt", nullptr};
  std::unique_ptr<PostgresConnection> opened(
      new PostgresConnection(libpq().connectdbParams(names, values, 1)));
  pg_conn* const connection = opened->connection_.get();
  if (connection == nullptr) return Error{ErrorCode::kLimitExceeded, "no memory to connect"};
  const auto word = [](const char* text) { return std::string(text == nullptr ? "" : text); };
  opened->name_ = fmt::format("database {} on {}", word(libpq().db(connection)),
                              word(libpq().host(connection)));
  if (libpq().status(connection) != CONNECTION_OK) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{}: cannot connect: {}; look at the address, and whether the server "
                             "runs",
                             opened->name_, one_line(libpq().errorMessage(connection)))};
  }
  libpq().setNoticeProcessor(connection, say_nothing, nullptr);
  if (libpq().setClientEncoding(connection, "UTF8") != 0) return opened->error_of(nullptr);
  return opened;
}

Result<void> PostgresConnection::run(const std::string& sql) {
  PostgresRows done;
  done.rows_.reset(libpq().exec(connection_.get(), sql.c_str()));
  const ExecStatusType status = libpq().resultStatus(done.rows_.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
  return error_of(done.rows_.get());
}

Result<PostgresRows> PostgresConnection::query(std::string_view sql,
                                               std::initializer_list<PostgresValue> values) {
  // A statement goes by its text's place: literals have one each.
  const std::string name = fmt::format("s{}", static_cast<const void*>(sql.data()));
  PostgresRows rows;
  if (prepared_.count(name) == 0) {
    rows.rows_.reset(
        libpq().prepare(connection_.get(), name.c_str(), std::string(sql).c_str(), 0, nullptr));
    if (libpq().resultStatus(rows.rows_.get()) != PGRES_COMMAND_OK)
      return error_of(rows.rows_.get());
    prepared_.insert(name);
  }
  std::vector<const char*> texts;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const PostgresValue& value : values) {
    texts.push_back(value.text_.c_str());
    lengths.push_back(static_cast<int>(value.text_.size()));
    formats.push_back(value.binary_ ? 1 : 0);
  }
  rows.rows_.reset(libpq().execPrepared(connection_.get(), name.c_str(),
                                        static_cast<int>(values.size()), texts.data(),
                                        lengths.data(), formats.data(), 0));
  const ExecStatusType status = libpq().resultStatus(rows.rows_.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return error_of(rows.rows_.get());
  return rows;
}

bool PostgresConnection::in_transaction() const {
  const PGTransactionStatusType status = libpq().transactionStatus(connection_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

Error PostgresConnection::error_of(const pg_result* result) const {
  const char* const field =
      result == nullptr ? nullptr : libpq().resultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view state = field == nullptr ? std::string_view() : field;
  const std::string words = one_line(libpq().errorMessage(connection_.get()));
  // An error without a state is not the server's: nobody answered.
  if (libpq().status(connection_.get()) != CONNECTION_OK || state.empty()) {
    return {ErrorCode::kUnavailable,
            fmt::format("{}: the connection broke ({}); try again", name_, words)};
  }
  for (const Remedy& remedy : kRemedies) {
    if (state.substr(0, remedy.state.size()) != remedy.state) continue;
    return {remedy.code, fmt::format("{}: {} ({})", name_, remedy.words, words)};
  }
  return {ErrorCode::kIo, fmt::format("{}: {}", name_, words)};
}

}  // namespace overt
