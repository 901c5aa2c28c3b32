#include "config/tls.hpp"

#include "config/address.hpp"
#include "config/read_file.hpp"
#include "model/secrets.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::tls_settings;
using model::tls_version;

constexpr std::array<word<tls_version>, 4> version_words{{{"1.0", tls_version::tls1_0},
                                                          {"1.1", tls_version::tls1_1},
                                                          {"1.2", tls_version::tls1_2},
                                                          {"1.3", tls_version::tls1_3}}};

void read_server_name(const node& n, substitution& here, tls_settings& into, report& out) {
    const std::optional<std::string> text = here.shown_text(n, "a server name", out);
    if (!text) return;
    if (auto name = parse_host_name(*text))
        into.server_name = std::move(*name.value);
    else
        out.error(
            place_in(n, name.wrong.offset, out), name.wrong.message,
            "what is sent to the server is a name; what its certificate must be for is `expected_name`");
}

void read_expected_name(const node& n, substitution& here, tls_settings& into, report& out) {
    const std::optional<std::string> text = here.shown_text(n, "an expected name", out);
    if (!text) return;
    auto name = parse_host_name(*text);
    if (name || is_literal_address(*text))
        into.expected_name = *text;
    else
        out.error(place_in(n, name.wrong.offset, out), name.wrong.message, name.wrong.hint);
}

bool is_protocol_name(std::string_view text) {
    return !text.empty() && text.size() <= max_alpn_name &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

void read_alpn(const node& list, tls_settings& into, report& out) {
    if (one_or_more(list).size() > max_alpn)
        return out.error(list.at, fmt::format("more than {} protocols", max_alpn));
    for (const node& item : one_or_more(list)) {
        const std::optional<std::string> name = as_text(item, out);
        if (!name) continue;
        if (!is_protocol_name(*name))
            out.error(item.at, fmt::format("{} is no name of a protocol", quoted(*name)),
                      "such as http/1.1, imap, postgresql");
        else if (std::find(into.alpn.begin(), into.alpn.end(), *name) != into.alpn.end())
            out.error(item.at, fmt::format("{} stands here twice", quoted(*name)));
        else
            into.alpn.push_back(*name);
    }
}

class pem_reader {
public:
    pem_reader(substitution& here, tls_store& store, report& out) : here_(here), store_(store), out_(out) {}

    // Null when the key is absent, or after a mistake.
    const std::string* read(const node* n, pem_kind wanted) {
        if (n == nullptr) return nullptr;
        const std::optional<filled_text> filled = here_.text(*n, out_);
        if (!filled) return nullptr;
        return looks_like_pem(filled->text) ? text(*n, *filled, wanted) : file(*n, *filled, wanted);
    }

private:
    const std::string* text(const node& n, const filled_text& filled, pem_kind wanted) {
        const bool is_written_key = wanted == pem_kind::private_key && !filled.is_secret();
        if (is_written_key) {
            const auto lines = std::count(n.text.begin(), n.text.end(), '\n') + 2;
            out_.hide_lines(n.at, static_cast<int>(lines));
            out_.warning(n.at, "this key is written out, for all who can read the file",
                         "keep it elsewhere: a file that is named here, or \"${credential:NAME}\"");
        }
        return found(n, "what stands here", store_.text(filled.text, wanted));
    }

    const std::string* file(const node& n, const filled_text& filled, pem_kind wanted) {
        if (filled.shown() == model::hidden) {
            out_.error(n.at, "what ${...} puts in this is no PEM",
                       "a file is named by itself, without ${file:}");
            return nullptr;
        }
        if (filled.text.empty()) {
            out_.error(n.at, "the name of a file is missing");
            return nullptr;
        }
        return found(n, fmt::format("the file {}", quoted(filled.shown())),
                     store_.file(path_beside(out_.name(n.at.file), filled.text), wanted));
    }

    const std::string* found(const node& n, std::string_view what, const parsed<std::string>& pem) {
        if (pem) return &*pem.value;
        out_.error(n.at, fmt::format("{} {}", what, pem.wrong.message), pem.wrong.hint);
        return nullptr;
    }

    substitution& here_;
    tls_store& store_;
    report& out_;
};

// Neither is of use alone; what a combined file holds of each is found by its name in both keys.
void check_pair(const member* certificate, const member* key, report& out) {
    if (certificate != nullptr && key == nullptr)
        out.error(certificate->key_at, "a certificate without its key cannot be shown to anybody",
                  "name the file of the key, too, which may be the same: key: FILE");
    if (certificate == nullptr && key != nullptr)
        out.error(key->key_at, "a key without its certificate is of no use",
                  "name the file of the certificate, too: certificate: FILE");
}

void warn_unverified(const member* what, report& out) {
    if (what == nullptr) return;
    out.warning(what->key_at, fmt::format("`{}` changes nothing here", what->key),
                "with `verify: false` any certificate will do");
}

}  // namespace

model::shared_value<tls_settings> read_tls(const member& m, substitution& here, tls_store& store,
                                           report& out) {
    if (!expect_map(m.value, out)) return default_tls(store);
    map_reader keys{m.value, m.key_at, out};
    tls_settings s;
    if (const node* name = keys.optional("server_name")) read_server_name(*name, here, s, out);
    const member* expected = keys.find("expected_name");
    if (expected != nullptr) read_expected_name(expected->value, here, s, out);
    keys.read("verify", s.verify, as_bool);
    keys.read("min_version", s.min_version, as_word<tls_version, version_words.size()>, version_words);
    if (const node* alpn = keys.optional("alpn")) read_alpn(*alpn, s, out);
    const member* ca = keys.find("ca");
    const member* certificate = keys.find("certificate");
    const member* key = keys.find("key");
    keys.finish();

    pem_reader pem{here, store, out};
    const auto value_of = [](const member* one) { return one != nullptr ? &one->value : nullptr; };
    const tls_store::pem_texts texts{pem.read(value_of(ca), pem_kind::certificates),
                                     pem.read(value_of(certificate), pem_kind::certificates),
                                     pem.read(value_of(key), pem_kind::private_key)};
    check_pair(certificate, key, out);
    if (!s.verify) {
        warn_unverified(expected, out);
        warn_unverified(ca, out);
    }
    return store.settings(s, texts);
}

model::shared_value<tls_settings> read_tls_if_any(const member* m, substitution& here, tls_store& store,
                                                  report& out) {
    if (m == nullptr) return {};
    if (m->value.what != node::kind::scalar) return read_tls(*m, here, store, out);
    const bool is_wanted = as_bool(m->value, out).value_or(false);
    return is_wanted ? default_tls(store) : model::shared_value<tls_settings>{};
}

model::shared_value<tls_settings> default_tls(tls_store& store) {
    return store.settings({}, {});
}

}  // namespace hm::config
