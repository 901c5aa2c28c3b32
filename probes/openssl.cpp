#include "probes/openssl.hpp"

#include "model/observation.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <cstring>
#include <limits>
#include <system_error>

namespace hm::probes {

bio_ptr reader_of(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
    return bio_ptr{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::string_view held_by(BIO& bio) {
    const char* data = nullptr;
    const long size = BIO_ctrl(&bio, BIO_CTRL_INFO, 0, &data);
    return size > 0 ? std::string_view{data, static_cast<std::size_t>(size)} : std::string_view{};
}

namespace {

// OpenSSL adds this to the number of an alert.
bool is_alert(unsigned long code) {
    return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET;
}

// "handshake failure". OpenSSL's own list lacks those of TLS 1.3, its errors have them: "tlsv13 alert
// certificate required".
std::string alert_words(unsigned long code) {
    const std::string_view known = SSL_alert_desc_string_long(ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET);
    if (known != "unknown") return std::string{known};
    const char* error = ERR_reason_error_string(code);
    const std::string_view words = error ? error : "unknown alert";
    const std::size_t at = words.find(" alert ");
    return std::string{at == std::string_view::npos ? words : words.substr(at + std::strlen(" alert "))};
}

}  // namespace

std::string openssl_words() {
    const unsigned long code = ERR_peek_error();
    ERR_clear_error();
    if (code == 0) return "unknown error";
    if (is_alert(code)) return "the peer says: " + alert_words(code);
    if (ERR_SYSTEM_ERROR(code))
        return model::printable(std::generic_category().message(ERR_GET_REASON(code)));
    const char* words = ERR_reason_error_string(code);
    return words ? words : "error " + std::to_string(code);
}

}  // namespace hm::probes
