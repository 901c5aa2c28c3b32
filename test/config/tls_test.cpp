// tls: of a probe; its files; and that what is the same is kept once.
#include "config/tls.hpp"
#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace hm;
using namespace hm::config;
namespace fs = std::filesystem;

namespace {

const std::string ca = "-----BEGIN CERTIFICATE-----\nQ0E=\n-----END CERTIFICATE-----\n";
const std::string leaf = "-----BEGIN CERTIFICATE-----\nTEVBRg==\n-----END CERTIFICATE-----\n";
const std::string key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

// A model in a directory of its own, with the files that it names.
class model_directory {
public:
    model_directory() {
        std::string pattern = fs::temp_directory_path() / "hm-tls-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
        file("ca.pem", ca);
        file("both.pem", leaf + key);
        setenv("CREDENTIALS_DIRECTORY", path_.c_str(), 1);
    }
    ~model_directory() {
        unsetenv("CREDENTIALS_DIRECTORY");
        fs::remove_all(path_);
    }
    model_directory(const model_directory&) = delete;
    model_directory& operator=(const model_directory&) = delete;

    void file(const std::string& name, const std::string& text) const { std::ofstream{path_ / name} << text; }

    // Signals of one flow, by lines.
    loaded_model load(const std::string& signals) const {
        return load_model(source{path_ / "model.yaml",
                                 "model: shop\nregions: { west: { vars: { host: a } }, east: { vars: { host: "
                                 "b } } }\nflows:\n  buy:\n    signals:\n" +
                                     signals});
    }
    std::vector<model::signal_definition> good(const std::string& signals) const {
        const loaded_model loaded = load(signals);
        INFO(render(loaded.diagnostics));
        REQUIRE(loaded.value);
        return (*loaded.value)->entities[0].signals;
    }
    model::http_spec http(const std::string& keys, std::size_t place = 0) const {
        return std::get<model::http_spec>(
            good("      one: { http: { " + keys + " } }\n")[0].places[place]->probe);
    }
    std::string told(const std::string& tls) const {
        const auto all =
            load("      one: { http: { url: \"https://shop/\", tls: " + tls + " } }\n").diagnostics;
        for (const diagnostic& one : all)
            if (one.level == severity::error) return one.message;
        return "";
    }

private:
    fs::path path_;
};

}  // namespace

TEST_CASE("https has TLS and its own port, http neither", "[config][tls]") {
    const model_directory d;
    CHECK(d.http("url: \"https://shop/\"").to.port == 443);
    CHECK(*d.http("url: \"https://shop/\"").tls == model::tls_settings{});
    CHECK(d.http("url: \"https://shop:8443/\"").to.port == 8443);
    CHECK(d.http("url: \"http://shop/\"").to.port == 80);
    CHECK(!d.http("url: \"http://shop/\"").tls);
}

TEST_CASE("tls with every key", "[config][tls]") {
    const model_directory d;
    const auto spec = d.http(
        "url: \"https://10.0.0.1/\", tls: { server_name: \"${region.host}.test\", expected_name: \"::1\", "
        "verify: true, min_version: 1.3, alpn: [http/1.1], ca: ca.pem, certificate: both.pem, key: both.pem "
        "}",
        1);
    CHECK(spec.tls->server_name == "b.test");
    CHECK(spec.tls->expected_name == "::1");
    CHECK(spec.tls->verify);
    CHECK(spec.tls->min_version == model::tls_version::tls1_3);
    CHECK(spec.tls->alpn == std::vector<std::string>{"http/1.1"});
    CHECK(spec.tls->ca == ca);
    CHECK(spec.tls->certificate == leaf);
    CHECK(spec.tls->key == key);
}

TEST_CASE("certificates and keys may be texts, from a credential or written", "[config][tls][secrets]") {
    const model_directory d;
    d.file("client.key", key);
    const auto signals = d.good(R"(
      one:
        http:
          url: "https://shop/"
          tls:
            ca: |
              )" + ca.substr(0, ca.find('\n')) +
                                R"(
              Q0E=
              -----END CERTIFICATE-----
            certificate: both.pem
            key: "${credential:client.key}"
)");
    const auto& tls = std::get<model::http_spec>(signals[0].places[0]->probe).tls;
    CHECK(tls->ca == ca);
    CHECK(tls->key == key);
}

TEST_CASE("a key is never shown, wherever it comes from", "[config][tls][secrets]") {
    const model_directory d;
    d.file("bare", "c2VjcmV0");
    for (const std::string& tls :
         {std::string{"{ certificate: both.pem, key: \"${file:bare}\" }"},
          "{ key: \"" + std::string{"-----BEGIN PRIVATE KEY----- c2VjcmV0"} + "\", sni: x }",
          std::string{
              "{ key: \"-----BEGIN PRIVATE KEY----- c2VjcmV0 -----END PRIVATE KEY-----\", sni: x }"}}) {
        const auto loaded = d.load("      one: { http: { url: \"https://shop/\", tls: " + tls + " } }\n");
        const std::string text = render(loaded.diagnostics);
        INFO(text);
        CHECK(!loaded.value);
        CHECK(text.find("c2VjcmV0") == std::string::npos);
    }
}

TEST_CASE("settings that are the same are one value, and their files are read once", "[config][tls]") {
    const model_directory d;
    const std::string tls = "tls: { ca: ca.pem, certificate: both.pem, key: both.pem }";
    const auto signals =
        d.good("      a: { http: { url: \"https://${region.host}/\", " + tls +
               " } }\n"
               "      b: { http: { url: \"https://shop/\", tls: { ca: ./ca.pem, certificate: "
               "both.pem, key: both.pem } } }\n"
               "      c: { http: { url: \"https://shop/\", tls: { ca: ca.pem } } }\n"
               "      d: { http: { url: \"https://shop/\" } }\n"
               "      e: { http: { url: \"https://${region.host}/\", tls: {} } }\n");
    const auto kept = [&](std::size_t signal, std::size_t place) {
        return std::get<model::http_spec>(signals[signal].places[place]->probe).tls.get();
    };
    CHECK(kept(0, 0) == kept(0, 1));
    CHECK(kept(0, 0) == kept(1, 0));
    CHECK(kept(0, 0) != kept(2, 0));
    CHECK(kept(3, 0) == kept(4, 1));

    tls_store store;
    CHECK(store.file(fs::temp_directory_path() / "hm-no-such.pem", pem_kind::certificates).wrong.message ==
          "cannot be opened: No such file or directory");
    CHECK(&store.file("hm-no-such.pem", pem_kind::certificates) ==
          &store.file("hm-no-such.pem", pem_kind::certificates));
}

TEST_CASE("a changed file is a changed spec", "[config][tls]") {
    const model_directory d;
    const std::string keys = "url: \"https://shop/\", tls: { ca: ca.pem }";
    const auto before = d.http(keys);
    CHECK(d.http(keys) == before);
    d.file("ca.pem", leaf);
    CHECK(!(d.http(keys) == before));
}

TEST_CASE("files of certificates and keys have at most 1 MiB", "[config][tls][limits]") {
    const model_directory d;
    const auto padded = [&](std::size_t size) {
        d.file("ca.pem", std::string(size - ca.size(), '#') + ca);
        return d.told("{ ca: ca.pem }");
    };
    CHECK(padded(max_pem_bytes) == "");
    CHECK(padded(max_pem_bytes + 1) == "the file \"ca.pem\" is larger than the 1048576 bytes that are read");
    CHECK(d.told("{ ca: /dev/zero }") == "the file \"/dev/zero\" is no regular file");
}

TEST_CASE("at most 16 protocols are offered, with names of at most 255 bytes", "[config][tls][limits]") {
    const model_directory d;
    const auto offering = [&](std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += "p" + std::to_string(i) + ", ";
        return d.told("{ alpn: [" + all + "] }");
    };
    CHECK(offering(max_alpn) == "");
    CHECK(offering(max_alpn + 1) == "more than 16 protocols");
    CHECK(d.told("{ alpn: " + std::string(max_alpn_name, 'x') + " }") == "");
    CHECK(d.told("{ alpn: " + std::string(max_alpn_name + 1, 'x') + " }").find("is no name of a protocol") !=
          std::string::npos);
}

TEST_CASE("a condition may look at how long certificates last, where there are any",
          "[config][tls][conditions]") {
    const model_directory d;
    const auto told = [&](const std::string& keys) {
        for (const diagnostic& one : d.load("      one: { " + keys + " }\n").diagnostics)
            if (one.level == severity::error) return one.message;
        return std::string{};
    };
    const std::string shop = "http: { url: \"https://shop/\" }";
    const std::string ours =
        "http: { url: \"https://shop/\", tls: { certificate: both.pem, key: both.pem } }";
    CHECK(told(shop + ", degraded: cert.expires_in < 14d, unhealthy: cert.expires_in < 2d") == "");
    CHECK(told(ours + ", degraded: client_cert.expires_in < 30d or cert.expires_in <= 0s") == "");
    CHECK(told(shop + ", degraded: client_cert.expires_in < 30d") ==
          "without a certificate of our own there is no client_cert.expires_in");
    CHECK(told("http: { url: \"http://shop/\" }, degraded: cert.expires_in < 14d") ==
          "without TLS there is no cert.expires_in");
    CHECK(told("tcp: \"shop:1\", degraded: cert.expires_in < 14d") ==
          "without TLS there is no cert.expires_in");
}
