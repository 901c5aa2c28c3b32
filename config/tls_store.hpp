// What the TLS settings of one load have in common, kept once: files are read once, and settings that are the
// same are one value, however many signals have them (a bundle of CAs has 200 KB).
#pragma once

#include "config/pem.hpp"
#include "model/shared_value.hpp"
#include "model/tls.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace hm::config {

inline constexpr std::size_t max_pem_bytes = 1024 * 1024;  // of one file

class tls_store {
public:
    // What a file or a text holds of that kind: valid as long as the store.
    const parsed<std::string>& file(const std::string& path, pem_kind wanted);
    const parsed<std::string>& text(const std::string& text, pem_kind wanted);

    // The PEM texts are those of this store; null when there is none.
    struct pem_texts {
        const std::string* ca = nullptr;
        const std::string* certificate = nullptr;
        const std::string* key = nullptr;
    };
    // `others`: without PEM texts.
    model::shared_value<model::tls_settings> settings(const model::tls_settings& others,
                                                      const pem_texts& texts);

private:
    using source = std::pair<std::string, pem_kind>;
    using description =
        std::tuple<std::string, std::string, bool, model::tls_version, std::vector<std::string>,
                   const std::string*, const std::string*, const std::string*>;

    std::map<source, parsed<std::string>> files_, texts_;
    std::map<description, model::shared_value<model::tls_settings>> settings_;
};

}  // namespace hm::config
