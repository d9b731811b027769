#include "pipeline/answer_appeal.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "kernel/merkle/hash.h"
#include "pipeline/decision_data.h"
#include "pipeline/notice_book.h"
#include "pipeline/notice_settings.h"
#include "stages/decisions/appeal_page.h"
#include "stages/decisions/appeal_token.h"

namespace overt {
namespace {

constexpr int kTriesMax = 5;  // while others decide something

/// The first language asked for that there are words in.
const NoticeWords& words_asked_for(std::string_view header) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    std::string_view one = header.substr(0, std::min(header.find(';'), end));
    header.remove_prefix(std::min(end + 1, header.size()));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (const NoticeWords* const words = notice_words(one)) return *words;
  }
  return all_notice_words().front();
}

/// Whose link it is and what it is about.
struct AppealFile {
  OpenDesk open;
  Decision decision;
  NoticeAddress address;  // of the notice that it took effect
  TimeUs until = 0;
};

/// A page without a decision: what is wrong with the link.
AppealAnswered without_decision(int status, const NoticeWords& words, std::string_view alert) {
  AppealPage page;
  page.lang = words.lang;
  page.alert = alert;
  return {status, render_appeal_page(page), false};
}

std::optional<NoticeAddress> addressed(const Decision& decision, const AppealClaim& claim) {
  for (const NoticeAddress& one : notices_due(decision, 0)) {
    const bool theirs = appeal_account_digest(one.account) == claim.account_digest;
    if (one.cause == NoticeCause::kEffect && theirs) return one;
  }
  return std::nullopt;
}

/// Either the file, or the page that says why there is none.
struct Opened {
  std::optional<AppealFile> file;
  AppealAnswered refusal;
};

Result<Opened> open_file(const AppealAsked& asked) {
  const NoticeWords& words = words_asked_for(asked.accept_language);
  ASSIGN_OR_RETURN(const AppealKeys keys, read_appeal_keys(asked.data));
  const ReadToken token = read_appeal_token(asked.token, keys);
  Opened opened;
  if (token.verdict != TokenVerdict::kGood) {
    const int status = token.verdict == TokenVerdict::kForged ? 403 : 404;
    opened.refusal = without_decision(status, words, words.bad_link);
    return opened;
  }
  ASSIGN_OR_RETURN(OpenDesk open, open_desk(asked.data));
  ASSIGN_OR_RETURN(const auto kept, open.store->find(token.claim.decision));
  const bool is_there = kept && !kept->draft.empty();
  if (is_there) {
    ASSIGN_OR_RETURN(Decision decision, read_decision(*kept));
    if (auto address = addressed(decision, token.claim)) {
      opened.file =
          AppealFile{std::move(open), std::move(decision), *std::move(address), token.claim.until};
      return opened;
    }
  }
  opened.refusal = without_decision(404, words, words.unknown);
  return opened;
}

/// The account's appeal: by itself, or by whoever opened it where the decision falls on it alone.
const DecisionEvent* own_appeal(const AppealFile& file) {
  const bool alone = told_accounts(file.decision.draft).size() == 1;
  for (const DecisionEvent& event : file.decision.events) {
    if (event.kind != DecisionEventKind::kAppealed) continue;
    if (event.account == file.address.account || (event.account.empty() && alone)) return &event;
  }
  return nullptr;
}

/// The outcome of that appeal, or the undoing since, for this account; nullptr: none yet.
const DecisionEvent* outcome_after(const AppealFile& file, const DecisionEvent* appeal) {
  const DecisionEvent* outcome = nullptr;
  bool passed = appeal == nullptr;
  for (const DecisionEvent& event : file.decision.events) {
    passed = passed || &event == appeal;
    if (event.kind == DecisionEventKind::kReversedFor && event.account == file.address.account) {
      return &event;  // what comes after is about others
    }
    const bool answers = event.kind == DecisionEventKind::kUpheld && appeal != nullptr &&
                         (event.account.empty() || event.account == file.address.account);
    const bool ends = answers || event.kind == DecisionEventKind::kReversed ||
                      event.kind == DecisionEventKind::kUndone;
    if (passed && ends) outcome = &event;
  }
  return outcome;
}

void add_outcome(AppealPage& page, const NoticeWords& words, const DecisionEvent& outcome) {
  page.now.push_back(filled(outcome_words(words, outcome), {{"date", format_date(outcome.at)}}));
  if (outcome.kind == DecisionEventKind::kUndone) return;
  page.now.push_back(fmt::format("{} {}", words.reason, outcome.reason));
  page.now.emplace_back(words.heard_by);
}

/// How it stands; whether one can object now.
bool add_standing(AppealPage& page, const NoticeWords& words, const AppealFile& file, TimeUs at) {
  const DecisionEvent* const appeal = own_appeal(file);
  const DecisionEvent* const outcome = outcome_after(file, appeal);
  if (appeal != nullptr) {
    page.now.push_back(filled(words.received, {{"date", format_date(appeal->at)}}));
  }
  if (outcome != nullptr) {
    add_outcome(page, words, *outcome);
    return false;
  }
  if (appeal != nullptr) {
    page.now.emplace_back(words.being_heard);
    page.now.emplace_back(words.keep_link);
    return false;
  }
  const bool in_time = at <= file.until;
  page.now.push_back(
      filled(in_time ? words.may_until : words.over, {{"until", format_date(file.until)}}));
  return in_time;
}

struct Rendered {
  AppealPage page;
  const NoticeWords* words = nullptr;
};

Rendered page_of(const AppealFile& file, TimeUs at) {
  // As it was told, but for what to do about it: that is this page.
  WrittenNotice written = write_notice(file.decision, file.address, file.open.notices,
                                       file.decision.events.at(file.address.event).at);
  Rendered rendered;
  rendered.words = notice_words(written.notice.lang);
  if (rendered.words == nullptr) rendered.words = notice_words(file.address.lang);
  if (rendered.words == nullptr) rendered.words = &all_notice_words().front();
  AppealPage& page = rendered.page;
  page.lang = rendered.words->lang;
  page.platform = file.open.notices.platform;
  page.heading = std::move(written.parts.title);
  page.told = std::move(written.parts.told);
  for (NoticeSection& section : page.told) {
    for (std::string& line : section.lines) {
      // The clause's text names the link, which is this page's.
      line = with_appeal_token(std::move(line), "…");
    }
  }
  page.number = filled(rendered.words->number, {{"decision", file.decision.id}});
  page.form = add_standing(page, *rendered.words, file, at);
  return rendered;
}

AppealAnswered answer_with(int status, const AppealPage& page) {
  return {status, render_appeal_page(page), false};
}

/// Why a statement is not taken; 0: it is.
int refusal_of(const AppealFile& file, const Rendered& rendered, std::string_view statement,
               std::string& alert) {
  const NoticeWords& words = *rendered.words;
  const std::string most = fmt::format("{}", kStatementUnitsMax);
  if (own_appeal(file) != nullptr) {
    alert = words.once;
    return 409;
  }
  if (outcome_after(file, nullptr) != nullptr) {
    alert = words.not_in_effect;
    return 409;
  }
  if (!rendered.page.form) {
    alert = filled(words.over, {{"until", format_date(file.until)}});
    return 410;
  }
  if (statement.size() > kStatementBytesMax) {
    alert = filled(words.too_long, {{"max", most}});
    return 413;
  }
  if (statement.find_first_not_of(" \t\n") != statement.npos) return 0;
  alert = words.empty;
  return 422;
}

/// The page after the statement, whatever became of it; nullopt: somebody was faster, try again.
Result<std::optional<AppealAnswered>> try_statement(const AppealAsked& asked,
                                                    const std::string& statement) {
  ASSIGN_OR_RETURN(Opened opened, open_file(asked));
  if (!opened.file) return std::optional<AppealAnswered>(std::move(opened.refusal));
  AppealFile& file = *opened.file;
  Rendered rendered = page_of(file, asked.at);
  const int status = refusal_of(file, rendered, statement, rendered.page.alert);
  if (status != 0) {
    if (status == 422) rendered.page.statement = statement;
    return std::optional<AppealAnswered>(answer_with(status, rendered.page));
  }
  // The clock of another machine may be behind.
  const TimeUs at = std::max(asked.at, file.decision.events.back().at);
  auto kept =
      file.open.desk().appeal(file.decision.id, statement, at, {file.address.account, file.until});
  if (!kept.ok() && kept.error().code == ErrorCode::kUnavailable) {
    return std::optional<AppealAnswered>();
  }
  if (!kept.ok()) return std::move(kept).error();
  file.decision = std::move(kept).value();
  AppealAnswered answer = answer_with(201, page_of(file, asked.at).page);
  answer.changed = true;
  return std::optional<AppealAnswered>(std::move(answer));
}

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::string form_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
      if (!high || !low) return {};
      c = static_cast<char>(*high * 16 + *low);
      i += 2;
    }
    // Line ends are CR LF in forms; other control characters have no place in a statement.
    if (c == '\r') continue;
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') continue;
    decoded += c;
  }
  return decoded;
}

}  // namespace

std::string form_field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    const std::string_view one = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const std::size_t equals = one.find('=');
    if (equals == one.npos || one.substr(0, equals) != name) continue;
    std::string value = form_decoded(one.substr(equals + 1));
    return is_valid_utf8(value) ? value : std::string();
  }
  return {};
}

std::string appeal_page_policy() {
  const Sha256Digest digest = sha256(appeal_page_style());
  const std::string bytes(digest.begin(), digest.end());
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'",
      merkle::to_base64(bytes));
}

Result<AppealAnswered> show_appeal(const AppealAsked& asked) {
  ASSIGN_OR_RETURN(Opened opened, open_file(asked));
  if (!opened.file) return std::move(opened.refusal);
  const AppealFile& file = *opened.file;
  const Rendered rendered = page_of(file, asked.at);
  const bool too_late =
      !rendered.page.form && own_appeal(file) == nullptr && outcome_after(file, nullptr) == nullptr;
  return answer_with(too_late ? 410 : 200, rendered.page);
}

Result<AppealAnswered> take_appeal(const AppealAsked& asked, std::string_view form) {
  const std::string statement = form_field(form, "statement");
  for (int i = 0; i < kTriesMax; ++i) {
    ASSIGN_OR_RETURN(auto answer, try_statement(asked, statement));
    if (answer) return *std::move(answer);
  }
  const NoticeWords& words = words_asked_for(asked.accept_language);
  return without_decision(503, words, words.later);
}

}  // namespace overt
