# Embeds the page's files into hm_daemon as byte arrays (daemon/dashboard/embedded.hpp declares them).
# Included by the build it adds the rule; run as a script (-DINTO=…) it writes the source.
set(hm_page_files index.html app.js style.css icon.svg)

if(CMAKE_SCRIPT_MODE_FILE)
    file(WRITE ${INTO}.new "#include \"daemon/dashboard/embedded.hpp\"\n\nnamespace hm::daemon::embedded {\n")
    foreach(file ${hm_page_files})
        file(READ ${CMAKE_CURRENT_LIST_DIR}/${file} bytes HEX)
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
        string(REGEX REPLACE "[.]" "_" name ${file})
        file(APPEND ${INTO}.new
             "\nnamespace {\nconstexpr char ${name}_bytes[] = {${bytes}};\n}\n"
             "std::string_view ${name}() { return {${name}_bytes, sizeof ${name}_bytes}; }\n")
    endforeach()
    file(APPEND ${INTO}.new "\n}  // namespace hm::daemon::embedded\n")
    file(RENAME ${INTO}.new ${INTO})
else()
    set(into ${PROJECT_BINARY_DIR}/generated/dashboard.cpp)
    list(TRANSFORM hm_page_files PREPEND ${CMAKE_CURRENT_LIST_DIR}/ OUTPUT_VARIABLE inputs)
    add_custom_command(OUTPUT ${into}
                       COMMAND ${CMAKE_COMMAND} -DINTO=${into} -P ${CMAKE_CURRENT_LIST_FILE}
                       DEPENDS ${inputs} ${CMAKE_CURRENT_LIST_FILE}
                       COMMENT "Embedding the dashboard")
    target_sources(hm_daemon PRIVATE ${into})
endif()
