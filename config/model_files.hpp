// The texts of one model: files, the *.yaml and *.yml of directories, and what they `include:`, each once;
// then one tree of all of them. Stands between the bytes and the readers; knows which keys are sections that
// may be spread over files, and nothing of what stands in them.
#pragma once

#include "config/tree.hpp"
#include "config/units.hpp"

#include <deque>
#include <set>
#include <string>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_model_files = 1000;
inline constexpr std::size_t max_model_bytes = 256 * 1024 * 1024;  // of all files together
inline constexpr std::size_t max_include_depth = 16;               // files that include each other

// The *.yaml and *.yml of a directory, by their names; those that begin with a dot are left out.
parsed<std::vector<std::string>> yaml_files_in(const std::string& directory);

class model_files {
public:
    explicit model_files(report& out) : out_(out) {}

    // What is wrong is reported; the rest is read.
    void add_path(const std::string& path);
    // A text that has been read; what it includes is looked for beside its name.
    void add_text(const source& text);

    // All that was read, as one map. Absent when a file is missing: what stands in it would seem undeclared.
    std::optional<node> take();

private:
    // Who asked for a file: the place of an `include:`, or nobody but the command line.
    struct asked {
        const node* include = nullptr;
        std::size_t depth = 0;
    };

    void add(const std::string& path, asked by);
    void add_directory(const std::string& path, asked by);
    void add_file(const std::string& path, asked by);
    void parse(source text, asked by);
    void follow_includes(const node& root, const std::string& from, std::size_t depth);
    void merge(node root);
    void merge_member(member m);
    void fail(const std::string& path, const std::string& why, asked by);
    bool within_limits(std::size_t bytes, const std::string& path, asked by);

    report& out_;
    std::deque<source> texts_;  // the report looks into them
    std::set<std::string> seen_;
    std::optional<node> merged_;
    std::size_t bytes_ = 0;
    bool complete_ = true;
};

}  // namespace hm::config
