package io.mcpmanager.core.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments against the schema that their tool is listed with. Nothing is fetched for it, and whatever schema and
 * arguments are, it takes bounded time and memory. Thread-safe.
 */
final class ArgumentCheck {

  /** Longest arguments that are checked, in bytes. */
  static final int LONGEST = 8 << 20;

  private static final int DEEPEST = 100;
  private static final int MOST_PROBLEMS = 20;
  private static final int MOST_SCHEMAS = 1_000;
  private static final byte[] NOTHING = {'{', '}'};

  private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxNumberLength(400)
              .build())
          .build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .build();

  @SuppressWarnings("ThreadLocalUsage") // expressions are not told whose text it is
  private final ThreadLocal<Budget> budgets = new ThreadLocal<>();

  private final SchemaRegistryConfig config = SchemaRegistryConfig.builder()
      .locale(Locale.ENGLISH)
      .regularExpressionFactory(this::expression)
      .build();
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /**
   * Returns if arguments are what a tool's schema allows.
   *
   * @param params the parameters of the call, or null
   * @throws ValidationException with what is wrong with them
   * @throws McpManagerException if they can't be checked
   */
  void check(Definition tool, byte[] bytes, @Nullable Span params) {
    Node schema = tool.node().get("inputSchema");
    if (schema == null) {
      if (tool.node().members().isEmpty()) {
        throw uncheckable("its definition is too large", null);
      }
      return;
    }
    Optional<Span> given =
        params == null ? Optional.empty() : JsonText.member(bytes, params, "arguments");
    JsonNode arguments = read(given.map(span -> span.copyFrom(bytes)).orElse(NOTHING));
    List<Error> errors = errors(compiled(tool.hash(), schema), arguments);
    if (!errors.isEmpty()) {
      throw new ValidationException(
          errors.stream().limit(MOST_PROBLEMS).map(ArgumentCheck::problem).toList());
    }
  }

  private JsonNode read(byte[] arguments) {
    if (arguments.length > LONGEST) {
      throw new McpManagerException(
          ErrorCode.TOO_LARGE,
          "the arguments have " + arguments.length + " bytes; at most " + LONGEST
              + " can be checked against the tool's schema");
    }
    try {
      return json.readTree(arguments);
    } catch (IOException unreadable) {
      throw new ValidationException(List.of(new Problem(
          "arguments",
          "must not have a member twice, long numbers, or more than " + DEEPEST + " levels",
          Problem.Code.INVALID_FORMAT)));
    }
  }

  private List<Error> errors(Schema schema, JsonNode arguments) {
    var budget = new Budget();
    budgets.set(budget);
    try {
      schema.validate(budget, arguments);
      return budget.getErrors();
    } catch (SchemaException | ArithmeticException | NumberFormatException e) {
      throw uncheckable("its schema can't be followed", e);
    } catch (StackOverflowError e) {
      throw uncheckable("its schema is too deep", null);
    } finally {
      budgets.remove();
    }
  }

  private Schema compiled(String hash, Node schema) {
    Schema known = schemas.get(hash);
    if (known != null) {
      return known;
    }
    Schema compiled = compile(schema.json());
    if (schemas.size() >= MOST_SCHEMAS) {
      schemas.clear();
    }
    schemas.put(hash, compiled);
    return compiled;
  }

  private Schema compile(String schema) {
    try {
      // a registry for each: a schema may call itself by the address of another
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, registry -> registry
                  .schemaRegistryConfig(config)
                  .schemaLoader(loader -> loader.block(address -> true)))
          .getSchema(json.readTree(schema.getBytes(UTF_8)));
    } catch (SchemaException | IOException | IllegalArgumentException e) {
      throw uncheckable("its schema is not valid", e);
    } catch (StackOverflowError e) {
      throw uncheckable("its schema is too deep", null);
    }
  }

  private RegularExpression expression(String pattern) {
    Pattern compiled;
    try {
      compiled = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new SchemaException("a pattern of the schema is not valid");
    }
    return text -> {
      Budget budget = budgets.get();
      return compiled.matcher(budget == null ? text : budget.of(text)).find();
    };
  }

  private static McpManagerException uncheckable(String why, @Nullable Throwable cause) {
    return new McpManagerException(
        ErrorCode.UPSTREAM_ERROR,
        "the arguments can't be checked against the schema of this tool, as " + why
            + "; the server's gateway.validateArguments can be switched off",
        cause);
  }

  private static Problem problem(Error error) {
    String place = "arguments" + path(error.getInstanceLocation().toString());
    boolean about =
        error.getKeyword().equals("required") || error.getKeyword().equals("additionalProperties");
    String field = about && error.getProperty() != null ? place + "." + error.getProperty() : place;
    return switch (error.getKeyword()) {
      case "required" -> new Problem(shown(field), "must be given", Problem.Code.REQUIRED);
      case "additionalProperties" ->
        new Problem(shown(field), "is not known to the tool", Problem.Code.UNKNOWN_FIELD);
      default -> new Problem(shown(field), shown(error.getMessage()), code(error.getKeyword()));
    };
  }

  private static Problem.Code code(String keyword) {
    return switch (keyword) {
      case "type" -> Problem.Code.WRONG_TYPE;
      case "enum", "const", "not", "oneOf", "anyOf" -> Problem.Code.NOT_ALLOWED;
      case "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties" -> Problem.Code.OUT_OF_RANGE;
      case "uniqueItems" -> Problem.Code.DUPLICATE;
      default -> Problem.Code.INVALID_FORMAT;
    };
  }

  /** A JSON pointer as the names of fields are written here. */
  private static String path(String pointer) {
    var path = new StringBuilder();
    for (String part : pointer.split("/", -1)) {
      if (!part.isEmpty()) {
        boolean index = part.chars().allMatch(c -> c >= '0' && c <= '9');
        String name = part.replace("~1", "/").replace("~0", "~");
        path.append(index ? "[" + name + "]" : "." + name);
      }
    }
    return path.toString();
  }

  private static String shown(String text) {
    String shown = Characters.shown(text);
    return shown.length() <= 200 ? shown : shown.substring(0, 199) + "…";
  }
}
