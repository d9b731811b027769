// Domain lists in the form of v2fly: one rule a line, "include:" of other lists, attributes after
// '@', comments after '#'. The file is named after its owner. A list of what a state blocks is the
// opposite of a list of what it owns: its outlets are put on the negative list.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "stages/claims/formats_internal.h"
#include "stages/claims/hosts_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

// "rt" of "lists/rt.txt".
std::string_view list_name(std::string_view path) {
  path = path.substr(
      path.find_last_of("/\\") == std::string_view::npos ? 0 : path.find_last_of("/\\") + 1);
  if (path.ends_with(".txt")) path.remove_suffix(4);
  return trimmed(path);
}

struct Rule {
  std::string_view kind = "domain";  // "domain", "full", "include", "regexp", "keyword"
  std::string_view value;
  std::string attributes;  // "@ads, @cn"
};

Rule read_rule(std::string_view line) {
  Rule rule;
  const auto words = split_list(line.substr(0, line.find('#')), " \t");
  if (words.empty()) return rule;
  rule.value = words[0];
  for (const std::string_view kind : {"domain", "full", "include", "regexp", "keyword"}) {
    if (!rule.value.starts_with(kind) || rule.value.substr(kind.size(), 1) != ":") continue;
    rule.kind = kind;
    rule.value.remove_prefix(kind.size() + 1);
    break;
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (i > 1) rule.attributes += ", ";
    rule.attributes += words[i];
  }
  return rule;
}

class OutletDomains {
 public:
  explicit OutletDomains(const ListInput& input)
      : input_(input), list_(list_name(input.request.path)) {
    // v2fly names such lists "category-media-XX-blocked"; where a file was renamed, its first
    // comment still says so.
    const std::string_view first = trimmed(input.text.substr(0, input.text.find('\n')));
    if (first.starts_with('#'))
      title_ = trimmed(first.substr(std::min(first.find_first_not_of("# "), first.size())));
    negative_ = lowered(list_).find("blocked") != std::string::npos ||
                lowered(title_).find("blocked") != std::string::npos;
    category_ = list_.starts_with("category-");
    if (negative_ || category_) return;
    owner_.id = entity_id("outlet-list", {list_});
    owner_.schema = "Organization";
  }

  Result<void> take(std::string_view line, std::uint64_t number) {
    const bool clean = is_valid_utf8(line) && line.find('\0') == std::string_view::npos;
    if (!clean) {
      input_.sink.reject(input_.visitor, {RejectReason::kBadEncoding, number, {}, line});
      return {};
    }
    const Rule rule = read_rule(line);
    if (rule.value.empty()) return {};
    if (rule.kind == "include") {
      include(rule);
    } else if (rule.kind == "regexp" || rule.kind == "keyword") {
      input_.sink.skip(fmt::format("{}_is_no_domain", rule.kind));
    } else if (const std::string host = web_host(rule.value); host.empty()) {
      input_.sink.reject(input_.visitor, {RejectReason::kMalformed, number, rule.kind, line});
      return {};
    } else {
      state_domain(rule, host);
    }
    return input_.sink.end_record(input_.visitor);
  }

  void conclude() {
    ImportReport& report = input_.sink.report();
    if (negative_) {
      report.notes.push_back(fmt::format(
          "{} lists outlets that a state blocks: all are on the negative list and never become "
          "that state's assets.",
          list_));
    } else if (category_) {
      report.notes.push_back(fmt::format(
          "{} is a category, not an owner: its domains are outlets each of its own, and of nobody.",
          list_));
    }
    if (!includes_.empty()) {
      report.notes.push_back(fmt::format(
          "{} includes {}: import those lists as well; nothing is read through an include.", list_,
          includes_));
    }
  }

 private:
  void include(const Rule& rule) {
    if (!includes_.empty()) includes_ += ", ";
    includes_ += rule.value;
    input_.sink.skip("include");
  }

  void state_domain(const Rule& rule, const std::string& host) {
    Subject said = owner_.id.empty() ? outlet_of(host) : owner();
    if (!stated_.insert(host).second) return input_.sink.skip("domain_given_twice");
    said.note = rule.attributes;
    if (const auto reason = generic_host_reason(host); !reason.empty() && !negative_) {
      said.flags.add(ClaimFlag::kGenericHost);
      said.note = reason;
    }
    input_.sink.state(said, "website", host);
  }

  Subject owner() {
    Subject said = owner_;
    said.source = input_.sink.source();
    if (!named_) {
      input_.sink.begin(said);
      input_.sink.state(said, "name", list_);
      input_.sink.state(said, "summary", title_);
      named_ = true;
    }
    return said;
  }

  Subject outlet_of(const std::string& host) {
    Subject said;
    said.id = entity_id("outlet-list", {list_, host});
    said.schema = "Organization";
    said.source = input_.sink.source();
    if (negative_) {
      said.flags.add(ClaimFlag::kNegativeList);
      said.note = "blocked by the state";
    }
    input_.sink.begin(said);
    input_.sink.state(said, "name", host);
    return said;
  }

  const ListInput& input_;
  std::string_view list_;
  std::string_view title_;  // the comment on the first line
  bool negative_ = false;
  bool category_ = false;
  bool named_ = false;
  Subject owner_;
  std::string includes_;
  std::set<std::string> stated_;
};

}  // namespace

ClaimSource outlet_domains_source() {
  ClaimSource source;
  source.url = "https://github.com/v2fly/domain-list-community";
  source.publisher = "v2fly community";
  source.dataset = "outlet-domains";
  source.grade = {'C', '2'};
  return source;
}

Result<void> read_outlet_domains(const ListInput& input) {
  OutletDomains list(input);
  std::string_view rest = input.text;
  for (std::uint64_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    RETURN_IF_ERROR(list.take(trimmed(rest.substr(0, end)), line));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  list.conclude();
  return {};
}

}  // namespace overt
