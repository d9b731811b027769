#pragma once
// What else could a network be that is more than chance? Every innocent explanation is tried, and
// says in one sentence which figures made it fit or fail; a network that none fits is undisclosed.
//
// The rules are meant to be no alibi. Each asks for something that a network cannot give itself
// without saying who it belongs to, or that depends on the outsiders:
//   disclosed      at least `majority` of the members declare one and the same entity, or are
//                  verified and link to the same host, which is not one that everybody links to.
//   newsroom       one outlet is behind `majority` of the occasions, and `majority` of the members
//                  point to it in link, declared entity, handle or display name. Where no profile
//                  is known: that outlet is the only source there is, the accounts share no
//                  infrastructure beyond chance, and the sentence says that it is open.
//   fandom         `triggered` of the occasions follow at once an act of the same few accounts,
//   each
//                  of which sets off more than one: posts that outsiders publish, acts of a leader,
//                  and posts of one creator shortly before. And outsiders take up the same things,
//                  at other times half as many accounts as members do at once. Texts, media or
//                  infrastructure in common speak against it: affection shares none.
//   scheduler      one app made `majority` of the acts in the bursts, of `majority` of the members;
//                  at least as many strangers use it; the occasions begin at one second of the
//                  minute beyond chance; and strangers act on the objects in the same moments. An
//                  app that only the members use, or that strangers use for other things, explains
//                  nothing.
//   breaking news  in `majority` of the occasions more outsiders than members act within the same
//                  window, at a rate that is comparable, on objects whose outsiders come close
//                  together in general.
//   trend          in `majority` of the occasions all objects are sounds, effects, hashtags, texts,
//                  transcripts or media that far more outsiders took up, over days, beginning
//                  before the members did, and that most members took at other times than that of
//                  the burst.
// Shared infrastructure beyond chance speaks against the last four: none of them makes strangers
// share devices.
//
// Occasions, not bursts or acts, are counted: a post with a link, a caption and a video is one.
//
// Thread safety: pure functions. O(members · links + bursts log bursts + sources + clients).

#include <cstdint>
#include <span>
#include <vector>

#include "model/finding.h"
#include "stages/explanations/network_behaviour.h"

namespace overt {

struct ExplanationOptions {
  double majority = 0.8;
  double triggered = 0.7;           // of the occasions, for a fandom
  std::uint32_t occasions_min = 3;  // fewer give an explanation of timing nothing to go by
  std::uint32_t causes_max = 4;     // so many creators and leaders can a fandom have
  TimeUs reaction_max =
      30 * kMicrosPerMinute;              // after a creator's post, where nothing else set it off
  std::uint32_t outsiders_min = 10;       // "in number"
  std::uint32_t public_min = 3;           // outsiders that a fandom's posts have besides
  double log_level = -6.907755278982137;  // log 1e-3: of the seconds of the minute
  std::uint32_t seconds_width = 5;        // so many seconds count as one
  double strangers_together = 0.25;       // per member in the bursts, for a scheduler
  double comparable = 0.5;                // half as much is comparable: rates, latecomers
  double close_share_min = 0.05;          // of the outsiders' pairs, for breaking news
  std::uint32_t takers_min = 50;          // outsiders on a trend
  double members_of_takers_max = 0.2;     // and the members' share of all on it
  std::uint32_t trend_days_min = 3;
  double busiest_day_max = 0.6;  // share of the takers on one day
  double together_max = 0.5;     // share of the members in a trend's burst
};

/// All but undisclosed, in the order of Explanation. The lists of members and profiles are equally
/// long unless there are no profiles.
std::vector<ExplanationTried> try_explanations(const NetworkBehaviour& network,
                                               const ExplanationOptions& options = {});

/// The first that fits, what the accounts say of themselves before what their timing says:
/// disclosed, newsroom, scheduler, breaking news, trend, fandom. Undisclosed where none fits.
Explanation best_explanation(std::span<const ExplanationTried> tried);

}  // namespace overt
