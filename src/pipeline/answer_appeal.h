#pragma once
// The page behind a link to appeal: what was decided, how it stands, and the form to object; and
// what is done with a statement. The link alone says who it is.
//
// Statuses: 200 the decision and how its appeal stands; 201 the objection is kept; 403 a link that
// nobody here made; 404 no link of ours, or no such decision; 409 it was sent before, or there is
// nothing to object to; 410 the time is over; 413 too long; 422 nothing was said.
//
// Thread safety: none; opens the data folder anew each time.

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace overt {

struct AppealAsked {
  std::string data;
  std::string token;
  std::string accept_language;  // the header, for pages about links that are none
  TimeUs at = 0;
};

struct AppealAnswered {
  int status = 200;
  std::string html;
  bool changed = false;  // an appeal was opened
};

/// The header that lets the page's own style be used, and nothing else.
std::string appeal_page_policy();

Result<AppealAnswered> show_appeal(const AppealAsked& asked);
/// `form`: the body, as application/x-www-form-urlencoded.
Result<AppealAnswered> take_appeal(const AppealAsked& asked, std::string_view form);

/// The field of a posted form, decoded, with line feeds for line ends; empty where there is none or
/// its text is not well-formed.
std::string form_field(std::string_view form, std::string_view name);

}  // namespace overt
