// The settings' resolver as probes know it.
#pragma once

#include "config/settings.hpp"
#include "probes/dns_channel.hpp"

namespace hm::daemon {

probes::resolver_options dns_options(const config::resolver_settings& s);

}  // namespace hm::daemon
