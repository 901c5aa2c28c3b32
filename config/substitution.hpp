// `${…}` in a text: replaced by what the region's vars say, once for each place where a signal runs, or by a
// secret from outside. Knows which variables were used (the rest is warned about), whether a signal depends
// on its place at all, and what must never be shown.
#pragma once

#include "config/secret_sources.hpp"
#include "config/tree.hpp"
#include "model/definition.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace hm::config {

// The bytes of the longest text after substitution.
inline constexpr std::size_t max_substituted = 1024 * 1024;

using variable_names = std::set<std::string, std::less<>>;

// A text after substitution, and which bytes of it are secret.
struct filled_text {
    struct range {
        std::size_t begin, end;
    };

    std::string text;
    std::vector<range> secrets;

    bool is_secret() const { return !secrets.empty(); }
    // The first `length` bytes, with *** in place of secrets.
    std::string shown(std::size_t length = std::string::npos) const;
};

// A mistake in a text after substitution: at its place in the file when that can be told. When there is a
// secret in the text it says only what was wanted.
void report_mistake(const node& n, const filled_text& t, const mistake& m, std::string_view wanted,
                    report& out);

class substitution {
public:
    // Of a model. `here`: none for a global entity, where `${region.…}` means nothing.
    substitution(const std::vector<model::region>& regions, model::region_id here, variable_names& used,
                 secret_sources& sources)
        : regions_(&regions), here_(here), used_(&used), sources_(sources) {}
    // Of settings, which know no region.
    explicit substitution(secret_sources& sources) : sources_(sources) {}

    // The text of a scalar with every `${…}` replaced; `$${` stands for `${`. Absent after a mistake.
    std::optional<filled_text> text(const node& n, report& out);

    // A text that will be shown, in which secrets are a mistake. What comes from the environment is one, too,
    // unless it is let in.
    enum class environment : std::uint8_t { is_secret, is_let_in };
    std::optional<std::string> shown_text(const node& n, std::string_view what, report& out,
                                          environment env = environment::is_secret);

    // Everything that was put in of the region so far: places with the same are alike. Empty when nothing
    // was.
    const std::string& fingerprint() const { return fingerprint_; }

    // Everything secret that was put in so far.
    const std::vector<std::string>& secrets() const { return secrets_; }
    // Something else that is one, such as a password that is written out.
    void hide(std::string_view secret);
    // The parts of a secret address that somebody may repeat by themselves: its host, a piece of its path.
    void hide_parts_of(const filled_text& address);

private:
    struct filling;

    bool put_in(filling& f, std::string_view reference, std::size_t offset);
    const std::string* secret(const node& n, std::string_view reference, std::size_t offset, report& out);
    const std::string* region_variable(const node& n, std::string_view name, std::size_t offset, report& out);
    void report_unknown(const node& n, std::string_view name, std::size_t offset, report& out) const;

    const std::vector<model::region>* regions_ = nullptr;
    model::region_id here_ = model::region_id::none;
    variable_names* used_ = nullptr;
    secret_sources& sources_;
    std::string fingerprint_;
    std::vector<std::string> secrets_;
};

}  // namespace hm::config
