package io.mcpmanager.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.mcpmanager.api.error.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one TOML file into a layer that knows the line of every key. */
final class TomlFile {

  private static final int MAX_BYTES = 1 << 20;
  private static final TomlMapper MAPPER = new TomlMapper();
  private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*([A-Za-z0-9_.\\- ]+?)\\s*].*");
  private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z0-9_.\\- ]+?)\\s*=.*");

  private final Path path;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Layer.Entry> entries = new ArrayList<>();

  private TomlFile(Path path) {
    this.path = path;
  }

  static Layer read(Path path, List<Problem> problems) {
    var file = new TomlFile(path);
    try {
      if (Files.size(path) > MAX_BYTES) {
        problems.add(new Problem(
            "", path + ": is longer than " + MAX_BYTES + " bytes", Problem.Code.OUT_OF_RANGE));
        return new Layer(List.of());
      }
      String text = Files.readString(path);
      file.findLines(text);
      file.collect("", MAPPER.readTree(text));
    } catch (JsonProcessingException syntax) {
      problems.add(new Problem("", file.place(syntax), Problem.Code.INVALID_FORMAT));
    } catch (CharacterCodingException notUtf8) {
      problems.add(new Problem("", path + ": is not UTF-8", Problem.Code.INVALID_FORMAT));
    } catch (IOException unreadable) {
      problems.add(new Problem("", path + ": can't be read", Problem.Code.NOT_FOUND));
    }
    return new Layer(file.entries);
  }

  private String place(JsonProcessingException syntax) {
    var location = syntax.getLocation();
    String line = location == null ? "" : " line " + location.getLineNr();
    return path + line + ": is not well-formed TOML: " + syntax.getOriginalMessage();
  }

  private void collect(String prefix, JsonNode table) {
    table.properties().forEach(field -> {
      String key = prefix + field.getKey();
      if (field.getValue().isObject()) {
        collect(key + ".", field.getValue());
      } else {
        Integer line = lines.get(key);
        String source = line == null ? path.toString() : path + " line " + line;
        entries.add(new Layer.Entry(key, field.getValue(), Origin.Kind.FILE, source));
      }
    });
  }

  /** The parser drops positions; keys of our kind are easily found again. */
  private void findLines(String text) {
    String prefix = "";
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      Matcher table = TABLE.matcher(line);
      Matcher key = KEY.matcher(line);
      if (table.matches()) {
        prefix = table.group(1).replace(" ", "") + ".";
      } else if (key.matches()) {
        lines.putIfAbsent(prefix + key.group(1).replace(" ", ""), number);
      }
    }
  }
}
