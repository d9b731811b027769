#include "pipeline/decision_data.h"

#include <filesystem>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/files/secrets.h"
#include "adapters/postgres/postgres_access_store.h"
#include "adapters/postgres/postgres_case_store.h"
#include "adapters/postgres/postgres_decision_store.h"
#include "adapters/sodium/argon2id.h"
#include "adapters/sqlite/sqlite_access_store.h"
#include "adapters/sqlite/sqlite_case_store.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/notice_settings.h"

namespace overt {
namespace {

constexpr std::uint64_t kKeyBytesMax = 64 << 10;

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

Error nothing_there(const std::string& path) {
  return {ErrorCode::kNotFound,
          fmt::format("{} is not there; make the ledger with overt ledger init --data {}", path,
                      std::filesystem::path(path).parent_path().string())};
}

Result<std::unique_ptr<DecisionStore>> open_server(const DecisionPlaces& places,
                                                   DecisionAccess access) {
  // May hold a password.
  ASSIGN_OR_RETURN(std::string url, read_secret_file(places.database_url));
  PostgresDecisionStoreOptions options;
  options.write = access == DecisionAccess::kWrite;
  return open_postgres_decision_store(without_line_end(std::move(url)), options);
}

}  // namespace

DecisionPlaces decision_places(const std::string& data) {
  return {data + "/decisions.db", data + "/database.url", data + "/ledger.key",
          data + "/ledger.pub"};
}

Result<std::unique_ptr<DecisionStore>> open_decisions(const std::string& data,
                                                      DecisionAccess access) {
  const DecisionPlaces places = decision_places(data);
  if (is_there(places.database_url)) return open_server(places, access);
  if (!is_there(places.database)) return nothing_there(places.database);
  SqliteDecisionStoreOptions options;
  options.write = access == DecisionAccess::kWrite;
  return open_sqlite_decision_store(places.database, options);
}

Result<std::unique_ptr<CaseStore>> open_cases(const std::string& data, DecisionAccess access) {
  const DecisionPlaces places = decision_places(data);
  const bool write = access == DecisionAccess::kWrite;
  if (!is_there(places.database_url)) return open_sqlite_case_store(places.database, write);
  ASSIGN_OR_RETURN(std::string url, read_secret_file(places.database_url));
  return open_postgres_case_store(without_line_end(std::move(url)), write);
}

Result<std::unique_ptr<DecisionStore>> make_decisions(const std::string& data) {
  const DecisionPlaces places = decision_places(data);
  ASSIGN_OR_RETURN(auto store, open_sqlite_decision_store(places.database));
  if (!is_there(places.database_url)) return store;
  return open_server(places, DecisionAccess::kWrite);
}

Result<void> keep_in_database(const std::string& data, const std::string& url) {
  if (!url.starts_with("postgres://") && !url.starts_with("postgresql://")) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is no address of a PostgreSQL database, like "
                             "postgres://overt@db.example/overt",
                             url)};
  }
  const DecisionPlaces places = decision_places(data);
  if (is_there(places.database_url)) {
    ASSIGN_OR_RETURN(std::string kept, read_secret_file(places.database_url));
    if (without_line_end(std::move(kept)) == url) return {};
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} names another database; leave --store out, or give a folder of "
                             "its own to what is kept there",
                             places.database_url)};
  }
  if (is_there(places.database)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} holds this folder's decisions already, and they are not moved; "
                             "give another folder with --data",
                             places.database)};
  }
  PostgresDecisionStoreOptions options;
  options.write = true;
  const auto opened = open_postgres_decision_store(url, options);
  if (!opened.ok()) return opened.error();
  return create_secret_file(places.database_url, url + "\n");
}

Result<std::unique_ptr<AccessStore>> open_access(const std::string& data, DecisionAccess access) {
  const bool write = access == DecisionAccess::kWrite;
  const DecisionPlaces places = decision_places(data);
  if (!is_there(places.database_url)) {
    if (!is_there(places.database)) return nothing_there(places.database);
    return open_sqlite_access_store(places.database, write);
  }
  // May hold a password.
  ASSIGN_OR_RETURN(std::string url, read_secret_file(places.database_url));
  return open_postgres_access_store(without_line_end(std::move(url)), write);
}

const PasswordHashing& password_hashing() {
  static const std::unique_ptr<PasswordHashing> hashing = make_argon2id();
  return *hashing;
}

std::string strong_random(std::size_t count) {
  auto bytes = secret_bytes(count);
  CHECK(bytes.ok());
  return std::move(bytes).value();
}

Result<merkle::SignerKey> read_ledger_key(const std::string& data) {
  const std::string path = decision_places(data).secret_key;
  if (!is_there(path)) return nothing_there(path);
  ASSIGN_OR_RETURN(std::string text, read_secret_file(path));
  auto key = merkle::parse_secret_key(without_line_end(std::move(text)));
  if (key.ok()) return key;
  return Error{ErrorCode::kBadInput, fmt::format("{}: {}", path, key.error().message)};
}

Result<merkle::VerifierKey> read_public_key(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, read_whole_file(path, kKeyBytesMax));
  auto key = merkle::parse_verifier_key(without_line_end(std::move(text)));
  if (key.ok()) return key;
  return Error{ErrorCode::kBadInput, fmt::format("{}: {}", path, key.error().message)};
}

Result<Person> find_staff(DecisionStore& store, const std::string& id) {
  ASSIGN_OR_RETURN(auto person, store.find_person(id));
  if (person) return *std::move(person);
  return Error{
      ErrorCode::kNotFound,
      fmt::format("nobody here is called '{}'; overt people list says who is, overt people "
                  "add adds somebody",
                  id)};
}

DecisionDesk OpenDesk::desk() const { return {*store, key, strong_random, &cases, &notices}; }

Result<OpenDesk> open_desk(const std::string& data) {
  OpenDesk open;
  ASSIGN_OR_RETURN(open.store, open_decisions(data, DecisionAccess::kWrite));
  ASSIGN_OR_RETURN(open.key, read_ledger_key(data));
  ASSIGN_OR_RETURN(const auto cases, open_cases(data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto records, cases->records());
  open.cases = desk_of(records);
  open.notices = read_notice_settings(data);
  return open;
}

}  // namespace overt
