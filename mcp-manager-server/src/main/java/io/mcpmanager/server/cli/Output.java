package io.mcpmanager.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** How results are written for people and for programs. */
final class Output {

  private static final JsonMapper JSON = new JsonMapper();

  /** The standard output of a command. Picocli has set the specification before it runs one. */
  static PrintWriter writer(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec, "spec").commandLine().getOut();
  }

  static void json(PrintWriter out, JsonNode json) {
    try {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can always be written", impossible);
    }
  }

  /**
   * A new file to write to.
   *
   * @param option which option or parameter names it
   * @throws ValidationException if there is one with this name
   */
  static OutputStream create(String option, Path file) throws IOException {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException present) {
      throw new ValidationException(List.of(new Problem(
          option, file + " exists already; name another file", Problem.Code.NOT_ALLOWED)));
    }
  }

  /** Rows under their columns' names, each column as wide as it needs. */
  static void table(PrintWriter out, List<String> columns, List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    line(out, columns, widths);
    rows.forEach(row -> line(out, row, widths));
    out.flush();
  }

  private static void line(PrintWriter out, List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).repeat(' ', widths[i] - cells.get(i).length() + 2);
    }
    out.println(line.toString().stripTrailing());
  }

  private Output() {}
}
