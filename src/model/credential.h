#pragma once
// Credential: what shows that somebody is who they say. Secrets are never here, only what checks
// them: a password's Argon2id hash, the SHA-256 of a token or of a session's cookie.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/decision.h"

namespace overt {

struct PasswordLogin {
  std::string person;
  std::string hash;  // "$argon2id$…"; empty: this person signs in otherwise
  TimeUs set_at = 0;

  friend bool operator==(const PasswordLogin&, const PasswordLogin&) = default;
};

/// For programs: "ovt_ID_SECRET". What it may do is what its person may, and no more than `scope`.
struct ApiToken {
  std::string id;      // 16 hexadecimal digits, no secret
  std::string digest;  // SHA-256 of the secret, hexadecimal
  std::string person;
  std::string label;  // what it is for, in words
  std::vector<Right> scope;
  TimeUs created_at = 0;
  TimeUs expires_at = 0;
  TimeUs revoked_at = 0;  // 0: not revoked

  friend bool operator==(const ApiToken&, const ApiToken&) = default;
};

/// Whom an OpenID provider means: by its own number for them, or by an e-mail address that it says
/// is verified. One of the two is empty.
struct ProviderIdentity {
  std::string issuer;
  std::string subject;
  std::string email;
  std::string person;  // empty: nobody any more

  friend bool operator==(const ProviderIdentity&, const ProviderIdentity&) = default;
};

/// Changes of who may do what and how they show it, kept with their ledger entries or not at all.
struct CredentialChanges {
  std::vector<Person> people;
  std::vector<PasswordLogin> logins;
  std::vector<ApiToken> tokens;
  std::vector<ProviderIdentity> identities;
};

/// A browser that is signed in. Its cookie is a secret of 32 random bytes, of which this is kept.
struct Session {
  std::string digest;  // SHA-256 of the cookie's secret, hexadecimal
  std::string person;
  KnownBy known_by = KnownBy::kPassword;
  TimeUs created_at = 0;
  TimeUs used_at = 0;

  friend bool operator==(const Session&, const Session&) = default;
};

/// How often signing in failed in a row, of a person or of a client's address.
struct FailedSignIns {
  std::uint32_t count = 0;
  TimeUs last_at = 0;

  friend bool operator==(const FailedSignIns&, const FailedSignIns&) = default;
};

/// A sign-in that was sent to an OpenID provider and has not come back. Taken once.
struct PendingSignIn {
  std::string digest;  // SHA-256 of the state, hexadecimal
  std::string nonce;
  std::string verifier;  // of PKCE
  TimeUs created_at = 0;

  friend bool operator==(const PendingSignIn&, const PendingSignIn&) = default;
};

}  // namespace overt
