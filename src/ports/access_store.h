#pragma once
// AccessStore: what shows who somebody is: passwords' hashes, tokens, identities at providers, open
// sessions, failures to sign in. It is kept where the decisions are. Passwords, tokens and
// identities are read here and changed with their ledger entries alone (DecisionStore::commit);
// what comes and goes by the minute is changed here and leaves no trace in the ledger.
//
// Thread safety: one store belongs to one thread; several processes may use the place at once.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/credential.h"

namespace overt {

class AccessStore {
 public:
  virtual ~AccessStore() = default;

  virtual Result<std::optional<PasswordLogin>> find_login(std::string_view person) = 0;
  virtual Result<std::vector<PasswordLogin>> logins() = 0;

  virtual Result<std::optional<ApiToken>> find_token(std::string_view id) = 0;
  /// All, revoked ones too, by the time they were made and their id.
  virtual Result<std::vector<ApiToken>> tokens() = 0;
  /// 0: never. Kept apart from the token: it is no change of it.
  virtual Result<TimeUs> token_used_at(std::string_view id) = 0;
  virtual Result<void> use_token(std::string_view id, TimeUs at) = 0;

  /// By issuer and subject, or by issuer and e-mail address: whichever is not empty.
  virtual Result<std::optional<ProviderIdentity>> find_identity(const ProviderIdentity& key) = 0;
  virtual Result<std::vector<ProviderIdentity>> identities() = 0;

  virtual Result<void> put_session(const Session& session) = 0;
  virtual Result<std::optional<Session>> find_session(std::string_view digest) = 0;
  virtual Result<void> use_session(std::string_view digest, TimeUs at) = 0;
  virtual Result<void> end_session(std::string_view digest) = 0;
  virtual Result<void> end_sessions_of(std::string_view person) = 0;

  /// `whose`: a key of the caller's. None: {0, 0}.
  virtual Result<FailedSignIns> failed_sign_ins(std::string_view whose) = 0;
  /// Replaces `before` by `after`; false where it is no longer `before`: somebody else was faster,
  /// nothing was changed.
  virtual Result<bool> change_failed_sign_ins(std::string_view whose, const FailedSignIns& before,
                                              const FailedSignIns& after) = 0;

  virtual Result<void> put_pending_sign_in(const PendingSignIn& pending) = 0;
  /// Gives it and forgets it, so that it is given once however many ask.
  virtual Result<std::optional<PendingSignIn>> take_pending_sign_in(std::string_view digest) = 0;

  /// Sessions not used since, failures and pending sign-ins from before.
  virtual Result<void> forget_before(TimeUs at) = 0;
};

}  // namespace overt
