// Values of the settings that operators are shown again, in logs and errors: addresses, names of regions.
// Therefore `${env:}` is let in, and no other source of secrets. Each leaves what is wrong in the report.
#pragma once

#include "config/address.hpp"
#include "config/reader.hpp"
#include "config/settings.hpp"
#include "config/substitution.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hm::config {

// `what` is for the message: "an address".
std::optional<std::string> as_shown_text(const node& n, std::string_view what, substitution& here,
                                         report& out);
std::optional<std::string> as_shown_name(const node& n, std::string_view what, substitution& here,
                                         report& out);

// host:port with a literal address: a name would have to be resolved before the resolver runs.
std::optional<host_and_port> as_literal_address(const node& n, port_rule rule, substitution& here,
                                                report& out);

// REGION or REGION/FLOW. Whether the model has them is not known here.
std::optional<verdict_name> as_verdict_name(const node& n, substitution& here, report& out);

}  // namespace hm::config
