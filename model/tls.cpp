#include "model/tls.hpp"

namespace hm::model {

std::string_view to_string(tls_version v) {
    switch (v) {
        case tls_version::tls1_0:
            return "1.0";
        case tls_version::tls1_1:
            return "1.1";
        case tls_version::tls1_2:
            return "1.2";
        case tls_version::tls1_3:
            return "1.3";
    }
    return {};
}

}  // namespace hm::model
