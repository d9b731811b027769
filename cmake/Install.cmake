# make install: the program, and DuckDB's library where no other program finds it by accident.
# The man page and the completions are written by the program itself.
install(TARGETS overt RUNTIME DESTINATION bin)
install(FILES ${OVERT_DUCKDB_LIBRARY} DESTINATION lib/overt)

function(overt_install_output destination name)
  install(
    CODE "execute_process(
      COMMAND $<TARGET_FILE:overt> ${ARGN} OUTPUT_FILE ${CMAKE_BINARY_DIR}/${name}
      COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES ${CMAKE_BINARY_DIR}/${name} DESTINATION ${destination})
endfunction()

overt_install_output(share/man/man1 overt.1 man)
overt_install_output(share/bash-completion/completions overt completion bash)
overt_install_output(share/zsh/site-functions _overt completion zsh)
overt_install_output(share/fish/vendor_completions.d overt.fish completion fish)
