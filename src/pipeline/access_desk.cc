#include "pipeline/access_desk.h"

#include <algorithm>

#include "base/digest.h"
#include "stages/access/access_secrets.h"
#include "stages/access/lockout.h"
#include "stages/access/password_policy.h"

namespace overt {
namespace {

constexpr TimeUs kUseIsKeptEach = kMicrosPerMinute;
constexpr int kTriesMax = 50;
static_assert(AccessDesk::kSessionLife == kSessionAgeMax);
static_assert(AccessDesk::kPendingLife == kPendingSignInAgeMax);

Error busy() {
  return {ErrorCode::kUnavailable, "many sign in under this name at this moment; try again"};
}

// Names that strangers bring are kept as digests: short, and nothing to read.
std::string key_of(std::string_view kind, std::string_view name) {
  return std::string(kind) + sha256_hex(name).substr(0, 32);
}

}  // namespace

Result<std::optional<Person>> AccessDesk::able_person(std::string_view id, KnownBy known_by) {
  ASSIGN_OR_RETURN(auto person, people_.find_person(id));
  if (person && person->roles.empty()) person.reset();
  if (person) person->known_by = known_by;
  return person;
}

Result<AccessDesk::Counted> AccessDesk::count_try(const std::string& whose, std::uint8_t kind,
                                                  TimeUs now) {
  for (int i = 0; i < kTriesMax; ++i) {
    Counted counted;
    ASSIGN_OR_RETURN(counted.before, access_.failed_sign_ins(whose));
    const TimeUs next = next_try_at(static_cast<FailuresOf>(kind), counted.before);
    if (now < next) {
      counted.wait_until = next;
      return counted;
    }
    ASSIGN_OR_RETURN(const bool changed,
                     access_.change_failed_sign_ins(whose, counted.before,
                                                    one_more_failure(counted.before, now)));
    if (changed) return counted;
  }
  return busy();
}

// Of a person all is forgiven; of an address only this try, or who has one password could go on
// guessing others' for ever.
Result<void> AccessDesk::set_failures(const std::string& whose, bool all_forgiven) {
  for (int i = 0; i < kTriesMax; ++i) {
    ASSIGN_OR_RETURN(const FailedSignIns before, access_.failed_sign_ins(whose));
    FailedSignIns after = before;
    if (after.count > 0) --after.count;
    if (all_forgiven || after.count == 0) after = {};
    if (before == after) return {};
    ASSIGN_OR_RETURN(const bool changed, access_.change_failed_sign_ins(whose, before, after));
    if (changed) return {};
  }
  return busy();
}

Result<SignInAnswer> AccessDesk::sign_in(const PasswordSignIn& request) {
  const std::string person_key = key_of("p:", request.person);
  const std::string client_key =
      request.client.empty() ? std::string() : key_of("c:", request.client);
  SignInAnswer answer;
  if (!client_key.empty()) {
    ASSIGN_OR_RETURN(
        const Counted counted,
        count_try(client_key, static_cast<std::uint8_t>(FailuresOf::kClient), request.now));
    answer.wait_until = counted.wait_until;
    if (answer.wait_until != 0) return answer;
  }
  ASSIGN_OR_RETURN(
      const Counted counted,
      count_try(person_key, static_cast<std::uint8_t>(FailuresOf::kPerson), request.now));
  answer.wait_until = counted.wait_until;
  if (answer.wait_until != 0) return answer;

  ASSIGN_OR_RETURN(auto person, able_person(request.person, KnownBy::kPassword));
  ASSIGN_OR_RETURN(const auto login, access_.find_login(request.person));
  const bool has_one = person && login && !login->hash.empty();
  // Nobody's hash takes as long to check as somebody's.
  const std::string& hash = has_one ? login->hash : hashing_.nobodys();
  const std::string_view password =
      std::string_view(request.password).substr(0, kPasswordBytesMax + 1);
  ASSIGN_OR_RETURN(const bool matched, hashing_.matches(hash, password));
  if (!matched || !has_one) return answer;
  RETURN_IF_ERROR(set_failures(person_key, true));
  if (!client_key.empty()) RETURN_IF_ERROR(set_failures(client_key, false));
  answer.person = std::move(person);
  return answer;
}

Result<Person> AccessDesk::by_token(std::string_view token, TimeUs now) {
  const auto shown = parse_token(token);
  const Error unknown{ErrorCode::kPermissionDenied, "this token is not known here"};
  if (!shown) return unknown;
  ASSIGN_OR_RETURN(const auto kept, access_.find_token(shown->id));
  if (!kept) return unknown;
  RETURN_IF_ERROR(check_token(*kept, *shown, now));
  ASSIGN_OR_RETURN(auto person, able_person(kept->person, KnownBy::kToken));
  if (!person) return unknown;
  person->only = kept->scope;
  ASSIGN_OR_RETURN(const TimeUs used_at, access_.token_used_at(kept->id));
  if (now - used_at >= kUseIsKeptEach) RETURN_IF_ERROR(access_.use_token(kept->id, now));
  return *std::move(person);
}

Result<OpenedSession> AccessDesk::open_session(const Person& person, std::string_view old_secret,
                                               TimeUs now) {
  OpenedSession opened;
  opened.secret = secret_text(random_(kAccessSecretBytes));
  opened.csrf = csrf_token(opened.secret);
  opened.session = {secret_digest(opened.secret), person.id, person.known_by, now, now};
  RETURN_IF_ERROR(access_.put_session(opened.session));
  if (!old_secret.empty()) RETURN_IF_ERROR(end_session(old_secret));
  return opened;
}

Result<std::optional<KnownSession>> AccessDesk::by_session(std::string_view secret, TimeUs now) {
  const std::string digest = secret_digest(secret);
  ASSIGN_OR_RETURN(auto session, access_.find_session(digest));
  if (!session) return std::optional<KnownSession>();
  ASSIGN_OR_RETURN(auto person, able_person(session->person, session->known_by));
  if (!person || !is_alive(*session, now)) {
    RETURN_IF_ERROR(access_.end_session(digest));
    return std::optional<KnownSession>();
  }
  if (now - session->used_at >= kUseIsKeptEach) {
    RETURN_IF_ERROR(access_.use_session(digest, now));
  }
  return std::optional<KnownSession>(
      KnownSession{*std::move(person), *std::move(session), csrf_token(secret)});
}

Result<void> AccessDesk::end_session(std::string_view secret) {
  return access_.end_session(secret_digest(secret));
}

TimeUs AccessDesk::ends_at(const Session& session) {
  return std::min(session.created_at + kSessionAgeMax, session.used_at + kSessionIdleMax);
}

bool AccessDesk::is_csrf_token_of(const KnownSession& session, std::string_view token) {
  return same_secret(session.csrf, token);
}

Result<ProviderSignIn> AccessDesk::begin_provider_sign_in(TimeUs now) {
  ProviderSignIn begun;
  begun.state = secret_text(random_(kAccessSecretBytes));
  begun.pending = {secret_digest(begun.state), secret_text(random_(kAccessSecretBytes)),
                   secret_text(random_(kAccessSecretBytes)), now};
  RETURN_IF_ERROR(access_.put_pending_sign_in(begun.pending));
  return begun;
}

Result<std::optional<PendingSignIn>> AccessDesk::take_provider_sign_in(std::string_view state,
                                                                       TimeUs now) {
  ASSIGN_OR_RETURN(auto pending, access_.take_pending_sign_in(secret_digest(state)));
  if (pending && now - pending->created_at >= kPendingSignInAgeMax) pending.reset();
  return pending;
}

Result<std::optional<Person>> AccessDesk::by_provider(const ProviderClaim& claim) {
  ASSIGN_OR_RETURN(auto identity, access_.find_identity({claim.issuer, claim.subject, "", ""}));
  if (!identity && !claim.verified_email.empty()) {
    ASSIGN_OR_RETURN(identity, access_.find_identity({claim.issuer, "", claim.verified_email, ""}));
  }
  if (!identity || identity->person.empty()) return std::optional<Person>();
  return able_person(identity->person, KnownBy::kSingleSignOn);
}

Result<void> AccessDesk::forget_old(TimeUs now) {
  return access_.forget_before(now - 2 * kMicrosPerDay);
}

}  // namespace overt
