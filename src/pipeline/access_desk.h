#pragma once
// AccessDesk: who somebody is, for the command line, the API and the console alike: by password, by
// token, by session, by an OpenID provider. What then may be done is asked of may()
// (model/decision.h), of which the Person that comes out here knows all it needs.
//
// Thread safety: as its stores. Cost: a password takes about 0.7 s by design; all else a look-up.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "model/credential.h"
#include "pipeline/ledger_book.h"
#include "ports/access_store.h"
#include "ports/decision_store.h"
#include "ports/password_hashing.h"

namespace overt {

struct PasswordSignIn {
  std::string person;
  std::string password;
  std::string client;  // an address; empty: the command line
  TimeUs now = 0;
};

/// Somebody; or nobody, and then perhaps not before a moment. Which of name and password was wrong
/// is not told.
struct SignInAnswer {
  std::optional<Person> person;
  TimeUs wait_until = 0;  // not 0: nothing was looked at
};

/// A session as its browser knows it.
struct OpenedSession {
  std::string secret;  // the cookie
  std::string csrf;
  Session session;
};

struct KnownSession {
  Person person;
  Session session;
  std::string csrf;
};

struct ProviderSignIn {
  std::string state;  // goes to the provider and comes back, and lies in a cookie meanwhile
  PendingSignIn pending;
};

/// What a provider said, verified.
struct ProviderClaim {
  std::string issuer;
  std::string subject;
  std::string verified_email;  // empty: none, or not verified
};

class AccessDesk {
 public:
  /// All must outlive the desk.
  AccessDesk(AccessStore& access, DecisionStore& people, const PasswordHashing& hashing,
             RandomBytes random)
      : access_(access), people_(people), hashing_(hashing), random_(std::move(random)) {}

  /// Each try counts as failed before it is looked at, so that many at once gain nothing.
  Result<SignInAnswer> sign_in(const PasswordSignIn& request);

  /// kPermissionDenied where it is none of ours, expired, revoked, or its person is disabled.
  Result<Person> by_token(std::string_view token, TimeUs now);

  /// A new secret each time; the session that the browser had before ends.
  Result<OpenedSession> open_session(const Person& person, std::string_view old_secret, TimeUs now);
  /// Nothing where there is none, or it has ended; a person who was disabled has none.
  Result<std::optional<KnownSession>> by_session(std::string_view secret, TimeUs now);
  Result<void> end_session(std::string_view secret);
  /// When it ends unless it is used before then.
  static TimeUs ends_at(const Session& session);
  static constexpr TimeUs kSessionLife = 12 * kMicrosPerHour;
  static constexpr TimeUs kPendingLife = 10 * kMicrosPerMinute;
  /// Compared whole.
  static bool is_csrf_token_of(const KnownSession& session, std::string_view token);

  Result<ProviderSignIn> begin_provider_sign_in(TimeUs now);
  /// Nothing where it was not begun here, is over, or was taken before.
  Result<std::optional<PendingSignIn>> take_provider_sign_in(std::string_view state, TimeUs now);
  /// Whom the provider means, by an admin's word: its number for them, else the e-mail address.
  /// Nobody is ever made.
  Result<std::optional<Person>> by_provider(const ProviderClaim& claim);

  /// What is long over need not be kept.
  Result<void> forget_old(TimeUs now);

 private:
  Result<std::optional<Person>> able_person(std::string_view id, KnownBy known_by);
  struct Counted {
    FailedSignIns before;
    TimeUs wait_until = 0;  // not 0: it was not counted
  };
  Result<Counted> count_try(const std::string& whose, std::uint8_t kind, TimeUs now);
  Result<void> set_failures(const std::string& whose, bool all_forgiven);

  AccessStore& access_;
  DecisionStore& people_;
  const PasswordHashing& hashing_;
  RandomBytes random_;
};

}  // namespace overt
