package io.mcpmanager.server.rest;

import io.mcpmanager.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table that routes requests and describes them.
 *
 * @param method HTTP method
 * @param path whole path with parameters in braces
 * @param tag group in the document
 * @param summary what it does, for people
 * @param parameters parameters in path, query and headers
 * @param requestSchema name of the schema of the body, or null if it takes none
 * @param status status of success
 * @param answerSchema name of the schema of the answer's data; {@code Name[]} for a list of them
 * @param enveloped whether the answer has the envelope
 * @param mediaTypes what the answer can be; errors are always JSON
 * @param isPublic whether it is for everybody, without a credential
 * @param errors codes it can fail with, beside those that every route can
 * @param endpoint what it does
 */
record Route(
    String method,
    String path,
    String tag,
    String summary,
    List<Parameter<?>> parameters,
    @Nullable String requestSchema,
    int status,
    String answerSchema,
    boolean enveloped,
    List<String> mediaTypes,
    boolean isPublic,
    Set<ErrorCode> errors,
    Endpoint endpoint) {

  static final String BASE = "/api/v1";
  static final String JSON = "application/json";

  static Builder get(String path, String tag, String summary) {
    return new Builder("GET", path, tag, summary);
  }

  static Builder post(String path, String tag, String summary) {
    return new Builder("POST", path, tag, summary);
  }

  static Builder put(String path, String tag, String summary) {
    return new Builder("PUT", path, tag, summary);
  }

  static Builder delete(String path, String tag, String summary) {
    return new Builder("DELETE", path, tag, summary);
  }

  boolean takesBody() {
    return requestSchema != null;
  }

  /** A row in the making. */
  static final class Builder {

    private final String method;
    private final String path;
    private final String tag;
    private final String summary;
    private final List<Parameter<?>> parameters = new ArrayList<>();
    private final Set<ErrorCode> errors = new LinkedHashSet<>();
    private @Nullable String requestSchema;
    private int status = 200;
    private String answerSchema = "Any";
    private boolean enveloped = true;
    private List<String> mediaTypes = List.of(JSON);
    private boolean isPublic;

    private Builder(String method, String path, String tag, String summary) {
      this.method = method;
      this.path = path;
      this.tag = tag;
      this.summary = summary;
    }

    Builder with(Parameter<?>... more) {
      parameters.addAll(List.of(more));
      return this;
    }

    Builder takes(String schema) {
      requestSchema = schema;
      return this;
    }

    Builder answers(String schema) {
      answerSchema = schema;
      return this;
    }

    Builder answers(int newStatus, String schema) {
      status = newStatus;
      answerSchema = schema;
      return this;
    }

    Builder answersPlain(String schema) {
      enveloped = false;
      answerSchema = schema;
      return this;
    }

    /** The endpoint answers with an {@link Answer.Content} of one of these types, by default the first. */
    Builder answersAs(String... types) {
      enveloped = false;
      answerSchema = "Text";
      mediaTypes = List.of(types);
      return this;
    }

    /** Everybody may call it, without a credential. */
    Builder forEverybody() {
      isPublic = true;
      return this;
    }

    Builder fails(ErrorCode... codes) {
      errors.addAll(List.of(codes));
      return this;
    }

    Route by(Endpoint endpoint) {
      return new Route(
          method,
          path,
          tag,
          summary,
          List.copyOf(parameters),
          requestSchema,
          status,
          answerSchema,
          enveloped,
          mediaTypes,
          isPublic,
          Set.copyOf(errors),
          endpoint);
    }
  }
}
