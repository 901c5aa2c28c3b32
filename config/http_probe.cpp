// http: { url, tls, family, addresses, method, headers, auth, body, compression, expect, redirects,
// body_limit, reuse }
#include "config/address_key.hpp"
#include "config/http_auth.hpp"
#include "config/http_expect.hpp"
#include "config/http_request.hpp"
#include "config/probe_kinds.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::content_coding;
using model::http_spec;

constexpr std::array<word<std::string_view>, 7> methods{{{"GET", "GET"},
                                                         {"HEAD", "HEAD"},
                                                         {"POST", "POST"},
                                                         {"PUT", "PUT"},
                                                         {"PATCH", "PATCH"},
                                                         {"DELETE", "DELETE"},
                                                         {"OPTIONS", "OPTIONS"}}};
constexpr std::array<word<content_coding>, 2> codings{
    {{"gzip", content_coding::gzip}, {"deflate", content_coding::deflate}}};

void read_compression(const node& list, http_spec& into, report& out) {
    for (const node& item : one_or_more(list)) {
        const auto coding = as_word(item, out, codings);
        if (!coding) continue;
        if (std::find(into.compression.begin(), into.compression.end(), *coding) != into.compression.end())
            out.error(item.at, fmt::format("{} stands here twice", quoted(item.text)));
        else
            into.compression.push_back(*coding);
    }
    if (has_header(into.headers, "Accept-Encoding"))
        out.error(list.at, "the header Accept-Encoding is set already",
                  "leave it out of `headers`, or leave out `compression`");
}

void read_reuse(const node& n, http_spec& into, report& out) {
    const std::optional<bool> reuse = as_bool(n, out);
    if (!reuse) return;
    into.reuse = *reuse;
    if (into.reuse && into.to.addresses != model::address_rule::first)
        out.error(n.at, fmt::format("one connection is kept, and `addresses: {}` asks several",
                                    to_string(into.to.addresses)));
}

}  // namespace

std::optional<model::probe_spec> read_http(const member& m, substitution& here, tls_store& tls, report& out) {
    if (m.value.what == node::kind::scalar) {
        out.error(m.value.at, "expected `key: value` lines, found text",
                  fmt::format("write http: {{ url: {} }}", quoted(m.value.text)));
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    http_spec spec;
    read_http_place(keys, here, tls, spec, out);
    read_target_keys(keys, spec.to, out);
    std::string_view method = methods.front().value;
    keys.read("method", method, as_word<std::string_view, methods.size()>, methods);
    spec.method = method;
    if (const node* headers = keys.optional("headers")) read_headers(*headers, here, spec.headers, out);
    if (const member* auth = keys.find("auth")) read_auth(*auth, here, spec.headers, out);
    if (const node* body = keys.optional("body"))
        spec.body = here.text(*body, out).value_or(filled_text{}).text;
    if (const node* codings = keys.optional("compression")) read_compression(*codings, spec, out);
    if (const member* expect = keys.find("expect")) read_http_expect(*expect, here, spec.expect, out);
    std::int64_t redirects = 0;
    keys.read("redirects", redirects, as_integer, 0, max_redirects);
    spec.max_redirects = static_cast<int>(redirects);
    keys.read("body_limit", spec.body_limit, as_size, max_body_limit);
    if (const node* reuse = keys.optional("reuse")) read_reuse(*reuse, spec, out);
    keys.finish();
    if (spec.method == "HEAD" && !(spec.expect.body.empty() && spec.expect.json.empty()))
        out.error(m.key_at, "the answer to HEAD has no body of which anything could be expected", "use GET");
    return spec;
}

}  // namespace hm::config
