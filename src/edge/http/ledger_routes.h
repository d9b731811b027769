#pragma once
// The ledger: its newest checkpoint, its tiles (C2SP tlog-tiles), and receipts.

#include "edge/http/site.h"

namespace overt::http {

Routes ledger_routes(Site& site);

}  // namespace overt::http
