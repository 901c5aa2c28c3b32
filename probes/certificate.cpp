#include "probes/certificate.hpp"

#include "model/observation.hpp"
#include "probes/openssl.hpp"

#include <openssl/bio.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <algorithm>
#include <ctime>

namespace hm::probes {

using model::printable;

namespace {

using general_names_ptr = std::unique_ptr<GENERAL_NAMES, freed_by<GENERAL_NAMES_free>>;

model::wall_time time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return std::chrono::sys_seconds{std::chrono::seconds{timegm(&parts)}};
}

std::string text_of(const X509_NAME* name) {
    const bio_ptr out{BIO_new(BIO_s_mem())};
    if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
    return printable(held_by(*out));
}

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(std::string_view bytes) {
    const int family = bytes.size() == 4 ? AF_INET : bytes.size() == 16 ? AF_INET6 : AF_UNSPEC;
    char text[INET6_ADDRSTRLEN];
    return inet_ntop(family, bytes.data(), text, sizeof text) ? text : std::string{};
}

// Where no name is written as such the common name counts as one, for OpenSSL as for us.
void add_common_name(const X509_NAME* subject, std::vector<std::string>& names) {
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0) return;
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (size > 0) names.push_back(printable({reinterpret_cast<const char*>(utf8), std::size_t(size)}));
    OPENSSL_free(utf8);
}

std::vector<std::string> names_of(const X509& certificate) {
    std::vector<std::string> names;
    const general_names_ptr all{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr))};
    bool has_name = false;
    for (int i = 0; i < sk_GENERAL_NAME_num(all.get()) && names.size() < max_told_names; ++i) {
        int type = 0;
        const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &type);
        has_name = has_name || type == GEN_DNS;
        if (type == GEN_DNS) names.push_back(printable(bytes_of(static_cast<const ASN1_STRING*>(value))));
        if (type == GEN_IPADD)
            names.push_back(address_text(bytes_of(static_cast<const ASN1_STRING*>(value))));
    }
    if (!has_name) add_common_name(X509_get_subject_name(&certificate), names);
    return names;
}

std::string fingerprint(const X509& certificate) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (X509_digest(&certificate, EVP_sha256(), digest, &size) != 1) return {};
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += "0123456789abcdef"[digest[i] >> 4];
        hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
}

}  // namespace

model::certificate_facts facts_of(const X509& certificate) {
    return {.subject = text_of(X509_get_subject_name(&certificate)),
            .issuer = text_of(X509_get_issuer_name(&certificate)),
            .names = names_of(certificate),
            .not_before = time_of(X509_get0_notBefore(&certificate)),
            .not_after = time_of(X509_get0_notAfter(&certificate)),
            .sha256 = fingerprint(certificate)};
}

std::vector<model::certificate_facts> facts_of(const STACK_OF(X509) * chain) {
    std::vector<model::certificate_facts> all;
    for (int i = 0; i < std::min(sk_X509_num(chain), max_told_certificates); ++i)
        all.push_back(facts_of(*sk_X509_value(chain, i)));
    return all;
}

std::optional<model::wall_time> soonest_end(const STACK_OF(X509) * chain) {
    std::optional<model::wall_time> soonest;
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        const model::wall_time end = time_of(X509_get0_notAfter(sk_X509_value(chain, i)));
        soonest = std::min(soonest.value_or(end), end);
    }
    return soonest;
}

const std::string& title_of(const model::certificate_facts& certificate) {
    return certificate.subject.empty() && !certificate.names.empty() ? certificate.names.front()
                                                                     : certificate.subject;
}

}  // namespace hm::probes
