#include "pipeline/run_disclose.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/files/files.h"
#include "base/digest.h"
#include "pipeline/acting_staff.h"
#include "pipeline/decision_data.h"
#include "pipeline/disclose_internal.h"
#include "pipeline/disclosure_log.h"
#include "pipeline/publications.h"
#include "stages/events/decode_accounts.h"

namespace overt {
namespace {

constexpr std::size_t kIdDigits = 16;
constexpr std::uint64_t kGivenBytesMax = std::uint64_t{8} << 20;

class ProfileCollector final : public ProfileVisitor {
 public:
  void on_profile(AccountProfile&& profile) override { profiles.push_back(std::move(profile)); }
  void on_reject(const Reject& /*reject*/) override {}
  std::vector<AccountProfile> profiles;
};

std::string_view bare(std::string_view account) {
  const std::size_t colon = account.find(':');
  return colon == std::string_view::npos ? account : account.substr(colon + 1);
}

/// Of the accounts on which a restriction stands, added up; none where no file says any.
std::optional<std::uint64_t> followers_of(const DisclosureBooks& books, const NetworkOfRun& network,
                                          const DiscloseOptions& options,
                                          const std::vector<AccountProfile>& profiles) {
  std::set<std::string, std::less<>> restricted;
  for (const Measure& measure : measures_of({books.decisions, options.at, options.mode})) {
    const DecisionSubject& subject = measure.decision->draft.subject;
    if (measure.lifted_at || subject.network != network.told.id ||
        !restricts(measure.what().action) || subject.deceived) {
      continue;
    }
    if (subject.kind == SubjectKind::kAccount) restricted.emplace(bare(subject.id));
    if (subject.kind != SubjectKind::kNetwork) continue;
    std::set<std::string, std::less<>> freed;
    for (const std::string& account : measure.reversed_for(options.at))
      freed.emplace(bare(account));
    for (const NetworkAccount& account : network.accounts) {
      if (account.member && !freed.contains(bare(account.id))) restricted.emplace(bare(account.id));
    }
  }
  std::optional<std::uint64_t> followers;
  std::set<std::string, std::less<>> counted;
  for (const AccountProfile& profile : profiles) {
    const std::string id(bare(profile.account_id));
    if (!profile.followers || !restricted.contains(id) || !counted.insert(id).second) continue;
    followers = followers.value_or(0) + *profile.followers;
  }
  return followers;
}

Result<DisclosureRecord> draft_statement(const DiscloseOptions& options,
                                         const DisclosureBooks& books) {
  ASSIGN_OR_RETURN(const NetworkOfRun network, network_of_run(options.run, options.network));
  ASSIGN_OR_RETURN(const auto profiles, all_profiles(options.accounts));
  DisclosureRecord record;
  DisclosedNetwork& said = record.document.network;
  said.told = network.told;
  said.notes = notes_on(books, options.network);
  said.decided = decided_on({books.decisions, options.at, options.mode}, network.told);
  said.followers = followers_of(books, network, options, profiles);
  return record;
}

bool is_day(const std::string& text) {
  constexpr std::size_t kDayLength = 10;
  return text.size() == kDayLength && parse_period(text).has_value();
}

/// What the platform holds elsewhere; nothing where it handed nothing in.
Result<std::vector<GivenFigure>> figures_of(const DiscloseOptions& options) {
  if (options.figures_text) return read_given_figures(*options.figures_text, "figures");
  if (options.figures.empty()) return std::vector<GivenFigure>();
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(options.figures, kGivenBytesMax));
  return read_given_figures(text, options.figures);
}

Result<DisclosureRecord> draft_report(const DiscloseOptions& options,
                                      const DisclosureBooks& books) {
  DisclosureRecord record;
  PublishedDocument& document = record.document;
  document.period = options.period;
  if (options.kind == DisclosureKind::kOperations) {
    for (const DisclosureRecord* statement : statements_in(books, options.period, options.at)) {
      document.statements.push_back(statement->subject);
    }
    return record;
  }
  document.service = options.service.empty() ? options.publisher : options.service;
  document.previous_report = options.previous_report;
  if (!document.previous_report.empty() && !is_day(document.previous_report)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the report before this one: '{}' is no day like 2024-02-01",
                             document.previous_report)};
  }
  if (!options.moderators.empty()) {
    ASSIGN_OR_RETURN(const std::string text,
                     read_whole_file(options.moderators, kDisclosedTextMax));
    ASSIGN_OR_RETURN(document.moderators, read_moderators(text, options.moderators));
  }
  ASSIGN_OR_RETURN(document.given, figures_of(options));
  document.left_out = parts_left_out(document.given);
  const DsaFigures figures =
      dsa_figures({books.decisions, options.at}, options.period, options.threshold);
  if (!figures.open.empty()) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("{} small numbers, first {}, would be given away by others; take a "
                             "longer --period",
                             figures.open.size(), figures.open.front())};
  }
  for (const DsaFigure& figure : figures.figures) {
    document.figures.emplace_back(figure.id, figure.value);
  }
  return record;
}

/// What would be published, with everything but its files.
Result<DisclosureRecord> draft(const DiscloseOptions& options, const DisclosureBooks& books) {
  const bool statement = options.kind == DisclosureKind::kStatement;
  ASSIGN_OR_RETURN(DisclosureRecord record,
                   statement ? draft_statement(options, books) : draft_report(options, books));
  record.step = DisclosureStep::kPublished;
  record.at = options.at;
  record.by = options.by;
  record.reason = options.reason;
  record.document.kind = options.kind;
  record.document.publisher = options.publisher;
  record.document.threshold = options.threshold;
  record.subject =
      sha256_hex(fmt::format("{}|{}|{}|{}|{}", name_of(options.kind), options.publisher,
                             statement ? options.network : format_period(options.period),
                             record.document.network.told.run, options.at))
          .substr(0, kIdDigits);
  return record;
}

Result<void> write_documents(const std::string& folder, const DisclosureFiles& files) {
  if (folder.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{ErrorCode::kIo, fmt::format("{}: {}", folder, error.message())};
  for (const auto& [name, bytes] : files) {
    RETURN_IF_ERROR(write_text_file(folder + "/" + name, bytes));
  }
  return {};
}

/// The same for the same words and numbers, whoever publishes them and when.
std::string digest_of(DisclosureRecord record) {
  record.at = 0;
  record.by.clear();
  record.reason.clear();
  record.subject.clear();
  record.document.files.clear();
  return sha256_hex(render_disclosure_record(record));
}

/// Of the report under the DSA: what is not in it, and how it comes in.
std::string left_out_words(const PublishedDocument& document) {
  if (document.left_out.empty()) return {};
  return fmt::format(
      "Left out: part {}, of which nothing is held here; --figures FILE hands it in.\n",
      fmt::join(document.left_out, ", "));
}

CommandAnswer answer_with(const DiscloseOptions& options, const DisclosureRecord& record,
                          const DisclosureFiles& files, std::string_view obstacle = {}) {
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.field("publication", record.subject);
  json.field("kind", name_of(record.document.kind));
  json.field("at", format_rfc3339(record.at));
  json.field("says", digest_of(record));
  if (options.verb == DiscloseVerb::kPreview) json.field("obstacle", obstacle);
  json.key("left_out");
  json.begin_array();
  for (const std::string& part : record.document.left_out) json.value(part);
  json.end_array();
  json.key("files");
  json.begin_array();
  for (const auto& [name, bytes] : files) {
    json.begin_object();
    json.field("name", name);
    json.field("sha256", sha256_hex(bytes));
    json.end_object();
    if (options.out.empty() && name.ends_with(".md")) answer.text += bytes;
    if (!options.out.empty()) answer.text += fmt::format("{}/{}\n", options.out, name);
  }
  json.end_array();
  json.end_object();
  return answer;
}

Result<void> may_publish(const DiscloseOptions& options, const DisclosureBooks& books,
                         const DisclosureRecord& record) {
  if (options.mode != PolicyMode::kLive) {
    return Error{ErrorCode::kInvalidArgument,
                 "only what was done is published: leave --mode out, or say preview"};
  }
  if (options.kind == DisclosureKind::kStatement &&
      record.document.network.decided.first_day.empty()) {
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("nothing about network '{}' has taken effect in live mode by {}: there "
                    "is nothing to state; say preview --mode shadow to see what it would "
                    "come to",
                    options.network, format_rfc3339(options.at))};
  }
  for (const DisclosureRecord& noted : books.records) {
    if (noted.step == DisclosureStep::kNoted && noted.subject == options.network &&
        noted.by == options.by) {
      return Error{ErrorCode::kPermissionDenied,
                   fmt::format("{} wrote notes that are part of it; somebody else must publish it",
                               options.by)};
    }
  }
  return {};
}

Result<CommandAnswer> preview(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  ASSIGN_OR_RETURN(const DisclosureRecord record, draft(options, books));
  const DisclosureFiles files = make_documents(books, record, true);
  RETURN_IF_ERROR(write_documents(options.out, files));
  const auto allowed = may_publish(options, books, record);
  CommandAnswer answer =
      answer_with(options, record, files, allowed.ok() ? std::string() : allowed.error().message);
  answer.text += left_out_words(record.document);
  return answer;
}

Result<CommandAnswer> publish(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const Person by, disclosing_staff(options));
  ASSIGN_OR_RETURN(DisclosureLog log, DisclosureLog::open(options.data));
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  ASSIGN_OR_RETURN(DisclosureRecord record, draft(options, books));
  RETURN_IF_ERROR(may_publish(options, books, record));
  if (!options.says.empty() && options.says != digest_of(record)) {
    return Error{ErrorCode::kInvalidArgument,
                 "what it would say is not what was looked at any more; look at it again"};
  }
  if (find_publication(books, record.subject) != nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("that was published already, as {}", record.subject)};
  }
  const DisclosureFiles files = make_documents(books, record);
  for (const auto& [name, bytes] : files) {
    record.document.files.emplace_back(name, sha256_hex(bytes));
  }
  RETURN_IF_ERROR(log.add(record));
  RETURN_IF_ERROR(write_documents(options.out, files));
  CommandAnswer answer = answer_with(options, record, files);
  answer.text += left_out_words(record.document);
  answer.text += fmt::format("Published by {} as {}.\n", by.id, record.subject);
  return answer;
}

void set(std::string& field, const std::string& value) {
  if (!value.empty()) field = value;
}

Result<CommandAnswer> note(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const Person by, disclosing_staff(options));
  ASSIGN_OR_RETURN(DisclosureLog log, DisclosureLog::open(options.data));
  DisclosureRecord record;
  record.subject = options.operand;
  record.at = options.at;
  record.by = by.id;
  record.notes = notes_on({log.records(), {}}, options.operand);
  const DisclosureNotes& said = options.notes;
  set(record.notes.name, said.name);
  set(record.notes.operated_from, said.operated_from);
  set(record.notes.audience, said.audience);
  set(record.notes.tip_from, said.tip_from);
  set(record.notes.asked_whom, said.asked_whom);
  set(record.notes.asked_on, said.asked_on);
  set(record.notes.replied_on, said.replied_on);
  set(record.notes.reply, said.reply);
  if (!said.domains.empty()) record.notes.domains = said.domains;
  if (!said.urls.empty()) record.notes.urls = said.urls;
  for (const std::string* day : {&said.asked_on, &said.replied_on}) {
    if (day->empty() || is_day(*day)) continue;
    return Error{ErrorCode::kInvalidArgument, fmt::format("'{}' is no day like 2024-09-16", *day)};
  }
  if (record.notes.asked_on.empty() != record.notes.asked_whom.empty() ||
      (record.notes.asked_on.empty() && !record.notes.replied_on.empty()) ||
      record.notes.replied_on.empty() != record.notes.reply.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "--asked goes with --asked-on, and --reply with --replied-on, after asking"};
  }
  RETURN_IF_ERROR(log.add(record));
  CommandAnswer answer;
  answer.text = fmt::format("Noted on network {}.\n", options.operand);
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.field("network", options.operand);
  json.end_object();
  return answer;
}

Result<const DisclosureRecord*> wanted_publication(const DisclosureBooks& books,
                                                   const std::string& id) {
  const DisclosureRecord* const found = find_publication(books, id);
  if (found != nullptr) return found;
  return Error{ErrorCode::kNotFound,
               fmt::format("there is no publication '{}'; overt disclose list names them", id)};
}

Result<CommandAnswer> withdraw(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const Person by, disclosing_staff(options));
  ASSIGN_OR_RETURN(DisclosureLog log, DisclosureLog::open(options.data));
  const DisclosureBooks books = {log.records(), {}};
  ASSIGN_OR_RETURN(const DisclosureRecord* const publication,
                   wanted_publication(books, options.operand));
  if (is_withdrawn(books, publication->subject)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is withdrawn already", options.operand)};
  }
  DisclosureRecord record;
  record.step = DisclosureStep::kWithdrawn;
  record.subject = options.operand;
  record.at = options.at;
  record.by = by.id;
  record.reason = options.reason;
  RETURN_IF_ERROR(log.add(record));
  CommandAnswer answer;
  answer.text = fmt::format(
      "Withdrawn: {}. Its bundle is now a version that says so; peers that import it review what "
      "rests on it.\n",
      options.operand);
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.field("publication", options.operand);
  json.end_object();
  return answer;
}

Result<CommandAnswer> list(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.key("publications");
  json.begin_array();
  for (const DisclosureRecord& record : books.records) {
    if (record.step != DisclosureStep::kPublished) continue;
    const PublishedDocument& document = record.document;
    const bool statement = document.kind == DisclosureKind::kStatement;
    const std::string about =
        statement ? "network " + document.network.told.id : format_period(document.period);
    const bool withdrawn = is_withdrawn(books, record.subject);
    answer.text += fmt::format("{} {} {}: {}{}\n", record.subject, format_rfc3339(record.at),
                               name_of(document.kind), about, withdrawn ? " (withdrawn)" : "");
    json.begin_object();
    json.field("publication", record.subject);
    json.field("kind", name_of(document.kind));
    json.field("at", format_rfc3339(record.at));
    json.field("about", about);
    json.field("withdrawn", withdrawn);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  if (answer.text.empty()) answer.text = "Nothing was published.\n";
  return answer;
}

Result<CommandAnswer> show(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  ASSIGN_OR_RETURN(const DisclosureRecord* const publication,
                   wanted_publication(books, options.operand));
  const DisclosureFiles files = make_documents(books, *publication);
  RETURN_IF_ERROR(write_documents(options.out, files));
  return answer_with(options, *publication, files);
}

Result<CommandAnswer> figure(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  const DsaFigures figures =
      dsa_figures({books.decisions, options.at}, options.period, options.threshold);
  const DsaFigure* const found = figures.find(options.operand);
  if (found == nullptr) {
    return Error{
        ErrorCode::kNotFound,
        fmt::format("there is no figure '{}'; dsa.json of a preview names them", options.operand)};
  }
  CommandAnswer answer;
  answer.text = fmt::format("{}: {}{}\n", found->id, found->value,
                            found->withheld ? " (not said in public)" : "");
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.field("figure", found->id);
  json.field("value", found->value);
  json.field("withheld", found->withheld);
  json.key("decisions");
  json.begin_array();
  for (const std::string& decision : found->decisions) {
    answer.text += fmt::format("  {}\n", decision);
    json.value(decision);
  }
  json.end_array();
  json.end_object();
  return answer;
}

Result<CommandAnswer> check(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(options.data));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin_answer(json, options.verb);
  json.key("mismatches");
  json.begin_array();
  std::size_t publications = 0;
  for (const DisclosureRecord& record : books.records) {
    if (record.step != DisclosureStep::kPublished) continue;
    ++publications;
    for (const std::string& mismatch : mismatches_of(books, record)) {
      answer.sound = false;
      answer.text += mismatch + "\n";
      json.value(mismatch);
    }
  }
  json.end_array();
  json.field("publications", static_cast<std::uint64_t>(publications));
  json.field("sound", answer.sound);
  json.end_object();
  answer.text += fmt::format("{} publication{}: {}\n", publications, publications == 1 ? "" : "s",
                             answer.sound ? "every number follows from what is kept"
                                          : "what does not follow is named above");
  return answer;
}

}  // namespace

Result<Person> disclosing_staff(const DiscloseOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  const std::string_view verb = kDiscloseVerbNames.at(static_cast<std::size_t>(options.verb));
  return acting_staff({options.data, *store, "disclose", verb, options.by, options.proof});
}

Result<std::vector<NetworkOfRun>> networks_of_run(const std::string& run) {
  if (run.empty()) return std::vector<NetworkOfRun>();
  const std::string path = run + "/networks.json";
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDisclosedTextMax));
  return read_told_networks({path, text});
}

Result<NetworkOfRun> network_of_run(const std::string& run, const std::string& id) {
  const std::string path = run + "/networks.json";
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDisclosedTextMax));
  return read_told_network({path, text}, id);
}

Result<std::vector<AccountProfile>> all_profiles(const std::string& path) {
  if (path.empty()) return std::vector<AccountProfile>();
  constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
  ASSIGN_OR_RETURN(std::string text, read_whole_file(path, kDisclosedTextMax));
  const std::size_t size = text.size();
  AccountDecoderRequest request;
  request.path = path;
  ASSIGN_OR_RETURN(const auto opened,
                   open_account_decoder(std::string_view(text).substr(0, kHeadBytes), request));
  text.append(kDecodePadding, '\0');
  ProfileCollector collector;
  opened.decoder->decode(
      {std::string_view(text).substr(opened.header_bytes, size - opened.header_bytes),
       1 + opened.header_lines, true},
      collector);
  return std::move(collector.profiles);
}

Result<void> write_text_file(const std::string& path, std::string_view text) {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path));
  RETURN_IF_ERROR(sink->write(text));
  return sink->close();
}

void begin_answer(JsonWriter& json, DiscloseVerb verb) {
  json.begin_object();
  json.field("command", "disclose");
  json.field("verb", kDiscloseVerbNames.at(static_cast<std::size_t>(verb)));
}

Result<CommandAnswer> run_disclose(const DiscloseOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case DiscloseVerb::kNote:
      return note(options);
    case DiscloseVerb::kPreview:
      return preview(options);
    case DiscloseVerb::kPublish:
      return publish(options);
    case DiscloseVerb::kWithdraw:
      return withdraw(options);
    case DiscloseVerb::kList:
      return list(options);
    case DiscloseVerb::kShow:
      return show(options);
    case DiscloseVerb::kFigure:
      return figure(options);
    case DiscloseVerb::kCheck:
      return check(options);
    case DiscloseVerb::kExport:
      return export_package(options);
    case DiscloseVerb::kImport:
      return import_package(options);
  }
  CHECK(false);
}

}  // namespace overt
