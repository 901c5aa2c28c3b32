#include "config/tls_store.hpp"

#include "config/read_file.hpp"

#include <fmt/format.h>

namespace hm::config {

const parsed<std::string>& tls_store::file(const std::string& path, pem_kind wanted) {
    const auto known = files_.find({path, wanted});
    if (known != files_.end()) return known->second;
    parsed<std::string> read = read_regular_file(path, max_pem_bytes);
    if (read) read = pem_blocks(*read.value, wanted);
    return files_.emplace(source{path, wanted}, std::move(read)).first->second;
}

const parsed<std::string>& tls_store::text(const std::string& text, pem_kind wanted) {
    const auto known = texts_.find({text, wanted});
    if (known != texts_.end()) return known->second;
    return texts_.emplace(source{text, wanted}, pem_blocks(text, wanted)).first->second;
}

model::shared_value<model::tls_settings> tls_store::settings(const model::tls_settings& others,
                                                             const pem_texts& texts) {
    const auto [place, fresh] =
        settings_.try_emplace({others.server_name, others.expected_name, others.verify, others.min_version,
                               others.alpn, texts.ca, texts.certificate, texts.key});
    if (!fresh) return place->second;
    model::tls_settings whole = others;
    if (texts.ca != nullptr) whole.ca = *texts.ca;
    if (texts.certificate != nullptr) whole.certificate = *texts.certificate;
    if (texts.key != nullptr) whole.key = *texts.key;
    return place->second = std::move(whole);
}

}  // namespace hm::config
