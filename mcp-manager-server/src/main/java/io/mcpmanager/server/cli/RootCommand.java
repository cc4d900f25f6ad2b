package io.mcpmanager.server.cli;

import picocli.CommandLine.Command;

/** The program without a subcommand. */
@Command(
    name = "mcp-manager",
    description = "Runs, watches and exposes MCP servers.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RootCommand {}
