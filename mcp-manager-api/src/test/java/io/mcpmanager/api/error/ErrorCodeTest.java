package io.mcpmanager.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.GoldenFile;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ErrorCodeTest {

  @Test
  void givenErrorCodes_whenComparedWithThePublishedOnes_thenNoneIsMissingRenamedOrMoved() {
    assertThat(Arrays.stream(ErrorCode.values()).map(code -> code + " " + code.category()))
        .as("Error codes are a promise to callers. A new code: add the line 'NAME CATEGORY' to"
            + " error-codes.txt. Never change or remove a line that is there.")
        .containsExactlyInAnyOrderElementsOf(
            GoldenFile.lines(ErrorCodeTest.class, "error-codes.txt"));
  }
}
