package io.mcpmanager.examples.interop;

/** The smallest MCP server: a shell script without any feature, started in no time. */
final class ShellServer {

  /** Answers every request until its input ends. */
  static final String SCRIPT = """
      while read -r line; do
        id=${line#*\\"id\\":}; id=${id%%[,\\}]*}
        case $line in
          *initialize\\"*) result='{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"s","version":"1"}}' ;;
          *) result='{}' ;;
        esac
        case $line in
          *\\"id\\":*) printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result" ;;
        esac
      done
      """;

  private ShellServer() {}
}
