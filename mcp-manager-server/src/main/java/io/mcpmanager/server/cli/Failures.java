package io.mcpmanager.server.cli;

import io.mcpmanager.api.error.Category;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.ValidationException;
import java.io.PrintWriter;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in a sentence, and ends with 1 for a failure or 2 for wrong input. */
final class Failures implements IExecutionExceptionHandler {

  private static final Logger LOG = Logger.getLogger(Failures.class.getName());

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    LOG.log(Level.FINE, "command failed", failure);
    PrintWriter err = command.getErr();
    List<String> lines = lines(failure);
    if (lines.size() == 1) {
      err.println("mcp-manager: " + lines.getFirst());
    } else {
      err.println("mcp-manager: " + lines.size() + " things are wrong:");
      lines.forEach(line -> err.println("  " + line));
    }
    err.flush();
    return isWrongInput(failure) ? 2 : 1;
  }

  private static List<String> lines(Exception failure) {
    return switch (failure) {
      case ValidationException invalid ->
        invalid.problems().stream().map(Object::toString).toList();
      case McpManagerException ours -> List.of(String.valueOf(ours.getMessage()));
      default ->
        List.of(
            "something went wrong unexpectedly: " + failure + "; MCP_LOG_LEVEL=debug shows where");
    };
  }

  private static boolean isWrongInput(Exception failure) {
    return failure instanceof McpManagerException ours && ours.code().category() == Category.USER;
  }
}
