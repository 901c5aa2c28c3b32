#include "config/http_request.hpp"

#include "config/address.hpp"
#include "config/tls.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::http_spec;

// Whether it is https://.
std::optional<bool> read_url(const node& n, substitution& here, http_spec& into, report& out) {
    std::optional<filled_text> filled = here.text(n, out);
    if (!filled) return std::nullopt;
    auto url = parse_http_url(filled->text);
    if (!url) {
        report_mistake(n, *filled, url.wrong, "URL", out);
        return std::nullopt;
    }
    if (filled->is_secret()) {
        into.shown_url = filled->shown(filled->text.find('?'));
        here.hide_parts_of(*filled);
    }
    into.url = std::move(filled->text);
    into.to.host = std::move(url.value->authority.host);
    into.to.port = url.value->authority.port;
    into.path = std::move(url.value->target);
    return url.value->is_https;
}

// The probe speaks HTTP/1.1: a server that takes it at its word would answer in another protocol.
void check_alpn(const member& tls, const http_spec& spec, report& out) {
    const auto& offered = spec.tls->alpn;
    if (std::find(offered.begin(), offered.end(), "h2") == offered.end()) return;
    out.error(tls.value.find("alpn")->value.at, "an http probe speaks HTTP/1.1, and cannot offer h2",
              "write alpn: http/1.1, or leave it out");
}

// `is_https`: absent when there is no good URL.
void read_tls_keys(const member* tls, std::optional<bool> is_https, substitution& here, tls_store& store,
                   http_spec& into, report& out) {
    if (is_https && !*is_https && tls != nullptr)
        return out.error(tls->key_at, "the URL is http://, where there is no TLS", "write https://");
    if (tls == nullptr) {
        if (is_https && *is_https) into.tls = default_tls(store);
        return;
    }
    into.tls = read_tls(*tls, here, store, out);
    check_alpn(*tls, into, out);
}

}  // namespace

void read_http_place(map_reader& keys, substitution& here, tls_store& tls, http_spec& into, report& out) {
    std::optional<bool> is_https;
    if (const node* url = keys.required("url")) is_https = read_url(*url, here, into, out);
    read_tls_keys(keys.find("tls"), is_https, here, tls, into, out);
}

}  // namespace hm::config
