# One floor of the house is one static library; the function is the layering rule written once.

# What every target of ours is compiled with; never exported.
add_library(tieout_flags INTERFACE)
target_compile_features(tieout_flags INTERFACE cxx_std_20)
target_compile_options(tieout_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wimplicit-fallthrough
    $<$<BOOL:${TIEOUT_WERROR}>:-Werror>)
# GCC 12 reports every `"text" + std::string` under -O3 (its bug 105329).
target_compile_options(tieout_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# No fused or reordered floating point, on any compiler: same input, same bytes.
target_compile_options(tieout_flags INTERFACE -ffp-contract=off)
if(TIEOUT_SANITIZE)
  target_compile_options(tieout_flags INTERFACE -fsanitize=${TIEOUT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_compile_definitions(tieout_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(tieout_flags INTERFACE -fsanitize=${TIEOUT_SANITIZE})
endif()

# tieout_floor(<name> UNITS <units> [HEADERS <header-only units>] [USES <floors below>] [NEEDS <package targets>])
# A unit is a header and its source of one stem. USES is the layering rule, written where it binds.
function(tieout_floor name)
  cmake_parse_arguments(PARSE_ARGV 1 floor "" "" "UNITS;HEADERS;USES;NEEDS")
  set(sources ${floor_UNITS})
  set(headers ${floor_UNITS} ${floor_HEADERS})
  list(TRANSFORM sources APPEND .cpp)
  list(TRANSFORM headers APPEND .h)
  list(TRANSFORM floor_USES PREPEND tieout::)
  add_library(tieout_${name} STATIC)
  add_library(tieout::${name} ALIAS tieout_${name})
  set_target_properties(tieout_${name} PROPERTIES EXPORT_NAME ${name} CXX_EXTENSIONS OFF)
  target_compile_features(tieout_${name} PUBLIC cxx_std_20)
  target_sources(tieout_${name}
      PRIVATE ${sources}
      PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
  target_link_libraries(tieout_${name}
      PUBLIC ${floor_USES}
      PRIVATE ${floor_NEEDS} $<BUILD_INTERFACE:tieout_flags>)
  install(TARGETS tieout_${name} EXPORT tieout_targets
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
      FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tieout)
endfunction()
