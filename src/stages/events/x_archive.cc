// The X (Twitter) information-operations archive: one tweet a row, 31 columns found by name.

#include <array>
#include <memory>

#include <fmt/format.h>

#include "stages/events/event_fields_internal.h"
#include "stages/events/formats_internal.h"
#include "stages/events/list_values_internal.h"
#include "stages/events/record_time_internal.h"

namespace overt {
namespace {

enum Column : std::size_t {
  kTweet,
  kUser,
  kTime,
  kText,
  kDisplayName,
  kScreenName,
  kLanguage,
  kClient,
  kReplyUser,
  kReplyTweet,
  kQuotedTweet,
  kIsRetweet,
  kRetweetUser,
  kRetweetTweet,
  kHashtags,
  kUrls,
  kMentions,
  kColumnCount,
};

constexpr std::array<std::string_view, kColumnCount> kColumnNames = {"tweetid",
                                                                     "userid",
                                                                     "tweet_time",
                                                                     "tweet_text",
                                                                     "user_display_name",
                                                                     "user_screen_name",
                                                                     "tweet_language",
                                                                     "tweet_client_name",
                                                                     "in_reply_to_userid",
                                                                     "in_reply_to_tweetid",
                                                                     "quoted_tweet_tweetid",
                                                                     "is_retweet",
                                                                     "retweet_userid",
                                                                     "retweet_tweetid",
                                                                     "hashtags",
                                                                     "urls",
                                                                     "user_mentions"};
constexpr std::size_t kRequiredColumns = 3;  // the first ones
constexpr std::size_t kArchiveColumns = 31;

constexpr std::uint32_t kAbsent = 0xFFFFFFFF;
using Columns = std::array<std::uint32_t, kColumnCount>;

bool is_true(std::string_view text) {
  return text == "True" || text == "true" || text == "TRUE" || text == "1";
}

// Empty, or what table tools write for an empty cell.
bool is_blank(std::string_view id) {
  return id.empty() || id == "nan" || id == "null" || id == "0";
}

class TweetFiller {
 public:
  TweetFiller(const Columns& columns, SlashOrder order) : columns_(columns), order_(order) {
    event_.platform = "x";
  }

  const Event& event() const { return event_; }

  std::optional<RecordFault> fill(const CsvRow& row) {
    arena_.clear();
    row_ = &row;
    event_.line = row.line;
    event_.content_id = value(kTweet);
    event_.event_id = event_.content_id;
    event_.account_id = value(kUser);
    if (auto fault = fault_of_own_id(event_.account_id, "userid")) return fault;
    if (auto fault = fault_of_own_id(event_.content_id, "tweetid")) return fault;
    if (auto fault = fill_time()) return fault;
    fill_texts();
    fill_lists();
    return fill_target();
  }

 private:
  std::string_view value(Column column) {
    const std::uint32_t at = columns_[column];
    return at == kAbsent ? std::string_view{} : csv_value(row_->fields[at], arena_);
  }

  static std::optional<RecordFault> fault_of_own_id(std::string_view id, std::string_view field) {
    if (id.empty()) return RecordFault{RejectReason::kMissingField, field};
    if (is_mangled_id(id)) return RecordFault{RejectReason::kMangledId, field};
    return {};
  }

  std::optional<RecordFault> fill_time() {
    const std::string_view text = value(kTime);
    ParsedTime time = parse_record_time(text);
    if (time.fault == TimeFault::kUnreadable) time = parse_slash_time(text, order_);
    event_.created_at = time.at;
    if (time.fault == TimeFault::kNone) return {};
    return RecordFault{reason_of(time.fault, text.empty()), "tweet_time"};
  }

  void fill_texts() {
    event_.text = value(kText);
    event_.lang = value(kLanguage);
    event_.client = value(kClient);
    event_.handle = value(kScreenName);
    event_.display_name = value(kDisplayName);
  }

  void fill_lists() {
    fill_list(urls_, value(kUrls));
    fill_list(hashtags_, value(kHashtags));
    fill_list(mentions_, value(kMentions));
  }

  void fill_list(const EventField& field, std::string_view text) {
    auto& list = lists_.cleared(field);
    if (!text.empty()) split_bracketed(text, field.list == &Event::urls, list);
    lists_.show(field, event_);
  }

  // A retweet before a quote before a reply: what was passed on counts more than whom it answers.
  std::optional<RecordFault> fill_target() {
    event_.kind = EventKind::kPost;
    event_.target_content_id = event_.target_account_id = {};
    const std::string_view retweeted = value(kRetweetTweet);
    if (is_true(value(kIsRetweet)) || !is_blank(retweeted)) {
      return set_target(EventKind::kRepost, retweeted, value(kRetweetUser), "retweet_tweetid");
    }
    const std::string_view quoted = value(kQuotedTweet);
    if (!is_blank(quoted)) {
      return set_target(EventKind::kQuote, quoted, {}, "quoted_tweet_tweetid");
    }
    const std::string_view answered = value(kReplyTweet);
    const std::string_view answered_user = value(kReplyUser);
    if (is_blank(answered) && is_blank(answered_user)) return {};
    return set_target(EventKind::kReply, answered, answered_user, "in_reply_to_tweetid");
  }

  std::optional<RecordFault> set_target(EventKind kind, std::string_view content,
                                        std::string_view account, std::string_view field) {
    if (is_mangled_id(content)) return RecordFault{RejectReason::kMangledId, field};
    event_.kind = kind;
    if (!is_blank(content)) event_.target_content_id = content;
    if (!is_blank(account) && !is_mangled_id(account)) event_.target_account_id = account;
    return {};
  }

  const EventField& urls_ = *event_field_named("urls");
  const EventField& hashtags_ = *event_field_named("hashtags");
  const EventField& mentions_ = *event_field_named("mentions");
  const Columns& columns_;
  SlashOrder order_;
  const CsvRow* row_ = nullptr;
  Event event_;
  EventLists lists_;
  Arena arena_;
};

class XArchiveDecoder final : public EventDecoder {
 public:
  XArchiveDecoder(CsvTable table, const Columns& columns, SlashOrder order)
      : table_(std::move(table)), columns_(columns), order_(order) {}

  [[nodiscard]] EventFormat format() const override { return EventFormat::kXArchive; }

  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    return whole_csv_records(bytes, table_.dialect, table_.record_bytes_max);
  }

  void decode(const Chunk& chunk, EventVisitor& visitor) const override {
    TweetFiller filler(columns_, order_);
    CsvChunkReader reader(chunk, table_, visitor);
    reader.for_each_row([&](const CsvRow& row) {
      if (const auto fault = filler.fill(row)) {
        reject_record(visitor, *fault, row.line, row.raw);
      } else {
        visitor.on_event(filler.event());
      }
    });
  }

 private:
  CsvTable table_;
  Columns columns_;
  SlashOrder order_;
};

// What a spreadsheet has done to the first rows of a file.
struct SpreadsheetTraces {
  std::uint64_t rows = 0;
  std::uint64_t mangled_ids = 0;
  std::uint64_t first_mangled_line = 0;
  std::string mangled_example;
  std::uint64_t slash_dates = 0;
  std::string date_example;
  std::uint64_t only_month_first = 0;  // the second number is over 12
  std::uint64_t only_day_first = 0;    // the first one is

  [[nodiscard]] SlashOrder order() const {
    if (only_month_first > 0 && only_day_first == 0) return SlashOrder::kMonthFirst;
    if (only_day_first > 0 && only_month_first == 0) return SlashOrder::kDayFirst;
    return SlashOrder::kUnknown;
  }
};

class IgnoreRejects final : public EventVisitor {
 public:
  void on_event(const Event&) override {}
  void on_reject(const Reject&) override {}
};

void look_at_date(std::string_view text, SpreadsheetTraces& traces) {
  const auto date = slash_date_of(text);
  if (!date) return;
  if (traces.slash_dates++ == 0) traces.date_example = text;
  if (date->second > 12) ++traces.only_month_first;
  if (date->first > 12) ++traces.only_day_first;
}

SpreadsheetTraces look_for_spreadsheet(const CsvTable& table, const Columns& columns,
                                       const HeadOfFile& head) {
  SpreadsheetTraces traces;
  IgnoreRejects ignore;
  const Chunk chunk{head.bytes, head.first_line, false};
  CsvChunkReader reader(chunk, table, ignore);
  reader.for_each_row([&](const CsvRow& row) {
    ++traces.rows;
    look_at_date(row.fields[columns[kTime]].view(), traces);
    const std::string_view id = row.fields[columns[kTweet]].view();
    if (!is_mangled_id(id)) return;
    if (traces.mangled_ids++ > 0) return;
    traces.first_mangled_line = row.line;
    traces.mangled_example = id;
  });
  return traces;
}

void note_dates(const SpreadsheetTraces& traces, const std::string& path,
                std::vector<std::string>& notes) {
  if (traces.slash_dates == 0) return;
  std::string reading;
  if (traces.order() == SlashOrder::kMonthFirst) reading = "They are read as month/day/year.";
  if (traces.order() == SlashOrder::kDayFirst) reading = "They are read as day/month/year.";
  if (reading.empty()) {
    reading =
        "The first rows do not tell whether the month or the day comes first: only dates with one "
        "reading are used, the others are rejects (bad_time). Convert the column to "
        "YYYY-MM-DD HH:MM to use them all.";
  }
  notes.push_back(fmt::format(
      "{}: {} of the first {} rows have dates as a spreadsheet writes them (\"{}\"). {} Such times "
      "are whole minutes: actions within seconds of each other cannot be told from actions within "
      "the same minute.",
      path, traces.slash_dates, traces.rows, traces.date_example, reading));
}

void note_ids(const SpreadsheetTraces& traces, const std::string& path,
              std::vector<std::string>& notes) {
  if (traces.mangled_ids == 0) return;
  notes.push_back(fmt::format(
      "{}: a spreadsheet has rounded the ids of {} of the first {} rows (\"{}\" at line {}): "
      "different tweets now share one id, so these rows are rejects (mangled_id). Get the file as "
      "it was published, or read it without a spreadsheet in between.",
      path, traces.mangled_ids, traces.rows, traces.mangled_example, traces.first_mangled_line));
}

Error missing_columns(const CsvHeader& header, const HeadOfFile& head) {
  const bool accounts = header.find("userid") && header.find("user_screen_name");
  if (accounts && !header.find("tweetid")) {
    return {ErrorCode::kBadInput,
            fmt::format("{}: this is the archive's accounts file; what accounts did is in its "
                        "tweets file (…_tweets_csv_hashed.csv). Give that one.",
                        head.path)};
  }
  return {ErrorCode::kBadInput,
          fmt::format("{}: line 1: a tweets file of the X archive has the columns tweetid, userid "
                      "and tweet_time; found {}.",
                      head.path, list_columns(header.names))};
}

}  // namespace

bool is_x_archive_header(const CsvHeader& header) {
  return header.find("userid") && (header.find("tweetid") || header.find("user_screen_name"));
}

Result<OpenedDecoder> open_x_archive(const CsvHeader& header, const HeadOfFile& head) {
  Columns columns{};
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = header.find(kColumnNames[i]);
    if (!column && i < kRequiredColumns) return missing_columns(header, head);
    columns[i] = column.value_or(kAbsent);
  }
  CsvTable table{header.dialect,
                 header.names,
                 {columns[kTweet], columns[kUser], columns[kTime]},
                 head.options.record_bytes_max};
  for (const Column key : {kRetweetTweet, kQuotedTweet, kReplyTweet}) {
    if (columns[key] != kAbsent) table.key_columns.push_back(columns[key]);
  }
  OpenedDecoder opened;
  if (header.names.size() != kArchiveColumns) {
    opened.notes.push_back(fmt::format("{}: {} columns where the archive's tweets files have {}.",
                                       head.path, header.names.size(), kArchiveColumns));
  }
  const SpreadsheetTraces traces = look_for_spreadsheet(table, columns, head);
  note_ids(traces, head.path, opened.notes);
  note_dates(traces, head.path, opened.notes);
  opened.decoder = std::make_unique<XArchiveDecoder>(std::move(table), columns, traces.order());
  return opened;
}

}  // namespace overt
