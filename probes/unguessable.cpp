#include "probes/unguessable.hpp"

#include <sys/random.h>

#include <system_error>

namespace hm::probes {

std::uint64_t unguessable() {
    std::uint64_t number = 0;
    // So few bytes come whole, or not at all.
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        throw std::system_error{errno, std::system_category(), "getrandom"};
    return number;
}

}  // namespace hm::probes
