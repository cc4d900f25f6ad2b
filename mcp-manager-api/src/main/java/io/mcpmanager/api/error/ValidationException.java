package io.mcpmanager.api.error;

import java.util.List;
import java.util.stream.Collectors;

/** An input has one or more problems; all of them are listed, nothing was changed. */
public final class ValidationException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * All problems of one input.
   *
   * @throws IllegalArgumentException if the list is empty
   */
  public ValidationException(List<Problem> problems) {
    this(codeOf(problems), problems);
  }

  /** All problems of one input under a more telling code than {@link ErrorCode#VALIDATION_FAILED}. */
  public ValidationException(ErrorCode code, List<Problem> problems) {
    super(code, problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  private static ErrorCode codeOf(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems must not be empty");
    }
    return ErrorCode.VALIDATION_FAILED;
  }

  /** Every problem found, in the order of the input's fields. */
  public List<Problem> problems() {
    return problems;
  }
}
