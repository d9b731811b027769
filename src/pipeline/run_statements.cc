#include "pipeline/run_statements.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/files/secrets.h"
#include "base/json_writer.h"
#include "pipeline/decision_data.h"
#include "pipeline/send_statements.h"
#include "pipeline/statement_book.h"

namespace overt {
namespace {

constexpr std::size_t kShownMax = 20;  // of rejects, in words
constexpr std::int64_t kAnswerMsMax = 60'000;

struct StatementCounts {
  std::array<std::uint64_t, 3> by_state{};
  std::uint64_t ended = 0;
  std::uint64_t taken_out = 0;  // pieces of personal data, of those due
};

StatementCounts count(const std::vector<StatementEntry>& entries) {
  StatementCounts counts;
  for (const StatementEntry& entry : entries) {
    ++counts.by_state.at(static_cast<std::size_t>(entry.state));
    if (!entry.statement.ended.empty()) ++counts.ended;
    if (entry.state == StatementState::kDue) counts.taken_out += entry.statement.taken_out;
  }
  return counts;
}

void write_counts(JsonWriter& json, const StatementCounts& counts) {
  for (std::size_t i = 0; i < counts.by_state.size(); ++i) {
    json.field(name_of(static_cast<StatementState>(i)), counts.by_state.at(i));
  }
  json.field("ended", counts.ended);
}

void write_rejects(JsonWriter& json, const std::vector<RejectedReasons>& rejects) {
  json.key("rejected");
  json.begin_array();
  for (const RejectedReasons& one : rejects) {
    json.begin_object();
    json.field("puid", one.puid);
    json.field("decision", one.decision);
    json.field("account", std::uint64_t{one.owed_to});
    json.field("action", one.action);
    json.field("by", one.by_database ? "database" : "overt");
    json.key("errors");
    json.begin_array();
    for (const auto& [field, what] : one.errors) {
      json.begin_object();
      json.field("field", field);
      json.field("what", what);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

std::string describe_rejects(const std::vector<RejectedReasons>& rejects) {
  std::string text;
  for (std::size_t i = 0; i < std::min(rejects.size(), kShownMax); ++i) {
    const RejectedReasons& one = rejects[i];
    text += fmt::format("{} of decision {}, {}, {}:\n", one.puid, one.decision, one.action,
                        one.by_database ? "refused by the database" : "not fit to be sent");
    for (const auto& [field, what] : one.errors) text += fmt::format("  {}: {}\n", field, what);
  }
  if (rejects.size() > kShownMax) {
    text += fmt::format("… and {} more\n", rejects.size() - kShownMax);
  }
  return text;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path));
  RETURN_IF_ERROR(sink->write(text));
  return sink->close();
}

/// One reject a line, in the form of the answer's list.
Result<void> write_rejects_file(const std::string& path,
                                const std::vector<RejectedReasons>& rejects) {
  std::string text;
  for (const RejectedReasons& one : rejects) {
    std::string line;
    JsonWriter json(line);
    json.begin_object();
    write_rejects(json, {one});
    json.end_object();
    // {"rejected":[{…}]} without its frame.
    constexpr std::string_view kFrame = R"({"rejected":[)";
    text += line.substr(kFrame.size(), line.size() - kFrame.size() - 2) + "\n";
  }
  return write_file(path, text);
}

std::string render_all(const std::vector<StatementEntry>& entries, StatementsFormat format) {
  if (format == StatementsFormat::kCsv) {
    std::vector<StatementOfReasons> statements;
    statements.reserve(entries.size());
    for (const StatementEntry& entry : entries) statements.push_back(entry.statement);
    return reasons_csv(statements);
  }
  std::string text = format == StatementsFormat::kJson ? R"({"statements":[)" : "";
  bool first = true;
  for (const StatementEntry& entry : entries) {
    if (format == StatementsFormat::kJson && !first) text += ",";
    first = false;
    text += entry.payload;
    if (format == StatementsFormat::kNdjson) text += "\n";
  }
  return format == StatementsFormat::kJson ? text + "]}\n" : text;
}

std::vector<StatementEntry> shown(const std::vector<StatementEntry>& entries, bool all) {
  std::vector<StatementEntry> chosen;
  for (const StatementEntry& entry : entries) {
    if (all || entry.state == StatementState::kDue) chosen.push_back(entry);
  }
  return chosen;
}

std::string describe_counts(const StatementCounts& counts) {
  return fmt::format(
      "{} statements of reasons are due, {} are with the database, {} wait for "
      "their action to be carried out.\n",
      counts.by_state[1], counts.by_state[2], counts.by_state[0]);
}

Result<CommandAnswer> look(const StatementsOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto entries, read_statements(*store, options.decision));
  const auto chosen = shown(entries, options.all);
  std::vector<RejectedReasons> rejects;
  (void)take_sound(shown(entries, false), rejects);
  if (!options.out.empty()) {
    RETURN_IF_ERROR(write_file(options.out, render_all(chosen, options.format)));
  }
  const StatementCounts counts = count(entries);
  CommandAnswer answer;
  answer.sound = rejects.empty();
  answer.text = describe_counts(counts);
  if (counts.taken_out > 0) {
    answer.text +=
        fmt::format("Taken out of their texts as personal data: {} pieces.\n", counts.taken_out);
  }
  if (!options.out.empty()) {
    answer.text += fmt::format("{} of them: {}\n", chosen.size(), options.out);
  }
  answer.text += describe_rejects(rejects);
  answer.text += "Nothing was sent; --send URL --token-file FILE does it.\n";
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "statements");
  json.field("sent", false);
  write_counts(json, counts);
  json.field("taken_out", counts.taken_out);
  json.field("file", options.out);
  write_rejects(json, rejects);
  json.end_object();
  return answer;
}

bool wait_for(std::int64_t seconds, const Progress& progress) {
  for (std::int64_t i = 0; i < seconds * 10; ++i) {
    if (progress.cancelled()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return !progress.cancelled();
}

Result<TransparencyDatabase> open_database(const StatementsOptions& options) {
  DsaOptions database;
  database.url = options.send;
  ASSIGN_OR_RETURN(database.token, read_secret_file(options.token_file));
  while (!database.token.empty() && database.token.back() == '\n') database.token.pop_back();
  database.http.ca_file = options.ca_file;
  database.http.allow_private = options.allow_private;
  database.http.answer_ms_max = kAnswerMsMax;
  return TransparencyDatabase::open(std::move(database));
}

std::string describe_sent(const SendSummary& sent) {
  std::string text =
      fmt::format("{} handed over, {} were there already, {} refused, {} left.\n", sent.created,
                  sent.existing, sent.rejected.size(), sent.left + sent.unclear);
  if (sent.followed_up > 0) {
    text += fmt::format(
        "{} were taken back since: that is on record here; the database takes no "
        "change to a statement.\n",
        sent.followed_up);
  }
  if (!sent.paused.empty()) text += fmt::format("Paused: {}.\n", sent.paused);
  return text;
}

Result<CommandAnswer> send(const StatementsOptions& options, Progress& progress) {
  ASSIGN_OR_RETURN(auto database, open_database(options));
  ASSIGN_OR_RETURN(const OpenDesk open, open_desk(options.data));
  const SendingPlaces places = {
      *open.store,   open.key,
      strong_random, database,
      options.clock, [&progress](std::int64_t seconds) { return wait_for(seconds, progress); }};
  SendRules rules;
  rules.batch_max = options.batch;
  rules.tries_max = options.tries;
  SendSummary sent;
  const auto done = send_statements(places, rules, progress, sent);
  const std::string rejects =
      options.rejects.empty() ? options.data + "/statement-rejects.ndjson" : options.rejects;
  // Also of a run that an error stops; not of one that another run kept from beginning, whose file
  // it is.
  const auto listed = sent.begun ? write_rejects_file(rejects, sent.rejected) : Result<void>();
  RETURN_IF_ERROR(done);
  RETURN_IF_ERROR(listed);
  ASSIGN_OR_RETURN(const auto entries, read_statements(*open.store));
  const StatementCounts counts = count(entries);
  CommandAnswer answer;
  answer.sound = sent.rejected.empty() && sent.left + sent.unclear == 0 && sent.paused.empty();
  answer.text = describe_sent(sent) + describe_counts(counts) + describe_rejects(sent.rejected);
  if (!sent.rejected.empty()) answer.text += fmt::format("The refused: {}\n", rejects);
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "statements");
  json.field("sent", true);
  json.field("created", sent.created);
  json.field("existing", sent.existing);
  json.field("unclear", sent.unclear);
  json.field("left", sent.left);
  json.field("followed_up", sent.followed_up);
  json.field("paused", sent.paused);
  write_counts(json, counts);
  json.field("rejects_file", rejects);
  write_rejects(json, sent.rejected);
  json.end_object();
  return answer;
}

}  // namespace

Result<CommandAnswer> run_statements(const StatementsOptions& options, Progress& progress) {
  return options.send.empty() ? look(options) : send(options, progress);
}

}  // namespace overt
