#include "config/model_files.hpp"

#include "config/read_file.hpp"
#include "config/reader.hpp"

#include <algorithm>
#include <filesystem>

namespace hm::config {

namespace fs = std::filesystem;

namespace {

// What may stand in several files, each with a part of it.
constexpr std::array<std::string_view, 7> sections{"regions",   "flows",       "components", "dependencies",
                                                   "witnesses", "maintenance", "slos"};
constexpr std::string_view include_key = "include";

bool is_section(std::string_view key) {
    return std::find(sections.begin(), sections.end(), key) != sections.end();
}

// (`quoted` is written in full here: <filesystem> brings one of std, too.)
// What editors leave behind begins with a dot.
bool is_model_file(const fs::path& path) {
    const std::string name = path.filename();
    return !name.starts_with('.') && (path.extension() == ".yaml" || path.extension() == ".yml");
}

// The same for every way to write it.
std::string identity(const std::string& path) {
    std::error_code ignored;
    const fs::path canonical = fs::canonical(path, ignored);
    return canonical.empty() ? path : canonical.string();
}

}  // namespace

void model_files::add_path(const std::string& path) {
    add(path, {});
}

void model_files::add_text(const source& text) {
    seen_.insert(identity(text.name));
    if (within_limits(text.text.size(), text.name, {})) parse(text, {});
}

void model_files::add(const std::string& path, asked by) {
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (fs::is_directory(status)) return add_directory(path, by);
    const bool is_device = fs::exists(status) && !fs::is_regular_file(status);
    if (is_device && by.include != nullptr) return fail(path, "is neither a file nor a directory", by);
    add_file(path, by);
}

parsed<std::vector<std::string>> yaml_files_in(const std::string& directory) {
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator at{directory, error}, end; !error && at != end; at.increment(error))
        if (is_model_file(at->path())) files.push_back(at->path());
    if (error) return mistake{fmt::format("cannot be read: {}", error.message()), {}};
    if (files.empty()) return mistake{"has no *.yaml or *.yml", {}};
    std::sort(files.begin(), files.end());
    return files;
}

void model_files::add_directory(const std::string& path, asked by) {
    const auto files = yaml_files_in(path);
    if (!files) return fail(path, files.wrong.message, by);
    for (const std::string& file : *files.value) add_file(file, by);
}

void model_files::add_file(const std::string& path, asked by) {
    if (!seen_.insert(identity(path)).second) return;
    parsed<std::string> text = read_file(path, max_file_bytes);
    if (!text) return fail(path, text.wrong.message, by);
    if (within_limits(text.value->size(), path, by)) parse({path, std::move(*text.value)}, by);
}

bool model_files::within_limits(std::size_t bytes, const std::string& path, asked by) {
    if (texts_.size() == max_model_files) {
        fail(path, fmt::format("is one more than the {} files of a model", max_model_files), by);
        return false;
    }
    bytes_ += bytes;
    if (bytes_ <= max_model_bytes) return true;
    fail(path, fmt::format("makes the model larger than {} bytes", max_model_bytes), by);
    return false;
}

void model_files::parse(source text, asked by) {
    const source& kept = texts_.emplace_back(std::move(text));
    const std::string_view bytes = without_bom(kept.text);
    const file_number file = out_.add_source(kept.name, bytes);
    std::optional<node> root = parse_tree(bytes, out_, {}, file);
    if (!root) {
        complete_ = false;
        return;
    }
    const member* include = root->find(include_key);
    std::optional<node> included;
    if (include != nullptr) included = include->value;
    std::erase_if(root->members, [](const member& m) { return m.key == include_key; });
    merge(std::move(*root));
    if (included) follow_includes(*included, kept.name, by.depth + 1);
}

void model_files::follow_includes(const node& list, const std::string& from, std::size_t depth) {
    for (const node& item : one_or_more(list)) {
        const std::optional<std::string> path = as_text(item, out_);
        if (!path) continue;
        if (path->empty()) {
            out_.error(item.at, "the name of a file is missing here");
        } else if (depth > max_include_depth) {
            out_.error(item.at,
                       fmt::format("files include each other more than {} levels deep", max_include_depth));
        } else {
            add(path_beside(from, *path), {&item, depth});
        }
    }
}

void model_files::fail(const std::string& path, const std::string& why, asked by) {
    complete_ = false;
    if (by.include != nullptr)
        return out_.error(by.include->at, fmt::format("{} {}", hm::config::quoted(path), why));
    out_.error({0, 0, out_.add_source(path, {})}, why);
}

void model_files::merge(node root) {
    if (!merged_) {
        merged_ = std::move(root);
        return;
    }
    for (member& m : root.members) merge_member(std::move(m));
}

void model_files::merge_member(member m) {
    const auto same = std::find_if(merged_->members.begin(), merged_->members.end(),
                                   [&](const member& other) { return other.key == m.key; });
    if (same == merged_->members.end()) {
        merged_->members.push_back(std::move(m));
    } else if (!is_section(m.key)) {
        out_.error(m.key_at, fmt::format("{} stands in two files", hm::config::quoted(m.key)),
                   fmt::format("it stands in {} already", out_.where(same->key_at)),
                   {{same->key_at, "the first one"}});
    } else if (expect_map(m.value, out_)) {
        if (same->value.what == node::kind::null) same->value.what = node::kind::map;
        std::move(m.value.members.begin(), m.value.members.end(), std::back_inserter(same->value.members));
    }
}

std::optional<node> model_files::take() {
    return complete_ ? std::move(merged_) : std::nullopt;
}

}  // namespace hm::config
