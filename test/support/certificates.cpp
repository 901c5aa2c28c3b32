#include "test/support/certificates.hpp"

#include "probes/openssl.hpp"
#include "probes/pem.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <stdexcept>

namespace hm::test {

using namespace hm::probes;

namespace {

using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<X509_EXTENSION_free>>;

void require(bool holds) {
    if (!holds) throw std::runtime_error{openssl_words()};
}

std::time_t seconds_of(model::wall_time t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

void set_dates(X509& certificate, const certificate_wish& wish) {
    const model::wall_time begins =
        wish.begins == model::wall_time{} ? present() - std::chrono::hours{1} : wish.begins;
    const model::wall_time ends =
        wish.ends == model::wall_time{} ? present() + std::chrono::hours{24 * 30} : wish.ends;
    ASN1_TIME_set(X509_getm_notBefore(&certificate), seconds_of(begins));
    ASN1_TIME_set(X509_getm_notAfter(&certificate), seconds_of(ends));
}

void add_extension(X509& certificate, X509& issuer, int what, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    const extension_ptr made{X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str())};
    require(made != nullptr);
    X509_add_ext(&certificate, made.get(), -1);
}

void set_random_number(X509& certificate) {
    std::int64_t number = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number);
    ASN1_INTEGER_set_int64(X509_get_serialNumber(&certificate), std::abs(number / 2) + 1);
}

void set_common_name(X509& certificate, const std::string& name) {
    if (name.empty()) return;
    X509_NAME_add_entry_by_NID(X509_get_subject_name(&certificate), NID_commonName, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.data()),
                               static_cast<int>(name.size()), -1, 0);
}

template <class Write>
std::string pem_of(Write write) {
    const bio_ptr out{BIO_new(BIO_s_mem())};
    require(write(out.get()) == 1);
    return std::string{held_by(*out)};
}

std::string pem_of_key(EVP_PKEY* key) {
    return pem_of([key](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

}  // namespace

model::wall_time present() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

identity make_certificate(certificate_wish wish, const identity* issuer) {
    const x509_ptr made{X509_new()};
    const evp_pkey_ptr key{EVP_EC_gen("P-256")};
    const evp_pkey_ptr issuer_key = issuer ? read_key(issuer->key).key : nullptr;
    const pem_certificates issuers = issuer ? read_certificates(issuer->certificate) : pem_certificates{};
    X509& signs = issuer ? *issuers.list.front() : *made;

    X509_set_version(made.get(), X509_VERSION_3);
    set_random_number(*made);
    set_dates(*made, wish);
    X509_set_pubkey(made.get(), key.get());
    set_common_name(*made, wish.common_name);
    X509_set_issuer_name(made.get(), X509_get_subject_name(&signs));
    add_extension(*made, signs, NID_subject_key_identifier, "hash");
    if (wish.authority) add_extension(*made, signs, NID_basic_constraints, "critical,CA:TRUE");
    if (!wish.authority) add_extension(*made, signs, NID_ext_key_usage, wish.usage);
    if (!wish.names.empty()) add_extension(*made, signs, NID_subject_alt_name, wish.names);
    require(X509_sign(made.get(), issuer ? issuer_key.get() : key.get(), EVP_sha256()) > 0);
    return {pem_of([&made](BIO* out) { return PEM_write_bio_X509(out, made.get()); }), pem_of_key(key.get())};
}

std::string encrypted(const std::string& key, const std::string& password) {
    const pem_key read = read_key(key);
    return pem_of([&](BIO* out) {
        return PEM_write_bio_PKCS8PrivateKey(out, read.key.get(), EVP_aes_128_cbc(), password.data(),
                                             static_cast<int>(password.size()), nullptr, nullptr);
    });
}

}  // namespace hm::test
