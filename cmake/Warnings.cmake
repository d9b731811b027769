# Off where the program is only built to be used: another compiler, or another level of optimising,
# may raise alarms that nobody has looked at yet.
option(OVERT_WARNINGS_AS_ERRORS "Whether a warning stops the build" ON)
add_library(overt_options INTERFACE)
target_compile_options(
  overt_options
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
            $<$<BOOL:${OVERT_WARNINGS_AS_ERRORS}>:-Werror>
            # g++ 12 alarms on its own string concatenation at -O3 (GCC bug 105651). The presets
            # at -O3 leave out two more that it raises on inlined library code.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_include_directories(overt_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(overt_options INTERFACE OVERT_VERSION="${PROJECT_VERSION}")
