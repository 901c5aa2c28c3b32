// Certificates made on the fly, good and bad ones.
#pragma once

#include "model/time.hpp"

#include <string>

namespace hm::test {

// A certificate and its key, as PEM.
struct identity {
    std::string certificate, key;
};

struct certificate_wish {
    std::string common_name;            // empty: no subject at all
    std::string names{};                // "DNS:api.test,IP:127.0.0.1"; empty: none
    model::wall_time begins{}, ends{};  // left out: an hour ago, in 30 days
    bool authority = false;
    std::string usage = "serverAuth,clientAuth";
};

// Signed by `issuer`, else by itself.
identity make_certificate(certificate_wish wish, const identity* issuer = nullptr);

// The key as PEM that only its password opens.
std::string encrypted(const std::string& key, const std::string& password);

// The present, in whole seconds, as certificates have it.
model::wall_time present();

}  // namespace hm::test
