#include "probes/tls_contexts.hpp"

#include "test/support/tls_talk.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using probes::tls_contexts;
using settings_value = model::shared_value<model::tls_settings>;

namespace {

model::tls_settings trusting_somebody() {
    static const identity ca = make_certificate({.common_name = "Test CA", .authority = true});
    model::tls_settings settings;
    settings.ca = ca.certificate;
    return settings;
}

std::string error_of(const model::tls_settings& settings) {
    return context_of(settings)->error();
}

}  // namespace

TEST_CASE("settings that differ in names only share a context", "[probes][tls]") {
    tls_contexts contexts;
    model::tls_settings settings = trusting_somebody();
    const settings_value one{settings}, equal{settings};
    settings.server_name = "api.test";
    settings.expected_name = "inner.test";
    const settings_value named{settings};
    settings.min_version = model::tls_version::tls1_3;
    const settings_value stricter{settings};
    settings.verify = false;
    const settings_value careless{settings};

    const auto context = contexts.of(one);
    CHECK(context->error().empty());
    CHECK(contexts.of(one) == context);
    CHECK(contexts.of(equal) == context);
    CHECK(contexts.of(named) == context);
    CHECK(contexts.of(stricter) != context);
    CHECK(contexts.of(careless) != contexts.of(stricter));
    CHECK(contexts.size() == 3);
}

TEST_CASE("contexts are forgotten when nobody asked for them between two reloads", "[probes][tls]") {
    tls_contexts contexts;
    model::tls_settings settings = trusting_somebody();
    const settings_value one{settings};
    settings.verify = false;
    const settings_value other{settings};
    const std::weak_ptr<probes::tls_context> first = contexts.of(one);
    const auto held = contexts.of(other);
    contexts.forget_unused();
    CHECK(contexts.size() == 2);
    CHECK(contexts.of(one) == first.lock());
    contexts.forget_unused();
    CHECK(contexts.size() == 2);  // a connection still has the other
    contexts.forget_unused();
    CHECK(contexts.size() == 1);
    CHECK(first.expired());
    CHECK(contexts.of(other) == held);
}

TEST_CASE("the context of a spec can be made before it is asked for", "[probes][tls]") {
    tls_contexts contexts;
    model::tcp_spec tcp;
    contexts.prepare(tcp);
    contexts.prepare(model::push_spec{});
    CHECK(contexts.size() == 0);
    tcp.tls = trusting_somebody();
    contexts.prepare(tcp);
    CHECK(contexts.size() == 1);
    contexts.of(tcp.tls);
    CHECK(contexts.size() == 1);
}

TEST_CASE("what cannot be used of the settings is told and is our own trouble", "[probes][tls]") {
    const identity own = make_certificate({.common_name = "prober"});
    const identity other = make_certificate({.common_name = "other"});
    struct row {
        std::string certificate, key, ca, error;
    };
    const std::string cut = own.certificate.substr(0, own.certificate.size() / 2);
    const std::string broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const row r = GENERATE_COPY(values<row>({
        {own.certificate, own.key, own.certificate, ""},
        {own.certificate + other.certificate, own.key, "", ""},
        {"nothing", own.key, "", "own certificate: no start line"},
        {cut, own.key, "", "own certificate: bad end line"},
        {own.certificate + broken, own.key, "", "own certificate: header too long"},
        {own.certificate, "nothing", "", "own key: no key that can be read: unsupported"},
        {own.certificate, "", "", "own key: no key that can be read: unsupported"},
        {own.certificate, encrypted(own.key, "secret"), "", "own key: it is encrypted"},
        {own.certificate, other.key, "", "own certificate: private key mismatch"},
        {"", "", "nothing", "ca: no start line"},
        {"", "", own.certificate + broken, "ca: header too long"},
    }));
    model::tls_settings settings = trusting_somebody();
    if (!r.ca.empty()) settings.ca = r.ca;
    settings.certificate = r.certificate;
    settings.key = r.key;
    CHECK(error_of(settings) == r.error);
    if (r.error.empty()) return;

    probes::tls_session session{context_of(settings), settings, "api.test", "127.0.0.1:443",
                                moment_at(present())};
    std::string plain, out;
    CHECK(session.receive({}, plain) == probes::tls_session::progress::failed);
    CHECK(session.why() == model::reason::prober_error);
    CHECK(session.words() == r.error);
    session.take_output(out);
    CHECK(out.empty());
    CHECK_FALSE(session.send("x"));
}

TEST_CASE("a ca that cannot be read does not matter to who takes any certificate", "[probes][tls]") {
    model::tls_settings settings;
    settings.ca = "nothing";
    settings.verify = false;
    CHECK(error_of(settings).empty());
}
