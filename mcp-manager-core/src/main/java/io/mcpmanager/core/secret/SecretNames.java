package io.mcpmanager.core.secret;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What names and values may be. */
final class SecretNames {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,63}");
  private static final int MAX_DESCRIPTION = 1000;

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Refuses what is wrong, all at once; never quotes a value. */
  static void check(String name, SecretValue value, String description) {
    var problems = new ArrayList<Problem>();
    if (!isName(name)) {
      problems.add(new Problem(
          "name",
          "must have 1 to 64 characters from a-z A-Z 0-9 . _ - and start with a letter or _",
          Problem.Code.INVALID_FORMAT));
    }
    check(value, problems);
    if (description.length() > MAX_DESCRIPTION) {
      problems.add(new Problem(
          "description",
          "must have at most " + MAX_DESCRIPTION + " characters",
          Problem.Code.OUT_OF_RANGE));
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
  }

  private static void check(SecretValue value, List<Problem> problems) {
    String text = value.reveal();
    if (text.isEmpty()) {
      problems.add(new Problem("value", "must not be empty", Problem.Code.REQUIRED));
    } else if (text.length() > Secrets.MAX_LENGTH) {
      problems.add(new Problem(
          "value",
          "must have at most " + Secrets.MAX_LENGTH + " characters",
          Problem.Code.OUT_OF_RANGE));
    } else if (text.indexOf('\0') >= 0) {
      problems.add(
          new Problem("value", "must not contain a NUL character", Problem.Code.INVALID_FORMAT));
    }
  }

  private SecretNames() {}
}
