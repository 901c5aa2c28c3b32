// Certificates and keys out of PEM texts. What cannot be read is told in words that hold nothing of the text.
#pragma once

#include "probes/openssl.hpp"

#include <string_view>
#include <vector>

namespace hm::probes {

struct pem_certificates {
    std::vector<x509_ptr> list;  // in their order; other things that stand between them are skipped
    std::string error;           // empty when every one could be read and there was one at least
};

pem_certificates read_certificates(std::string_view pem);

struct pem_key {
    evp_pkey_ptr key;
    std::string error;  // empty when it could be read
};

// An encrypted key cannot: nobody is there to be asked for its password.
pem_key read_key(std::string_view pem);

}  // namespace hm::probes
