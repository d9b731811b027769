#include "pipeline/run_people.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/command_rights.h"
#include "pipeline/decision_data.h"
#include "pipeline/staff_changes.h"
#include "stages/access/access_secrets.h"
#include "stages/access/password_policy.h"

namespace overt {
namespace {

constexpr std::size_t kTextBytesMax = 500;

std::vector<std::string_view> names_of(const std::vector<StaffRole>& roles) {
  std::vector<std::string_view> names;
  for (const StaffRole role : roles) names.push_back(name_of(role));
  return names;
}

std::vector<std::string_view> names_of(const std::vector<Right>& rights) {
  std::vector<std::string_view> names;
  for (const Right right : rights) names.push_back(name_of(right));
  return names;
}

void write_names(JsonWriter& json, std::string_view key,
                 const std::vector<std::string_view>& names) {
  json.key(key);
  json.begin_array();
  for (const std::string_view name : names) json.value(name);
  json.end_array();
}

Result<CommandAnswer> list_people(DecisionStore& store) {
  ASSIGN_OR_RETURN(const auto people, store.people());
  CommandAnswer answer;
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "people");
  json.key("people");
  json.begin_array();
  for (const Person& person : people) {
    const auto roles = names_of(person.roles);
    answer.text +=
        fmt::format("{}: {}\n", person.id,
                    roles.empty() ? "disabled" : fmt::format("{}", fmt::join(roles, ", ")));
    json.begin_object();
    json.field("id", person.id);
    write_names(json, "roles", roles);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  if (people.empty()) answer.text = "Nobody.\n";
  return answer;
}

std::string state_of(const ApiToken& token, TimeUs now) {
  if (token.revoked_at != 0) return "revoked " + format_date(token.revoked_at);
  if (now >= token.expires_at) return "expired " + format_date(token.expires_at);
  return "until " + format_date(token.expires_at);
}

void write_token(JsonWriter& json, const ApiToken& token) {
  json.field("id", token.id);
  json.field("person", token.person);
  json.field("label", token.label);
  write_names(json, "scope", names_of(token.scope));
  json.field("created_at", format_rfc3339(token.created_at));
  json.field("expires_at", format_rfc3339(token.expires_at));
  if (token.revoked_at != 0) json.field("revoked_at", format_rfc3339(token.revoked_at));
}

Result<CommandAnswer> list_tokens(const PeopleOptions& options) {
  ASSIGN_OR_RETURN(const auto access, open_access(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto tokens, access->tokens());
  CommandAnswer answer;
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "people");
  json.key("tokens");
  json.begin_array();
  for (const ApiToken& token : tokens) {
    if (!options.person.id.empty() && token.person != options.person.id) continue;
    ASSIGN_OR_RETURN(const TimeUs used_at, access->token_used_at(token.id));
    answer.text +=
        fmt::format("{} {}: {}; {}; {}{}\n", token.id, token.person,
                    fmt::join(names_of(token.scope), ", "), state_of(token, options.proof.clock()),
                    used_at == 0 ? "never used" : "last used " + format_rfc3339(used_at),
                    token.label.empty() ? "" : "; " + token.label);
    json.begin_object();
    write_token(json, token);
    if (used_at != 0) json.field("last_used_at", format_rfc3339(used_at));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  if (answer.text.empty()) answer.text = "No token.\n";
  return answer;
}

CommandAnswer said(std::string text) {
  CommandAnswer answer;
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "people");
  json.field("done", text);
  json.end_object();
  answer.text = std::move(text) + "\n";
  return answer;
}

/// One change of one command line.
class PeopleChange {
 public:
  PeopleChange(const PeopleOptions& options, const Person* signed_in, OpenDesk& open,
               AccessStore& access)
      : options_(options),
        signed_in_(signed_in),
        store_(*open.store),
        access_(access),
        changes_(*open.store, access, open.key, strong_random) {}

  Result<CommandAnswer> run() {
    switch (options_.verb) {
      case PeopleVerb::kAdd:
        return add();
      case PeopleVerb::kRoles:
      case PeopleVerb::kDisable:
        return change_roles();
      case PeopleVerb::kPassword:
        return set_password();
      case PeopleVerb::kTokenCreate:
        return create_token();
      case PeopleVerb::kTokenRevoke:
        return revoke_token();
      case PeopleVerb::kLink:
      case PeopleVerb::kUnlink:
        return link();
      default:
        CHECK(false);
    }
  }

 private:
  [[nodiscard]] StaffChange change_by(const Person& by, std::string note = {}) const {
    return {by, options_.proof.clock(), std::move(note)};
  }

  Result<Person> admin(std::string_view verb) {
    if (signed_in_ != nullptr) {
      RETURN_IF_ERROR(check_command_right(*signed_in_, "people", verb));
      return *signed_in_;
    }
    if (options_.by.empty()) {
      return Error{ErrorCode::kInvalidArgument,
                   "--by PERSON is missing: who adds or changes people is an admin"};
    }
    return acting_staff({options_.data, store_, "people", verb, options_.by, options_.proof});
  }

  Result<Person> owner(const std::string& id, std::string_view verb) {
    if (signed_in_ != nullptr) return *signed_in_;
    return known_staff({options_.data, store_, "people", verb, id, options_.proof});
  }

  /// Somebody about their own, or an admin about somebody's.
  Result<Person> owner_or_admin(const std::string& id, std::string_view verb) {
    const std::string& by = signed_in_ != nullptr ? signed_in_->id : options_.by;
    if (!by.empty() && by != id) return admin(verb);
    ASSIGN_OR_RETURN(Person person, owner(id, verb));
    // What a token must not do is make itself a stronger one.
    const auto& only = person.only;
    if (!only || std::find(only->begin(), only->end(), Right::kAdministrate) != only->end()) {
      return person;
    }
    return Error{ErrorCode::kPermissionDenied,
                 "this token's scope lacks administrate; passwords and tokens need it, or a "
                 "password"};
  }

  Result<CommandAnswer> add() {
    ASSIGN_OR_RETURN(const auto people, store_.people());
    if (people.empty()) {
      if (!may(options_.person, Right::kAdministrate)) {
        return Error{ErrorCode::kPermissionDenied,
                     "the first person is an admin, who then adds the others: overt people add ID "
                     "--roles admin"};
      }
      // Nobody is there yet who could have let them.
      Person first = options_.person;
      first.known_by = KnownBy::kFileAccess;
      RETURN_IF_ERROR(changes_.put_person(first, change_by(first, "the first person")));
    } else {
      ASSIGN_OR_RETURN(const Person by, admin("add"));
      RETURN_IF_ERROR(keep_an_admin(options_.person));
      RETURN_IF_ERROR(changes_.put_person(options_.person, change_by(by)));
    }
    return list_people(store_);
  }

  Result<CommandAnswer> change_roles() {
    const bool disable = options_.verb == PeopleVerb::kDisable;
    ASSIGN_OR_RETURN(const Person by, admin(disable ? "disable" : "roles"));
    if (!options_.may_be_new) RETURN_IF_ERROR(is_there(options_.person.id));
    Person after = options_.person;
    if (disable) after.roles.clear();
    RETURN_IF_ERROR(keep_an_admin(after));
    RETURN_IF_ERROR(changes_.put_person(after, change_by(by)));
    return list_people(store_);
  }

  Result<void> is_there(const std::string& id) {
    const auto found = find_staff(store_, id);
    if (found.ok()) return {};
    return found.error();
  }

  Result<void> keep_an_admin(const Person& after) {
    if (may(after, Right::kAdministrate)) return {};
    ASSIGN_OR_RETURN(const auto people, store_.people());
    const bool another = std::any_of(people.begin(), people.end(), [&](const Person& person) {
      return person.id != after.id && may(person, Right::kAdministrate);
    });
    if (another) return {};
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is the only admin; make another first", after.id)};
  }

  Result<CommandAnswer> set_password() {
    const std::string& owner = options_.person.id;
    ASSIGN_OR_RETURN(Person kept, find_staff(store_, owner));
    if (kept.roles.empty()) {
      return Error{ErrorCode::kInvalidArgument, fmt::format("{} is disabled", owner)};
    }
    Person by;
    if (options_.recover) {
      if (!may(kept, Right::kAdministrate)) {
        return Error{ErrorCode::kPermissionDenied,
                     fmt::format("--recover is for an admin's own password; {}'s is set by an "
                                 "admin, with --by",
                                 owner)};
      }
      by = kept;
      by.known_by = KnownBy::kFileAccess;
    } else {
      ASSIGN_OR_RETURN(by, owner_or_admin(owner, "password"));
    }
    ASSIGN_OR_RETURN(const std::string password, options_.new_password(owner));
    RETURN_IF_ERROR(check_new_password(password, owner));
    ASSIGN_OR_RETURN(std::string hash, password_hashing().hash(password));
    RETURN_IF_ERROR(changes_.put_login({owner, std::move(hash), options_.proof.clock()},
                                       change_by(by, options_.recover ? "recovered" : "")));
    return said(fmt::format("{} has a new password; open sessions have ended.", owner));
  }

  Result<CommandAnswer> create_token() {
    const std::string& owner = options_.person.id;
    ASSIGN_OR_RETURN(const Person by, owner_or_admin(owner, "token"));
    ASSIGN_OR_RETURN(const Person kept, find_staff(store_, owner));
    for (const Right right : options_.scope) {
      if (may(kept, right)) continue;
      return Error{
          ErrorCode::kInvalidArgument,
          fmt::format("{} has not the right {}, so no token of theirs can", owner, name_of(right))};
    }
    if (options_.life <= 0 || options_.life > kTokenLifeMax) {
      return Error{ErrorCode::kInvalidArgument, "a token is good for a year at most"};
    }
    if (options_.label.size() > kTextBytesMax) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("--label: at most {} bytes", kTextBytesMax)};
    }
    const TokenText text{secret_text(strong_random(kTokenIdBytes)),
                         secret_text(strong_random(kAccessSecretBytes))};
    ApiToken token;
    token.id = text.id;
    token.digest = secret_digest(text.secret);
    token.person = owner;
    token.label = options_.label;
    token.scope = options_.scope;
    token.created_at = options_.proof.clock();
    token.expires_at = token.created_at + options_.life;
    RETURN_IF_ERROR(changes_.put_token(token, change_by(by)));
    CommandAnswer answer;
    answer.text = fmt::format(
        "{}\nThat is the only time it is shown: {} of {}, for {}, until {}.\n", format_token(text),
        token.id, owner, fmt::join(names_of(token.scope), ", "), format_date(token.expires_at));
    JsonWriter json(answer.json);
    json.begin_object();
    json.field("command", "people");
    json.field("secret", format_token(text));
    write_token(json, token);
    json.end_object();
    return answer;
  }

  Result<CommandAnswer> revoke_token() {
    ASSIGN_OR_RETURN(auto token, access_.find_token(options_.token));
    if (!token) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("there is no token '{}'; overt people token list names them",
                               options_.token)};
    }
    ASSIGN_OR_RETURN(const Person by, owner_or_admin(token->person, "token"));
    if (token->revoked_at != 0) {
      return said(
          fmt::format("Token {} was revoked on {}.", token->id, format_date(token->revoked_at)));
    }
    token->revoked_at = options_.proof.clock();
    RETURN_IF_ERROR(changes_.put_token(*token, change_by(by)));
    return said(fmt::format("Token {} of {} is revoked.", token->id, token->person));
  }

  Result<CommandAnswer> link() {
    const bool links = options_.verb == PeopleVerb::kLink;
    ASSIGN_OR_RETURN(const Person by, admin(links ? "link" : "unlink"));
    ProviderIdentity identity = options_.identity;
    if (links) {
      RETURN_IF_ERROR(is_there(options_.person.id));
      identity.person = options_.person.id;
    } else {
      identity.person.clear();
      ASSIGN_OR_RETURN(const auto kept, access_.find_identity(identity));
      if (!kept) {
        return Error{ErrorCode::kNotFound, "nobody is linked to that identity"};
      }
    }
    RETURN_IF_ERROR(changes_.put_identity(identity, change_by(by)));
    return said(fmt::format("At {}, {}{} is {}.", identity.issuer, identity.subject, identity.email,
                            links ? identity.person : "nobody here"));
  }

  const PeopleOptions& options_;
  const Person* signed_in_;  // nullptr: at the command line
  DecisionStore& store_;
  AccessStore& access_;
  StaffChanges changes_;
};

Result<CommandAnswer> change(const PeopleOptions& options, const Person* signed_in) {
  ASSIGN_OR_RETURN(OpenDesk open, open_desk(options.data));
  ASSIGN_OR_RETURN(const auto access, open_access(options.data, DecisionAccess::kWrite));
  return PeopleChange(options, signed_in, open, *access).run();
}

}  // namespace

Result<CommandAnswer> run_people(const PeopleOptions& options, Progress& /*progress*/) {
  if (options.verb == PeopleVerb::kList) {
    ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
    return list_people(*store);
  }
  if (options.verb == PeopleVerb::kTokenList) return list_tokens(options);
  return change(options, nullptr);
}

Result<CommandAnswer> change_people(const PeopleOptions& options, const Person& signed_in) {
  CHECK(options.verb != PeopleVerb::kAdd && options.verb != PeopleVerb::kList && !options.recover);
  return change(options, &signed_in);
}

}  // namespace overt
