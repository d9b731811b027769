#include "adapters/sqlite/sqlite_access_store.h"

#include <utility>

#include "adapters/sqlite/access_tables_internal.h"
#include "ports/decision_store.h"

namespace overt {
namespace {

constexpr int kWaitMs = 5'000;
constexpr std::string_view kTokenColumns =
    "SELECT id, digest, person, label, scope, created_at, expires_at, revoked_at FROM token ";

ApiToken token_in(const SqliteStatement& row) {
  ApiToken token;
  token.id = row.text(0);
  token.digest = row.text(1);
  token.person = row.text(2);
  token.label = row.text(3);
  token.scope = rights_in_words(row.text(4));
  token.created_at = row.integer(5);
  token.expires_at = row.integer(6);
  token.revoked_at = row.integer(7);
  return token;
}

PasswordLogin login_in(const SqliteStatement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), row.integer(2)};
}

ProviderIdentity identity_in(const SqliteStatement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
          std::string(row.text(3))};
}

Session session_in(const SqliteStatement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), static_cast<KnownBy>(row.integer(2)),
          row.integer(3), row.integer(4)};
}

PendingSignIn pending_in(const SqliteStatement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
          row.integer(3)};
}

class SqliteAccessStore final : public AccessStore {
 public:
  SqliteAccessStore(std::unique_ptr<SqliteDatabase> database, bool has_tables)
      : database_(std::move(database)), has_tables_(has_tables) {}

  Result<std::optional<PasswordLogin>> find_login(std::string_view person) override {
    return first("SELECT person, hash, set_at FROM login WHERE person = ?", {person}, login_in);
  }
  Result<std::vector<PasswordLogin>> logins() override {
    return every("SELECT person, hash, set_at FROM login ORDER BY person", login_in);
  }

  Result<std::optional<ApiToken>> find_token(std::string_view id) override {
    return first(std::string(kTokenColumns) + "WHERE id = ?", {id}, token_in);
  }
  Result<std::vector<ApiToken>> tokens() override {
    return every(std::string(kTokenColumns) + "ORDER BY created_at, id", token_in);
  }
  Result<TimeUs> token_used_at(std::string_view id) override {
    ASSIGN_OR_RETURN(const auto at,
                     first("SELECT at FROM token_use WHERE id = ?", {id},
                           [](const SqliteStatement& row) { return TimeUs{row.integer(0)}; }));
    return at.value_or(0);
  }
  Result<void> use_token(std::string_view id, TimeUs at) override {
    return change("INSERT OR REPLACE INTO token_use(id, at) VALUES(?1, ?2)", {id}, at);
  }

  Result<std::optional<ProviderIdentity>> find_identity(const ProviderIdentity& key) override {
    return first(
        "SELECT issuer, subject, email, person FROM identity WHERE issuer = ? AND "
        "subject = ? AND email = ?",
        {key.issuer, key.subject, key.email}, identity_in);
  }
  Result<std::vector<ProviderIdentity>> identities() override {
    return every("SELECT issuer, subject, email, person FROM identity ORDER BY 1, 2, 3",
                 identity_in);
  }

  Result<void> put_session(const Session& session) override {
    ASSIGN_OR_RETURN(auto insert,
                     database_->prepare("INSERT OR REPLACE INTO session(digest, person, known_by, "
                                        "created_at, used_at) VALUES(?,?,?,?,?)"));
    insert.bind(1, session.digest);
    insert.bind(2, session.person);
    insert.bind(3, static_cast<std::int64_t>(session.known_by));
    insert.bind(4, session.created_at);
    insert.bind(5, session.used_at);
    return insert.run();
  }
  Result<std::optional<Session>> find_session(std::string_view digest) override {
    return first(
        "SELECT digest, person, known_by, created_at, used_at FROM session WHERE digest = ?",
        {digest}, session_in);
  }
  Result<void> use_session(std::string_view digest, TimeUs at) override {
    return change("UPDATE session SET used_at = ?2 WHERE digest = ?1", {digest}, at);
  }
  Result<void> end_session(std::string_view digest) override {
    return change("DELETE FROM session WHERE digest = ?1", {digest});
  }
  Result<void> end_sessions_of(std::string_view person) override {
    return change("DELETE FROM session WHERE person = ?1", {person});
  }

  Result<FailedSignIns> failed_sign_ins(std::string_view whose) override {
    ASSIGN_OR_RETURN(
        const auto found,
        first("SELECT count, last_at FROM failed_sign_in WHERE whose = ?", {whose},
              [](const SqliteStatement& row) {
                return FailedSignIns{static_cast<std::uint32_t>(row.integer(0)), row.integer(1)};
              }));
    return found.value_or(FailedSignIns());
  }

  Result<bool> change_failed_sign_ins(std::string_view whose, const FailedSignIns& before,
                                      const FailedSignIns& after) override {
    const std::string_view sql =
        before == FailedSignIns()
            ? "INSERT INTO failed_sign_in(whose, count, last_at) VALUES(?1, ?2, ?3) ON CONFLICT "
              "(whose) DO UPDATE SET count = ?2, last_at = ?3 WHERE count = 0 RETURNING count"
            : "UPDATE failed_sign_in SET count = ?2, last_at = ?3 WHERE whose = ?1 AND count = ?4 "
              "AND last_at = ?5 RETURNING count";
    ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
    statement.bind(1, whose);
    statement.bind(2, std::int64_t{after.count});
    statement.bind(3, after.last_at);
    if (before != FailedSignIns()) {
      statement.bind(4, std::int64_t{before.count});
      statement.bind(5, before.last_at);
    }
    ASSIGN_OR_RETURN(const bool changed, statement.step());
    // To its end, or the change is not made.
    if (changed) RETURN_IF_ERROR(statement.step());
    return changed;
  }

  Result<void> put_pending_sign_in(const PendingSignIn& pending) override {
    return change(
        "INSERT OR REPLACE INTO pending_sign_in(digest, nonce, verifier, created_at) "
        "VALUES(?1, ?3, ?4, ?2)",
        {pending.digest, pending.nonce, pending.verifier}, pending.created_at);
  }
  Result<std::optional<PendingSignIn>> take_pending_sign_in(std::string_view digest) override {
    return first(
        "DELETE FROM pending_sign_in WHERE digest = ? RETURNING digest, nonce, verifier, "
        "created_at",
        {digest}, pending_in);
  }

  Result<void> forget_before(TimeUs at) override {
    for (const std::string_view sql :
         {"DELETE FROM session WHERE used_at < ?", "DELETE FROM failed_sign_in WHERE last_at < ?",
          "DELETE FROM pending_sign_in WHERE created_at < ?"}) {
      ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
      statement.bind(1, at);
      RETURN_IF_ERROR(statement.run());
    }
    return {};
  }

 private:
  using Texts = std::initializer_list<std::string_view>;

  template <typename Read>
  auto first(std::string_view sql, Texts texts, const Read& read)
      -> Result<std::optional<decltype(read(SqliteStatement()))>> {
    using Value = decltype(read(SqliteStatement()));
    if (!has_tables_) return std::optional<Value>();
    ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
    int parameter = 1;
    for (const std::string_view text : texts) statement.bind(parameter++, text);
    ASSIGN_OR_RETURN(const bool found, statement.step());
    if (!found) return std::optional<Value>();
    std::optional<Value> value(read(statement));
    // To its end: a change that returns rows is made by then.
    RETURN_IF_ERROR(statement.step());
    return value;
  }

  template <typename Read>
  auto every(std::string_view sql, const Read& read)
      -> Result<std::vector<decltype(read(SqliteStatement()))>> {
    std::vector<decltype(read(SqliteStatement()))> values;
    if (!has_tables_) return values;
    ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, statement.step());
      if (!row) return values;
      values.push_back(read(statement));
    }
  }

  /// ?1 is the first text, ?2 the time where there is one, ?3 and on the other texts.
  Result<void> change(std::string_view sql, Texts texts, std::optional<TimeUs> at = {}) {
    ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
    int parameter = 1;
    for (const std::string_view text : texts) {
      statement.bind(parameter++, text);
      if (parameter == 2 && at) statement.bind(parameter++, *at);
    }
    return statement.run();
  }

  std::unique_ptr<SqliteDatabase> database_;
  bool has_tables_;
};

}  // namespace

Result<std::unique_ptr<AccessStore>> open_sqlite_access_store(const std::string& path, bool write) {
  const auto access = write ? SqliteDatabase::Access::kWrite : SqliteDatabase::Access::kRead;
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::open(path, access, kWaitMs));
  if (write) {
    RETURN_IF_ERROR(database->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    RETURN_IF_ERROR(make_access_tables(*database));
  }
  ASSIGN_OR_RETURN(const bool has_tables, has_access_tables(*database));
  return std::unique_ptr<AccessStore>(
      std::make_unique<SqliteAccessStore>(std::move(database), has_tables));
}

}  // namespace overt
