#pragma once
// Changes of who may do what and how they show it, each with its entry in the ledger: kept together
// or not at all. What the entry commits to says who changed what, and how it was known that it was
// them; the ledger itself names nobody.
//
// Thread safety: as the store's. Cost: a transaction each.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "kernel/merkle/note.h"
#include "model/credential.h"
#include "pipeline/ledger_book.h"
#include "ports/access_store.h"
#include "ports/decision_store.h"

namespace overt {

/// Who changes something, and when.
struct StaffChange {
  const Person& by;
  TimeUs at = 0;
  std::string note;  // in words; empty: none
};

class StaffChanges {
 public:
  /// All must outlive this.
  StaffChanges(DecisionStore& store, AccessStore& access, const merkle::SignerKey& key,
               RandomBytes random)
      : store_(store), access_(access), key_(key), random_(std::move(random)) {}

  /// Adds the person or changes their roles. Without roles: disables them, with all their tokens
  /// and sessions.
  Result<void> put_person(const Person& person, const StaffChange& change);
  /// Their sessions end.
  Result<void> put_login(const PasswordLogin& login, const StaffChange& change);
  Result<void> put_token(const ApiToken& token, const StaffChange& change);
  Result<void> put_identity(const ProviderIdentity& identity, const StaffChange& change);

 private:
  Result<void> commit(const std::string& person, std::string text, CredentialChanges changes);

  DecisionStore& store_;
  AccessStore& access_;
  const merkle::SignerKey& key_;
  RandomBytes random_;
};

/// What the ledger's records of staff say now against what is kept: people, passwords, tokens and
/// identities that were changed past the ledger are named.
Result<std::vector<Mismatch>> reconcile_staff(DecisionStore& store, AccessStore& access);

}  // namespace overt
