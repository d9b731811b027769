#include "adapters/postgres/postgres_access_store.h"

#include <utility>

#include "adapters/postgres/access_tables_internal.h"
#include "ports/decision_store.h"

namespace overt {
namespace {

ApiToken token_in(const PostgresRows& rows, std::size_t row) {
  ApiToken token;
  token.id = rows.text(row, 0);
  token.digest = rows.text(row, 1);
  token.person = rows.text(row, 2);
  token.label = rows.text(row, 3);
  token.scope = rights_in_words(rows.text(row, 4));
  token.created_at = rows.integer(row, 5);
  token.expires_at = rows.integer(row, 6);
  token.revoked_at = rows.integer(row, 7);
  return token;
}

std::string text_in(const PostgresRows& rows, std::size_t row, int column) {
  return std::string(rows.text(row, column));
}

PasswordLogin login_in(const PostgresRows& rows, std::size_t row) {
  return {text_in(rows, row, 0), text_in(rows, row, 1), rows.integer(row, 2)};
}

ProviderIdentity identity_in(const PostgresRows& rows, std::size_t row) {
  return {text_in(rows, row, 0), text_in(rows, row, 1), text_in(rows, row, 2),
          text_in(rows, row, 3)};
}

Session session_in(const PostgresRows& rows, std::size_t row) {
  return {text_in(rows, row, 0), text_in(rows, row, 1), static_cast<KnownBy>(rows.integer(row, 2)),
          rows.integer(row, 3), rows.integer(row, 4)};
}

PendingSignIn pending_in(const PostgresRows& rows, std::size_t row) {
  return {text_in(rows, row, 0), text_in(rows, row, 1), text_in(rows, row, 2),
          rows.integer(row, 3)};
}

template <typename Value>
using ReadRow = Value (*)(const PostgresRows&, std::size_t);

template <typename Value>
Result<std::optional<Value>> first(const Result<PostgresRows>& rows, ReadRow<Value> read) {
  if (!rows.ok()) return rows.error();
  if (rows.value().empty()) return std::optional<Value>();
  return std::optional<Value>(read(rows.value(), 0));
}

template <typename Value>
Result<std::vector<Value>> every(const Result<PostgresRows>& rows, ReadRow<Value> read) {
  if (!rows.ok()) return rows.error();
  std::vector<Value> values;
  values.reserve(rows.value().size());
  for (std::size_t i = 0; i < rows.value().size(); ++i) values.push_back(read(rows.value(), i));
  return values;
}

Result<void> did(const Result<PostgresRows>& result) {
  if (!result.ok()) return result.error();
  return {};
}

class PostgresAccessStore final : public AccessStore {
 public:
  explicit PostgresAccessStore(std::unique_ptr<PostgresConnection> connection)
      : connection_(std::move(connection)) {}

  Result<std::optional<PasswordLogin>> find_login(std::string_view person) override {
    return first(connection_->query("SELECT person, hash, set_at FROM overt.login WHERE person = "
                                    "$1",
                                    {person}),
                 login_in);
  }
  Result<std::vector<PasswordLogin>> logins() override {
    if (!has_tables_) return std::vector<PasswordLogin>();
    return every(
        connection_->query("SELECT person, hash, set_at FROM overt.login ORDER BY person", {}),
        login_in);
  }

  Result<std::optional<ApiToken>> find_token(std::string_view id) override {
    return first(connection_->query("SELECT id, digest, person, label, scope, created_at, "
                                    "expires_at, revoked_at FROM overt.token WHERE id = $1",
                                    {id}),
                 token_in);
  }
  Result<std::vector<ApiToken>> tokens() override {
    if (!has_tables_) return std::vector<ApiToken>();
    return every(connection_->query("SELECT id, digest, person, label, scope, created_at, "
                                    "expires_at, revoked_at FROM overt.token ORDER BY created_at, "
                                    "id",
                                    {}),
                 token_in);
  }
  Result<TimeUs> token_used_at(std::string_view id) override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT at FROM overt.token_use WHERE id = $1", {id}));
    return rows.empty() ? TimeUs{0} : rows.integer(0, 0);
  }
  Result<void> use_token(std::string_view id, TimeUs at) override {
    return did(
        connection_->query("INSERT INTO overt.token_use(id, at) VALUES($1, $2) ON CONFLICT "
                           "(id) DO UPDATE SET at = excluded.at",
                           {id, at}));
  }

  Result<std::optional<ProviderIdentity>> find_identity(const ProviderIdentity& key) override {
    return first(connection_->query("SELECT issuer, subject, email, person FROM overt.identity "
                                    "WHERE issuer = $1 AND subject = $2 AND email = $3",
                                    {key.issuer, key.subject, key.email}),
                 identity_in);
  }
  Result<std::vector<ProviderIdentity>> identities() override {
    if (!has_tables_) return std::vector<ProviderIdentity>();
    return every(connection_->query("SELECT issuer, subject, email, person FROM overt.identity "
                                    "ORDER BY 1, 2, 3",
                                    {}),
                 identity_in);
  }

  Result<void> put_session(const Session& session) override {
    return did(connection_->query(
        "INSERT INTO overt.session(digest, person, known_by, created_at, "
        "used_at) VALUES($1, $2, $3, $4, $5)",
        {session.digest, session.person, static_cast<std::int64_t>(session.known_by),
         session.created_at, session.used_at}));
  }
  Result<std::optional<Session>> find_session(std::string_view digest) override {
    return first(connection_->query("SELECT digest, person, known_by, created_at, used_at FROM "
                                    "overt.session WHERE digest = $1",
                                    {digest}),
                 session_in);
  }
  Result<void> use_session(std::string_view digest, TimeUs at) override {
    return did(connection_->query("UPDATE overt.session SET used_at = $2 WHERE digest = $1",
                                  {digest, at}));
  }
  Result<void> end_session(std::string_view digest) override {
    return did(connection_->query("DELETE FROM overt.session WHERE digest = $1", {digest}));
  }
  Result<void> end_sessions_of(std::string_view person) override {
    return did(connection_->query("DELETE FROM overt.session WHERE person = $1", {person}));
  }

  Result<FailedSignIns> failed_sign_ins(std::string_view whose) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT count, last_at FROM overt.failed_sign_in WHERE whose = $1",
                           {whose}));
    if (rows.empty()) return FailedSignIns();
    return FailedSignIns{static_cast<std::uint32_t>(rows.integer(0, 0)), rows.integer(0, 1)};
  }

  Result<bool> change_failed_sign_ins(std::string_view whose, const FailedSignIns& before,
                                      const FailedSignIns& after) override {
    if (before == FailedSignIns()) {
      ASSIGN_OR_RETURN(
          const auto rows,
          connection_->query("INSERT INTO overt.failed_sign_in AS kept(whose, count, last_at) "
                             "VALUES($1, $2, $3) ON CONFLICT (whose) DO UPDATE SET count = "
                             "excluded.count, last_at = excluded.last_at WHERE kept.count = 0 "
                             "RETURNING count",
                             {whose, std::int64_t{after.count}, after.last_at}));
      return !rows.empty();
    }
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("UPDATE overt.failed_sign_in SET count = $2, last_at = $3 WHERE whose = "
                           "$1 AND count = $4 AND last_at = $5 RETURNING count",
                           {whose, std::int64_t{after.count}, after.last_at,
                            std::int64_t{before.count}, before.last_at}));
    return !rows.empty();
  }

  Result<void> put_pending_sign_in(const PendingSignIn& pending) override {
    return did(
        connection_->query("INSERT INTO overt.pending_sign_in(digest, nonce, verifier, "
                           "created_at) VALUES($1, $2, $3, $4)",
                           {pending.digest, pending.nonce, pending.verifier, pending.created_at}));
  }
  Result<std::optional<PendingSignIn>> take_pending_sign_in(std::string_view digest) override {
    return first(connection_->query("DELETE FROM overt.pending_sign_in WHERE digest = $1 RETURNING "
                                    "digest, nonce, verifier, created_at",
                                    {digest}),
                 pending_in);
  }

  Result<void> forget_before(TimeUs at) override {
    RETURN_IF_ERROR(did(connection_->query("DELETE FROM overt.session WHERE used_at < $1", {at})));
    RETURN_IF_ERROR(
        did(connection_->query("DELETE FROM overt.failed_sign_in WHERE last_at < $1", {at})));
    return did(connection_->query("DELETE FROM overt.pending_sign_in WHERE created_at < $1", {at}));
  }

  Result<void> prepare(bool write) {
    if (!write) {
      ASSIGN_OR_RETURN(has_tables_, has_access_tables(*connection_));
      return {};
    }
    RETURN_IF_ERROR(connection_->run("BEGIN"));
    Result<void> done = make_access_tables(*connection_);
    if (done.ok()) done = connection_->run("COMMIT");
    // The first error is the one to tell.
    if (!done.ok() && connection_->in_transaction()) (void)connection_->run("ROLLBACK");
    return done;
  }

 private:
  std::unique_ptr<PostgresConnection> connection_;
  bool has_tables_ = true;
};

}  // namespace

Result<std::unique_ptr<AccessStore>> open_postgres_access_store(const std::string& url,
                                                                bool write) {
  ASSIGN_OR_RETURN(auto connection, PostgresConnection::open(url));
  RETURN_IF_ERROR(connection->run("SET synchronous_commit = on; SET lock_timeout = 5000"));
  auto store = std::make_unique<PostgresAccessStore>(std::move(connection));
  RETURN_IF_ERROR(store->prepare(write));
  return std::unique_ptr<AccessStore>(std::move(store));
}

}  // namespace overt
