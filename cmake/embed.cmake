# Data files that the program carries inside itself, so that it runs without its data folder.

# tieout_embed(<target> <file> <name>): the file's text as `std::string_view tieout::embedded::<name>()`,
# declared by the source that uses it.
function(tieout_embed target file name)
  get_filename_component(path ${file} ABSOLUTE)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  file(READ ${path} text)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
[==[
#include <string_view>

namespace tieout::embedded {

std::string_view @name@() {
    return R"tieout(@text@)tieout";
}

}  // namespace tieout::embedded
]==])
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  target_sources(${target} PRIVATE ${out})
endfunction()
