// The model of one stamp, from which the embedded engine makes its health endpoint. Pure text.
#pragma once

#include "test/contoso/common/clock.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>

namespace contoso {

// Where the model finds the services.
struct health_places {
    std::string region;
    boost::asio::ip::address address, shared_address;
    std::uint16_t first_port = 0;
};

// `every`: how old a result may become. The one expensive check (it writes, waits, and removes) has three
// times that.
std::string health_model(const health_places& where, milliseconds every);

}  // namespace contoso
