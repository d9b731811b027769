# The console's pages as C++: overt_console(edge/http) builds web/ with Node and gives the module
# the function that edge/http/console_assets.h declares. tools/setup.sh installs Node and packages.

function(overt_console module)
  string(REPLACE "/" "_" name ${module})
  find_program(
    OVERT_NODE node
    PATHS ${CMAKE_SOURCE_DIR}/third_party/node/bin
    NO_DEFAULT_PATH)
  find_program(OVERT_NODE node REQUIRED)
  if(NOT EXISTS ${CMAKE_SOURCE_DIR}/web/node_modules/WANTED)
    execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/web.sh --install RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "the console's packages cannot be had; run tools/setup.sh --runtime")
    endif()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*
       ${CMAKE_SOURCE_DIR}/web/public/* ${CMAKE_SOURCE_DIR}/web/scripts/*)
  list(FILTER sources EXCLUDE REGEX "schema\\.gen\\.ts$|\\.test\\.ts$")
  set(out ${CMAKE_CURRENT_BINARY_DIR}/console_assets.cc)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${OVERT_NODE} ${CMAKE_SOURCE_DIR}/web/scripts/build.mjs
            ${CMAKE_CURRENT_BINARY_DIR}/console ${out}
    DEPENDS ${sources}
            ${CMAKE_SOURCE_DIR}/web/index.html
            ${CMAKE_SOURCE_DIR}/web/package-lock.json
            ${CMAKE_SOURCE_DIR}/web/svelte.config.js
            ${CMAKE_SOURCE_DIR}/web/vite.config.ts
    COMMENT "building the console"
    VERBATIM)
  target_sources(overt_${name} PRIVATE ${out})
endfunction()
