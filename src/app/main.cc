// Wiring only: the command line is translated in edge/cli.

#include "edge/cli/cli.h"

int main(int argc, char** argv) { return overt::cli::run(argc, argv); }
