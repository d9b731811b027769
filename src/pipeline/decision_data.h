#pragma once
// The folder that --data names: decisions.db (docs/formats/decisions.md), the ledger's secret key
// ledger.key (mode 0600) and its public key ledger.pub. Where it also has database.url (mode 0600,
// a line like postgresql://user@host/database), decisions and cases are kept in that PostgreSQL
// database instead. Beside them notices.yaml and appeals.key (pipeline/notice_settings.h). Errors
// name the file and the remedy.

#include <memory>
#include <string>

#include "base/result.h"
#include "kernel/merkle/note.h"
#include "model/notice.h"
#include "pipeline/decision_desk.h"
#include "ports/access_store.h"
#include "ports/case_store.h"
#include "ports/decision_store.h"
#include "ports/password_hashing.h"

namespace overt {

struct DecisionPlaces {
  std::string database;
  std::string database_url;
  std::string secret_key;
  std::string public_key;
};
DecisionPlaces decision_places(const std::string& data);

enum class DecisionAccess : std::uint8_t { kRead, kWrite };

/// kNotFound, with what to do, where the folder or its database is missing.
Result<std::unique_ptr<DecisionStore>> open_decisions(const std::string& data,
                                                      DecisionAccess access);

/// Beside the decisions.
Result<std::unique_ptr<CaseStore>> open_cases(const std::string& data, DecisionAccess access);

/// The same, made where there is none.
Result<std::unique_ptr<DecisionStore>> make_decisions(const std::string& data);

/// Decisions, cases and who signs in are in that PostgreSQL database from now on: its address (as
/// libpq takes it, postgres://host/name) is kept in the folder, mode 0600, once the database was
/// opened and its tables made. Nothing is done where it is there already; kInvalidArgument where
/// another one is, or where the folder has decisions of its own, which are never moved silently.
Result<void> keep_in_database(const std::string& data, const std::string& url);

/// Passwords, tokens and sessions, kept beside the decisions.
Result<std::unique_ptr<AccessStore>> open_access(const std::string& data, DecisionAccess access);

/// How passwords are kept here.
const PasswordHashing& password_hashing();

/// Secret random bytes. Aborts where the system has none: a guessable secret or salt gives
/// everything away.
std::string strong_random(std::size_t count);

Result<merkle::SignerKey> read_ledger_key(const std::string& data);
/// Of a file that holds a public key, like ledger.pub.
Result<merkle::VerifierKey> read_public_key(const std::string& path);

/// Who `id` is. kNotFound, with what to do, where nobody is.
Result<Person> find_staff(DecisionStore& store, const std::string& id);

/// Everything that deciding needs. A desk looks at its store and key: it is made from them anew.
struct OpenDesk {
  std::unique_ptr<DecisionStore> store;
  merkle::SignerKey key;
  CaseDesk cases;          // who has an interest in what
  NoticeSettings notices;  // what the platform says of itself to the affected
  [[nodiscard]] DecisionDesk desk() const;
};
Result<OpenDesk> open_desk(const std::string& data);

}  // namespace overt
