# Text files as C++: overt_embed(stages/reports report.css report.js) gives the module of that name
# one function a file, report_css() and report_js(), declared in its embedded_internal.h.
#
# The same file is the script that the build runs: cmake -D FILES=… -D OUT=… -P Embed.cmake

function(overt_embed module)
  string(REPLACE "/" "_" name ${module})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  set(files)
  foreach(file IN LISTS ARGN)
    list(APPEND files ${CMAKE_SOURCE_DIR}/src/${module}/${file})
  endforeach()
  string(REPLACE ";" "|" listed "${files}")
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -D "FILES=${listed}" -D "OUT=${out}" -P
            ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    COMMENT "embedding ${ARGN}"
    VERBATIM)
  target_sources(overt_${name} PRIVATE ${out})
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  return()
endif()

string(REPLACE "|" ";" files "${FILES}")
set(code "#include <string_view>\n\nnamespace overt {\n")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER ${name} name)
  file(READ ${file} text)
  if(text MATCHES "\\)overt\"")
    message(FATAL_ERROR "${file} holds the end mark of a raw string, )overt\"")
  endif()
  string(APPEND code "std::string_view ${name}();\n"
         "std::string_view ${name}() { return R\"overt(${text})overt\"; }\n")
endforeach()
string(APPEND code "}  // namespace overt\n")
file(WRITE ${OUT} "${code}")
