#include "probes/tls_verification.hpp"

#include "model/observation.hpp"
#include "probes/certificate.hpp"

#include <openssl/x509_vfy.h>

#include <array>
#include <string>

namespace hm::probes {

using model::reason;

namespace {

// In the order in which they matter.
enum kind : std::size_t { untrusted, other_name, expired };
constexpr std::array reasons{reason::tls_untrusted, reason::tls_name_mismatch, reason::tls_expired};

kind kind_of(int error) {
    switch (error) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return expired;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return other_name;
        default:
            return untrusted;
    }
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all.empty() ? "none" : all;
}

std::string words_of(int error, const X509& certificate, std::string_view expected_name) {
    const model::certificate_facts facts = facts_of(certificate);
    switch (kind_of(error)) {
        case expired:
            return (error == X509_V_ERR_CERT_HAS_EXPIRED
                        ? "expired " + model::format_time(facts.not_after)
                        : "not valid before " + model::format_time(facts.not_before)) +
                   ": " + title_of(facts);
        case other_name:
            return std::string{expected_name} +
                   " is not among the names of the certificate: " + joined(facts.names);
        case untrusted:
            break;
    }
    return X509_verify_cert_error_string(error) + (": " + title_of(facts)) + ", issued by " + facts.issuer;
}

// What goes wrong in one verification: the first of each kind.
struct mistakes {
    struct mistake {
        int error = X509_V_OK;
        std::string words;
    };

    void note(X509_STORE_CTX& chain) {
        const int error = X509_STORE_CTX_get_error(&chain);
        mistake& first = of[kind_of(error)];
        if (first.error != X509_V_OK) return;
        const X509* at_fault = X509_STORE_CTX_get_current_cert(&chain);
        first = {error,
                 at_fault ? words_of(error, *at_fault, expected_name) : X509_verify_cert_error_string(error)};
    }

    std::string_view expected_name;
    std::array<mistake, reasons.size()> of{};
};

// Called for each certificate that is in order and for each mistake. 1: go on, so that all are seen.
int on_step(int holds, X509_STORE_CTX* chain) {
    if (!holds) static_cast<mistakes*>(X509_STORE_CTX_get_app_data(chain))->note(*chain);
    return 1;
}

}  // namespace

verification look_at(X509_STORE_CTX& chain) {
    const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(&chain);
    return {.chain = facts_of(sent), .expires = soonest_end(sent)};
}

verification verify(X509_STORE_CTX& chain, std::string_view expected_name) {
    verification seen = look_at(chain);
    mistakes wrong{.expected_name = expected_name};
    X509_STORE_CTX_set_app_data(&chain, &wrong);
    X509_STORE_CTX_set_verify_cb(&chain, on_step);
    if (X509_verify_cert(&chain) != 1) wrong.note(chain);

    // What was sent beside the chain that leads to somebody trusted does not matter.
    if (wrong.of[untrusted].error == X509_V_OK) seen.expires = soonest_end(X509_STORE_CTX_get0_chain(&chain));
    int first_error = X509_V_OK;
    for (std::size_t k = 0; k < reasons.size(); ++k) {
        const auto& [error, words] = wrong.of[k];
        if (error == X509_V_OK) continue;
        if (seen.why == reason::ok) {
            seen.why = reasons[k];
            first_error = error;
        }
        seen.words += (seen.words.empty() ? "" : "; ") + words;
    }
    X509_STORE_CTX_set_error(&chain, first_error);
    seen.words = model::printable(seen.words);
    return seen;
}

}  // namespace hm::probes
