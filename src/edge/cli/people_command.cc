#include "edge/cli/people_command.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

/// Words separated by commas, each the name of something, once.
template <typename Named>
Result<std::vector<Named>> parse_names(std::string_view text, std::size_t count,
                                       std::optional<Named> (*const named)(std::string_view)) {
  std::vector<Named> all;
  for (const std::string_view word : split_list(text)) {
    const auto one = named(word);
    if (!one) {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < count; ++i) names.emplace_back(name_of(static_cast<Named>(i)));
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("'{}' is not {}", word, describe_choice(names))};
    }
    if (std::find(all.begin(), all.end(), *one) == all.end()) all.push_back(*one);
  }
  return all;
}

Result<std::vector<StaffRole>> parse_roles(std::string_view text) {
  return parse_names<StaffRole>(text, kStaffRoleCount, staff_role_named);
}

Result<std::vector<Right>> parse_rights(std::string_view text) {
  return parse_names<Right>(text, kRightCount, right_named);
}

// In the order of PeopleVerb, but that the verbs of tokens are one here.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"add", "add PERSON --roles ROLES", 1, 1, {"--data", "--roles", "--by"}, {"--roles"}},
      {"list", "list", 0, 0, {"--data"}, {}},
      {"roles",
       "roles PERSON --roles ROLES --by PERSON",
       1,
       1,
       {"--data", "--roles", "--by"},
       {"--roles", "--by"}},
      {"disable", "disable PERSON --by PERSON", 1, 1, {"--data", "--by"}, {"--by"}},
      {"password", "password PERSON", 1, 1, {"--data", "--by", "--stdin", "--recover"}, {}},
      {"token",
       "token create PERSON, token list or token revoke TOKEN",
       1,
       2,
       {"--data", "--by", "--scope", "--expires", "--label"},
       {}},
      {"link",
       "link PERSON --issuer URL --subject ID|--email ADDRESS --by PERSON",
       1,
       1,
       {"--data", "--by", "--issuer", "--subject", "--email"},
       {"--issuer", "--by"}},
      {"unlink",
       "unlink --issuer URL --subject ID|--email ADDRESS --by PERSON",
       0,
       0,
       {"--data", "--by", "--issuer", "--subject", "--email"},
       {"--issuer", "--by"}}};
  return all;
}

Result<void> read_token_verb(const Arguments& arguments, PeopleOptions& options) {
  const auto words = operands_of(arguments);
  const std::string& verb = words.front();
  const std::string operand = words.size() > 1 ? words[1] : std::string();
  if (verb == "list") {
    options.verb = PeopleVerb::kTokenList;
    options.person.id = operand;
    return {};
  }
  if ((verb != "create" && verb != "revoke") || operand.empty()) {
    return usage_error(arguments,
                       "say overt people token create PERSON, token list [PERSON], or "
                       "token revoke TOKEN");
  }
  options.verb = verb == "create" ? PeopleVerb::kTokenCreate : PeopleVerb::kTokenRevoke;
  (verb == "create" ? options.person.id : options.token) = operand;
  return {};
}

Result<void> read_identity(const Arguments& arguments, PeopleOptions& options) {
  options.identity.issuer = value_of(arguments, "--issuer");
  options.identity.subject = value_of(arguments, "--subject");
  options.identity.email = value_of(arguments, "--email");
  if (options.identity.subject.empty() != options.identity.email.empty()) return {};
  return usage_error(arguments,
                     "whom does the provider mean? say --subject ID, its own number for them, or "
                     "--email ADDRESS");
}

Result<void> read_verb_options(const Arguments& arguments, PeopleOptions& options) {
  switch (options.verb) {
    case PeopleVerb::kTokenCreate:
      RETURN_IF_ERROR(read_token_verb(arguments, options));
      RETURN_IF_ERROR(read_option(arguments, "--scope", options.scope, parse_rights));
      return read_option(arguments, "--expires", options.life, parse_duration);
    case PeopleVerb::kLink:
    case PeopleVerb::kUnlink:
      RETURN_IF_ERROR(read_identity(arguments, options));
      if (options.verb == PeopleVerb::kUnlink) return {};
      break;
    case PeopleVerb::kList:
      return {};
    default:
      break;
  }
  options.person.id = arguments.operands.back();
  RETURN_IF_ERROR(read_option(arguments, "--roles", options.person.roles, parse_roles));
  if (options.person.id != "affected") return {};
  return usage_error(arguments,
                     "'affected' is what the ledger calls those who appeal; take another id");
}

constexpr PeopleVerb kVerbs[] = {
    PeopleVerb::kAdd,      PeopleVerb::kList,        PeopleVerb::kRoles, PeopleVerb::kDisable,
    PeopleVerb::kPassword, PeopleVerb::kTokenCreate, PeopleVerb::kLink,  PeopleVerb::kUnlink};

}  // namespace

std::vector<OptionText> proof_options() {
  std::vector<OptionText> options = {
      {"--token-file", "", "FILE",
       "Shows that it is them: a file of mode 0600 with a token, as overt people token create "
       "makes it.",
       "the variable OVERT_TOKEN", ValueKind::kFile},
      {"--password-file", "", "FILE", "Shows that it is them: a file of mode 0600 with a password.",
       "asked for at a terminal, once they have one", ValueKind::kFile}};
  for (OptionText& option : options) option.group = "Who it is";
  return options;
}

CommandText people_command_text() {
  return {
      "people",
      "say who may decide what, and how they show who they are",
      {"Rights follow from roles, and roles add up: a viewer reads; an analyst proposes; a "
       "reviewer proposes, agrees and hears appeals; an approver gives the last agreement and "
       "undoes; a policy_editor edits policies; an auditor reads who did what; an admin adds "
       "people and decides nothing. The first person is an admin.",
       "Whoever can write the data folder is believed to be the person --by names, and what they "
       "do "
       "says 'file_access', until that person has a password, a token or an identity at a "
       "provider: from then on it has to be shown. 'password' sets a password, 'token' makes, "
       "lists and revokes tokens for programs, 'link' says whom an OpenID provider means, 'roles' "
       "changes roles and 'disable' takes all of them, with every token and session. Every change "
       "is in the ledger."},
      {"VERB [PERSON]",
       "add PERSON, list, roles PERSON, disable PERSON, password PERSON, token create PERSON, "
       "token "
       "list, token revoke TOKEN, link PERSON or unlink.",
       {}},
      {data_option(),
       {"--roles", "", "ROLES", "Of add and roles: roles, separated by commas. Required."},
       {"--by", "", "PERSON",
        "The admin who does it; not asked of the first person, nor of password and token about "
        "one's own."},
       {"--stdin", "", "", "Of password: read it from the first line of standard input.", "",
        ValueKind::kFlag},
       {"--recover", "", "",
        "Of password, of an admin's own that was lost: set it by access to the files alone. The "
        "ledger says so.",
        "", ValueKind::kFlag},
       {"--scope", "", "RIGHTS",
        "Of token create: what it is for, of read, work_on_cases, review, approve, hear_appeals, "
        "edit_policies, read_people and administrate. Never more than its person may.",
        "read"},
       {"--expires", "", "DURATION", "Of token create: in how long, at most 366d.", "90d"},
       {"--label", "", "TEXT", "Of token create: what for, in words."},
       {"--issuer", "", "URL", "Of link and unlink: the provider, as in its tokens."},
       {"--subject", "", "ID", "Of link and unlink: the provider's own number for the person."},
       {"--email", "", "ADDRESS",
        "Of link and unlink, in place of it: an address that the provider has verified."}},
      {{"overt people add root --roles admin", "the first"},
       {"overt people add ana --roles analyst --by root", ""},
       {"overt people password ana", "asks twice"},
       {"overt people token create ana --scope read,work_on_cases --expires 30d", "for a program"},
       {"overt people link ana --issuer https://id.example.org --subject 7f3a --by root",
        "single sign-on"},
       {"overt people disable eve --by root", "at once, with tokens and sessions"},
       {"overt people list", ""}}};
}

Result<PeopleOptions> interpret_people(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  PeopleOptions options;
  options.verb = kVerbs[verb];
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.by = value_of(arguments, "--by");
  options.from_input = arguments.has("--stdin");
  options.recover = arguments.has("--recover");
  options.label = value_of(arguments, "--label");
  RETURN_IF_ERROR(read_verb_options(arguments, options));
  return options;
}

}  // namespace overt::cli
