# hm_embed(target header namespace file…): the bytes of files as functions that `header` declares, std::string_view
# index_html() for index.html. Included by the build it defines the rule; run as a script (-DINTO=…) it writes the source.

if(CMAKE_SCRIPT_MODE_FILE)
    file(WRITE ${INTO}.new "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
    foreach(file ${FILES})
        file(READ ${file} bytes HEX)
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
        cmake_path(GET file FILENAME name)
        string(REGEX REPLACE "[.]" "_" name ${name})
        file(APPEND ${INTO}.new
             "\nnamespace {\nconstexpr char ${name}_bytes[] = {${bytes}};\n}\n"
             "std::string_view ${name}() { return {${name}_bytes, sizeof ${name}_bytes}; }\n")
    endforeach()
    file(APPEND ${INTO}.new "\n}  // namespace ${NAMESPACE}\n")
    file(RENAME ${INTO}.new ${INTO})
    return()
endif()

set(hm_embed_script ${CMAKE_CURRENT_LIST_FILE})

function(hm_embed target header namespace)
    string(REGEX REPLACE "[/.]" "_" source ${header})
    set(into ${PROJECT_BINARY_DIR}/generated/${source}.cpp)
    set(files "")
    foreach(file IN LISTS ARGN)  # in the source, or what the build has made
        cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
        list(APPEND files ${file})
    endforeach()
    add_custom_command(OUTPUT ${into}
                       COMMAND ${CMAKE_COMMAND} -DINTO=${into} -DHEADER=${header} -DNAMESPACE=${namespace} "-DFILES=${files}"
                               -P ${hm_embed_script}
                       DEPENDS ${files} ${hm_embed_script}
                       COMMENT "Embedding the files of ${header}" VERBATIM)
    target_sources(${target} PRIVATE ${into})
endfunction()
