// Any bytes as a model and as settings: they may be refused in any words, and must not crash, hang or pass
// with errors.
#include "config/load.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const hm::config::source input{"input.yaml", {reinterpret_cast<const char*>(data), size}};
    const hm::config::loaded_model model = hm::config::load_model(input);
    const hm::config::loaded_settings settings = hm::config::load_settings(input);
    if (model.value.has_value() == hm::config::has_errors(model.diagnostics)) std::abort();
    if (settings.value.has_value() == hm::config::has_errors(settings.diagnostics)) std::abort();
    hm::config::render(model.diagnostics);
    return 0;
}
