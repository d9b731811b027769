#pragma once
// A sink that moderates accounts of a Mastodon server through its admin API (the contract:
// https://docs.joinmastodon.org/methods/admin/accounts, from 4.0 on). It reads an account's state
// before it changes anything and reads it back afterwards, so that a lost answer is no second
// action and a server's yes alone is not believed.
//
//   limit_reach (all)  silence; undone: unsilence
//   suspend            disable; undone: enable. Not the server's suspend, which deletes the
//                      account's data after 30 days, while an appeal may come for six months
//   terminate          suspend; undone: unsuspend
//   anything else      never: the server has no such thing
//
// What was so before our first try is somebody else's: it is left alone, and undoing leaves it
// alone too. Subjects are accounts "mastodon:ID", by the server's own number of the account. No
// e-mail is sent by the server: notices are ours.
//
// 401, or 403 to reading: gone, a person must look at the token; 403, 404 or 422 to the action:
// never; 410: gone; 429: later, not before X-RateLimit-Reset; everything else: later.
//
// Safe against its server as adapters/outbound/http_caller.h says. Thread safety: one sink belongs
// to one thread. Cost: up to three calls an action.

#include <memory>
#include <string>

#include "adapters/outbound/http_caller.h"
#include "base/result.h"
#include "ports/action_sink.h"

namespace overt {

struct MastodonOptions {
  std::string url;    // of the server: https://social.example
  std::string token;  // secret: of a user with admin:read:accounts and admin:write:accounts
  HttpCallerOptions http;
};

/// Errors (kInvalidArgument): no URL, with a password in it, of another scheme; a token that cannot
/// stand in a header.
Result<std::unique_ptr<ActionSink>> open_mastodon_sink(MastodonOptions options);

}  // namespace overt
