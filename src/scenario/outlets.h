#pragma once
// Outlets: the invented news sites of the scenario, all under the reserved top-level domain
// .example, and the links to their articles. An article is one 32-bit number, so a link costs a
// draft nothing. Stateless, thread-safe.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "scenario/words.h"

namespace overt {

struct Outlet {
  std::string_view name;
  std::string_view domain;
  Language language;
};

/// The outlet of the newsroom group.
inline constexpr std::size_t kNewsroomOutlet = 0;
inline constexpr std::size_t kOutletCount = 36;
/// Sites that covert networks run for themselves; they come after the real ones.
inline constexpr std::size_t kCovertOutletCount = 12;

/// Brands, who have their accounts looked after, and sites where petitions are signed.
inline constexpr std::size_t kFirstBrand = kOutletCount + kCovertOutletCount;
inline constexpr std::size_t kBrandCount = 12;
inline constexpr std::size_t kFirstPetition = kFirstBrand + kBrandCount;
inline constexpr std::size_t kPetitionCount = 4;

const Outlet& outlet(std::size_t index);

inline constexpr std::uint32_t kArticlesPerHour = 2;

/// The article an outlet published in an hour; never 0.
std::uint32_t article_of(std::size_t outlet, std::uint32_t hour, std::uint32_t number);
std::size_t outlet_of(std::uint32_t article);

/// An article that somebody who reads `language` shares at a time: popular outlets, recent news.
std::uint32_t pick_article(Random& random, Language language, std::uint32_t at);

/// The link as its outlet publishes it.
void append_link(std::string& out, std::uint32_t article);
/// The same link as people paste it: tracking parameters, the mobile host, plain http.
void append_pasted_link(std::string& out, std::uint32_t article, std::uint64_t paste);
void append_headline(std::string& out, std::uint32_t article);

}  // namespace overt
