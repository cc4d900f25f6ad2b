package io.mcpmanager.core.policy;

import com.networknt.schema.ExecutionContext;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;

/**
 * What one check against a schema may cost. Schemas come from servers and values from clients, and together they can be
 * made to take for ever: by references that fan out, or by expressions that go back over a text again and again. Belongs to
 * one thread.
 */
final class Budget extends ExecutionContext {

  /** Most steps through the schema. */
  static final int STEPS = 100_000;

  /** Deepest way through the schema. */
  static final int DEPTH = 500;

  /** Most looks at characters by regular expressions: some tens of milliseconds. */
  static final int LOOKS = 5_000_000;

  private int steps;
  private int depth;
  private int looks;

  /** A text at which expressions look within this budget. */
  CharSequence of(CharSequence text) {
    return new Looked(text);
  }

  @Override
  public void evaluationPathAddLast(String name) {
    step();
    super.evaluationPathAddLast(name);
  }

  @Override
  public void evaluationPathAddLast(int index) {
    step();
    super.evaluationPathAddLast(index);
  }

  @Override
  public void evaluationPathRemoveLast() {
    depth--;
    super.evaluationPathRemoveLast();
  }

  private void step() {
    steps++;
    depth++;
    if (steps > STEPS || depth > DEPTH) {
      throw spent();
    }
  }

  private static McpManagerException spent() {
    return new McpManagerException(
        ErrorCode.LIMIT_REACHED, "the check takes more than it may: the schema is too intricate");
  }

  private final class Looked implements CharSequence {

    private final CharSequence text;

    Looked(CharSequence text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      looks++;
      if (looks > LOOKS) {
        throw spent();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Looked(text.subSequence(start, end));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
