#include "pipeline/staff_changes.h"

#include <functional>
#include <map>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/json_writer.h"

namespace overt {
namespace {

constexpr int kTriesMax = 20;
constexpr std::uint32_t kRecordsMax = 1'000'000;  // of one person

std::string what_of(const Person& person) {
  return fmt::format("person {} has the roles '{}'", person.id, role_words(person.roles));
}
std::string what_of(const PasswordLogin& login) {
  return fmt::format("the password of {} is kept as {}", login.person, sha256_hex(login.hash));
}
std::string what_of(const ApiToken& token) {
  return fmt::format(
      "token {} of {} for '{}' ({}) is from {} to {}, {}, and kept as {}", token.id, token.person,
      right_words(token.scope), token.label, format_rfc3339(token.created_at),
      format_rfc3339(token.expires_at),
      token.revoked_at == 0 ? "not revoked" : "revoked " + format_rfc3339(token.revoked_at),
      token.digest);
}
std::string what_of(const ProviderIdentity& identity) {
  return fmt::format("{} means '{}' by '{}{}'", identity.issuer, identity.person, identity.subject,
                     identity.email);
}

// What a thing is called for as long as it is: the newest record of that name says how it is.
std::string name_in_ledger(const Person& person) { return "person " + person.id; }
std::string name_in_ledger(const PasswordLogin& login) { return "password " + login.person; }
std::string name_in_ledger(const ApiToken& token) { return "token " + token.id; }
std::string name_in_ledger(const ProviderIdentity& identity) {
  return fmt::format("identity {} {} {}", identity.issuer, identity.subject, identity.email);
}

template <typename Thing>
std::string record_text(const Thing& thing, const StaffChange& change) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("of", name_in_ledger(thing));
  json.field("says", what_of(thing));
  json.field("at", format_rfc3339(change.at));
  json.field("by", change.by.id);
  json.field("known_by", name_of(change.by.known_by));
  if (!change.note.empty()) json.field("note", change.note);
  json.end_object();
  return text;
}

/// The beginning of record_text() for a thing as it is kept.
template <typename Thing>
std::string expected_text(const Thing& thing) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("of", name_in_ledger(thing));
  json.field("says", what_of(thing));
  return text;
}

/// The beginning of record_text() up to what it is of.
template <typename Thing>
std::string expected_name(const Thing& thing) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("of", name_in_ledger(thing));
  return text;
}

constexpr std::string_view kSays = R"(,"says":)";

class StaffReconciler {
 public:
  Result<void> read(DecisionStore& store) {
    return store.records(RecordKind::kStaff, [&](const LedgerRecord& record) {
      if (record.text.empty()) {
        erased_ = true;
        return true;
      }
      const auto end = record.text.find(kSays);
      if (end == record.text.npos) {
        add("a record of staff cannot be read");
      } else {
        newest_[record.text.substr(0, end)] = record.text;
      }
      return true;
    });
  }

  template <typename Thing>
  void compare(const Thing& thing) {
    const auto found = newest_.find(expected_name(thing));
    if (found == newest_.end()) {
      // Of somebody who was erased there is nothing to compare with.
      if (!erased_) add(fmt::format("{} is not in the ledger", name_in_ledger(thing)));
      return;
    }
    const std::string expected = expected_text(thing);
    if (found->second.compare(0, expected.size(), expected) != 0) {
      add(fmt::format("{} is not what the ledger says of it", name_in_ledger(thing)));
    }
    newest_.erase(found);
  }

  std::vector<Mismatch> finish() {
    for (const auto& [name, text] : newest_) {
      add(fmt::format("the ledger says {}}}, which is not kept", name));
    }
    return std::move(mismatches_);
  }

 private:
  void add(std::string what) { mismatches_.push_back({{}, std::move(what)}); }

  std::map<std::string, std::string> newest_;  // not met yet
  bool erased_ = false;
  std::vector<Mismatch> mismatches_;
};

}  // namespace

// The record's subject stands in the ledger for everybody to see, and must not tell who it is of:
// a digest that nobody can make without the ledger's secret.
Result<void> StaffChanges::commit(const std::string& person, std::string text,
                                  CredentialChanges changes) {
  const std::string seed(key_.seed.begin(), key_.seed.end());
  const std::string subject =
      sha256_hex(fmt::format("overt staff\n{}\n{}", sha256_hex(seed + "staff"), person))
          .substr(0, 32);
  for (int i = 0;; ++i) {
    DecisionBatch batch;
    LedgerRecord record;
    record.kind = RecordKind::kStaff;
    record.subject = subject;
    for (; record.number < kRecordsMax; ++record.number) {
      ASSIGN_OR_RETURN(const auto found, store_.find_record(record.kind, subject, record.number));
      if (!found) break;
    }
    record.text = text;
    batch.records.push_back(std::move(record));
    batch.credentials = changes;
    const Result<void> done = commit_to_ledger(store_, key_, random_, std::move(batch));
    const bool again = !done.ok() && done.error().code == ErrorCode::kUnavailable;
    if (!again || i == kTriesMax) return done;
  }
}

Result<void> StaffChanges::put_person(const Person& person, const StaffChange& change) {
  if (person.roles.empty()) {
    ASSIGN_OR_RETURN(const auto tokens, access_.tokens());
    for (ApiToken token : tokens) {
      if (token.person != person.id || token.revoked_at != 0) continue;
      token.revoked_at = change.at;
      RETURN_IF_ERROR(put_token(token, change));
    }
  }
  CredentialChanges changes;
  changes.people = {{person.id, person.roles}};
  RETURN_IF_ERROR(commit(person.id, record_text(person, change), std::move(changes)));
  return person.roles.empty() ? access_.end_sessions_of(person.id) : Result<void>();
}

Result<void> StaffChanges::put_login(const PasswordLogin& login, const StaffChange& change) {
  CredentialChanges changes;
  changes.logins = {login};
  RETURN_IF_ERROR(commit(login.person, record_text(login, change), std::move(changes)));
  return access_.end_sessions_of(login.person);
}

Result<void> StaffChanges::put_token(const ApiToken& token, const StaffChange& change) {
  CredentialChanges changes;
  changes.tokens = {token};
  return commit(token.person, record_text(token, change), std::move(changes));
}

Result<void> StaffChanges::put_identity(const ProviderIdentity& identity,
                                        const StaffChange& change) {
  CredentialChanges changes;
  changes.identities = {identity};
  const std::string row = identity.person.empty() ? name_in_ledger(identity) : identity.person;
  return commit(row, record_text(identity, change), std::move(changes));
}

Result<std::vector<Mismatch>> reconcile_staff(DecisionStore& store, AccessStore& access) {
  StaffReconciler reconciler;
  RETURN_IF_ERROR(reconciler.read(store));
  ASSIGN_OR_RETURN(const auto people, store.people());
  for (const Person& person : people) reconciler.compare(person);
  ASSIGN_OR_RETURN(const auto logins, access.logins());
  for (const PasswordLogin& login : logins) reconciler.compare(login);
  ASSIGN_OR_RETURN(const auto tokens, access.tokens());
  for (const ApiToken& token : tokens) reconciler.compare(token);
  ASSIGN_OR_RETURN(const auto identities, access.identities());
  for (const ProviderIdentity& identity : identities) reconciler.compare(identity);
  return reconciler.finish();
}

}  // namespace overt
