#pragma once
// PostgresConnection and PostgresRows: libpq with owners, and with errors that say what to do.
// Every statement is prepared once and run with parameters; nothing is ever pasted into SQL. Thread
// safety: one connection belongs to one thread. A connection that broke stays broken: what hung on
// it (a transaction, a lock) is gone, so its owner must begin anew.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

struct pg_conn;
struct pg_result;

namespace overt {

/// A parameter; text and bytes must live until the statement has run.
class PostgresValue {
 public:
  // Implicit on purpose: a call lists its parameters as they are.
  // NOLINTBEGIN(google-explicit-constructor): see above
  PostgresValue(std::string_view text) : text_(text) {}
  PostgresValue(const std::string& text) : text_(text) {}
  PostgresValue(std::int64_t number) : text_(std::to_string(number)) {}
  // NOLINTEND(google-explicit-constructor)
  static PostgresValue bytes(std::string_view bytes) {
    PostgresValue value(bytes);
    value.binary_ = true;
    return value;
  }

 private:
  friend class PostgresConnection;
  std::string text_;
  bool binary_ = false;
};

/// Rows and columns count from 0.
class PostgresRows {
 public:
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::string_view text(std::size_t row, int column) const;
  [[nodiscard]] std::int64_t integer(std::size_t row, int column) const;
  /// Of a bytea.
  [[nodiscard]] std::string bytes(std::size_t row, int column) const;

 private:
  friend class PostgresConnection;
  struct Clear {
    void operator()(pg_result* rows) const;
  };
  std::unique_ptr<pg_result, Clear> rows_;
};

class PostgresConnection {
 public:
  /// `url`: "postgresql://…" or libpq's "key=value …". Errors name the server, never a password.
  static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url);

  /// Statements without parameters, one after another.
  Result<void> run(const std::string& sql);
  /// The text must be a literal: it is prepared once for each place in the program.
  Result<PostgresRows> query(std::string_view sql, std::initializer_list<PostgresValue> values);

  [[nodiscard]] bool in_transaction() const;
  /// "database on host", for messages.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  explicit PostgresConnection(pg_conn* connection) : connection_(connection) {}
  [[nodiscard]] Error error_of(const pg_result* result) const;

  std::unique_ptr<pg_conn, Finish> connection_;
  std::string name_;
  std::set<std::string, std::less<>> prepared_;
};

}  // namespace overt
