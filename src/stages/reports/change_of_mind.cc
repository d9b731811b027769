#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/check.h"
#include "stages/reports/chance_words_internal.h"
#include "stages/reports/change_of_mind_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"

namespace overt {
namespace {

constexpr std::size_t kFamiliesForReview = 2;
constexpr std::uint32_t kFewTriggers = 3;

std::string list_words(const std::vector<std::string_view>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

std::vector<std::string_view> families_that(const NetworkFinding& finding, bool holds) {
  std::vector<std::string_view> names;
  for (const FamilyEvidence& evidence : finding.families) {
    if (evidence.holds == holds) names.push_back(name_of(evidence.family));
  }
  return names;
}

// Of the kinds that do not hold, the one that chance explains worst; null where none was tested.
const FamilyEvidence* nearest_family(const NetworkFinding& finding) {
  const FamilyEvidence* nearest = nullptr;
  for (const FamilyEvidence& evidence : finding.families) {
    if (evidence.holds || std::isnan(evidence.log_p)) continue;
    if (nearest == nullptr || evidence.log_p < nearest->log_p) nearest = &evidence;
  }
  return nearest;
}

/// What a reader would have to show for the explanation to fit.
std::string_view what_makes_it_fit(Explanation explanation) {
  switch (explanation) {
    case Explanation::kUndisclosed:
      return {};
    case Explanation::kDisclosed:
      return "an organisation that openly says these accounts are its own";
    case Explanation::kNewsroom:
      return "one newsroom or feed behind all that they share";
    case Explanation::kFandom:
      return "one person or outlet whose posts all of them follow with notifications on";
    case Explanation::kScheduler:
      return "one public app that posts for its users at set times";
    case Explanation::kBreakingNews:
      return "an event at those times to which everybody reacted";
    case Explanation::kTrend:
      return "a public template, sound or hashtag that many others took up as they did";
  }
  CHECK(false);
}

class Reasons {
 public:
  Reasons(const NetworkReport& network, const RunReport& report)
      : network_(network), finding_(network.finding), report_(report) {}

  std::vector<std::string> take() {
    switch (verdict_of(finding_)) {
      case Verdict::kReview:
        say_what_it_rests_on();
        say_what_would_explain();
        break;
      case Verdict::kWatch:
        say_what_is_missing();
        say_what_would_explain();
        break;
      case Verdict::kExplained:
        say_what_the_explanation_rests_on();
        break;
      case Verdict::kNotConfirmed:
        say_how_far_it_is();
        break;
    }
    if (finding_.status == FindingStatus::kConfirmed) say_how_much_it_bears();
    say_what_the_data_hide();
    return std::move(reasons_);
  }

 private:
  template <typename... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) {
    reasons_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  void say_what_it_rests_on() {
    const std::vector<std::string_view> holding = families_that(finding_, true);
    if (holding.size() <= kFamiliesForReview) {
      say("It rests on {}. Were one of them shown to be ordinary, fewer than two kinds of evidence "
          "would be left, and nobody would be asked to review it.",
          holding.empty() ? "kinds of evidence that are not listed" : list_words(holding));
    } else {
      say("{} kinds of evidence hold ({}). All but one would have to be shown to be ordinary for "
          "it to leave review.",
          holding.size(), list_words(holding));
    }
  }

  void say_what_is_missing() {
    const std::vector<std::string_view> holding = families_that(finding_, true);
    say("A second, independent kind of evidence would bring it to review; so far there is {}.",
        holding.empty() ? "none that holds by itself" : list_words(holding));
    const FamilyEvidence* nearest = nearest_family(finding_);
    if (nearest == nullptr) return say("No other kind of evidence could be tested on these data.");
    say("Nearest to it is {}: p is {}, which is not beyond chance.", name_of(nearest->family),
        chance_number(nearest->log_p));
  }

  void say_what_would_explain() {
    std::vector<std::string_view> wanted;
    for (const ExplanationTried& tried : finding_.explanations) {
      if (!tried.fits && tried.explanation != Explanation::kUndisclosed) {
        wanted.push_back(what_makes_it_fit(tried.explanation));
      }
    }
    if (wanted.empty()) return say("No innocent explanation was tried on it: any may still fit.");
    std::string text = "It would count as explained if there were proof of ";
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (i > 0) text += i + 1 == wanted.size() ? "; or of " : "; of ";
      text += wanted[i];
    }
    reasons_.push_back(text + ".");
  }

  void say_what_the_explanation_rests_on() {
    std::vector<std::string_view> others;
    for (const ExplanationTried& tried : finding_.explanations) {
      if (!tried.fits || tried.explanation == Explanation::kUndisclosed) continue;
      if (tried.explanation == finding_.explanation) {
        say("It counts as explained because of this: {} Were that shown to be wrong, the "
            "explanation would fall.",
            tried.evidence);
      } else {
        others.push_back(words_of(tried.explanation));
      }
    }
    if (others.empty()) {
      say("No other explanation that was tried fits: without {} it would be undisclosed.",
          words_of(finding_.explanation));
    } else {
      say("Even then {} would still fit.", list_words(others));
    }
  }

  void say_how_far_it_is() {
    if (!is_chance_known(report_)) {
      return say("Chance was not reckoned in this run, so nothing could be confirmed.");
    }
    const double short_of = finding_.log_q - std::log(report_.chance.level);
    if (std::isfinite(short_of) && short_of > 0) {
      say("Its q is {} and would have to be {} or less: evidence {} times as strong, on sources "
          "that the search has not seen.",
          chance_number(finding_.log_q), chance_number(std::log(report_.chance.level)),
          times_words(short_of));
    }
    const FamilyEvidence* nearest = nearest_family(finding_);
    if (nearest != nullptr) {
      say("The kind of evidence nearest to holding is {}, with p {}.", name_of(nearest->family),
          chance_number(nearest->log_p));
    }
    say("More events of the same accounts, with other sources, would tell: a group that acts "
        "together goes on doing so, and a coincidence does not.");
  }

  void say_how_much_it_bears() {
    const double margin = std::log(report_.chance.level) - finding_.log_q;
    if (std::isfinite(margin) && margin > 0) {
      say("Its evidence could be {} times weaker and it would still be confirmed.",
          times_words(margin));
    }
    if (finding_.triggers > 0 && finding_.triggers <= kFewTriggers) {
      say("Its common bursts have only {}. Were one of them found to be the same as another, "
          "little would be left.",
          counted(finding_.triggers, "separate trigger"));
    }
    say_about_accounts();
  }

  void say_about_accounts() {
    const MemberReport* weakest = nullptr;
    const MemberReport* nearest = nullptr;
    for (const MemberReport& member : network_.members) {
      if (std::isnan(member.log_q)) continue;
      if (is_member(network_, member)) {
        if (weakest == nullptr || member.log_q > weakest->log_q) weakest = &member;
      } else if (nearest == nullptr || member.log_q < nearest->log_q) {
        nearest = &member;
      }
    }
    if (weakest != nullptr) {
      say("The member whose own evidence is weakest has a q of {}.", chance_number(weakest->log_q));
    }
    if (nearest != nullptr) {
      say("An adjacent account would become a member only on evidence of its own; the nearest has "
          "a q of {}.",
          chance_number(nearest->log_q));
    }
  }

  void say_what_the_data_hide() {
    if (!report_.sources_known) {
      say("The input does not say where objects come from. Were they found to have one creator or "
          "outlet, fandom or a newsroom would fit.");
    }
    if (!finding_.power.empty()) say("What could not have been seen: {}", finding_.power);
  }

  const NetworkReport& network_;
  const NetworkFinding& finding_;
  const RunReport& report_;
  std::vector<std::string> reasons_;
};

}  // namespace

std::vector<std::string> what_would_change_our_mind(const NetworkReport& network,
                                                    const RunReport& report) {
  return Reasons(network, report).take();
}

}  // namespace overt
