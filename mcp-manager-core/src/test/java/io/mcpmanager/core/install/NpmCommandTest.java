package io.mcpmanager.core.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.server.ProcessLaunch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which launches are understood, and as what. */
final class NpmCommandTest {

  @Test
  void givenNpxWithAPackage_whenRead_thenItsOwnProgramRunsWithTheArguments() {
    assertThat(read("npx -y @scope/server-files@1.2.3 /tmp --verbose"))
        .contains(new NpmCommand(
            "npm", List.of("@scope/server-files@1.2.3"), null, List.of("/tmp", "--verbose")));
    assertThat(read("npx some.server").orElseThrow().packageName()).isEqualTo("some.server");
    assertThat(read("npx -y @scope/name@^1.0.0").orElseThrow().packageName())
        .isEqualTo("@scope/name");
  }

  @Test
  void givenNpxWithNamedPackages_whenRead_thenTheProgramIsTheFirstWord() {
    assertThat(read("npx --yes -p one@1 --package=two serve -p 3"))
        .contains(new NpmCommand("npm", List.of("one@1", "two"), "serve", List.of("-p", "3")));
  }

  @Test
  void givenNpmExec_whenRead_thenItIsTheSame() {
    assertThat(read("npm exec --yes -- server-files /tmp"))
        .contains(new NpmCommand("npm", List.of("server-files"), null, List.of("/tmp")));
    assertThat(read("npm x --package=one -- two"))
        .contains(new NpmCommand("npm", List.of("one"), "two", List.of()));
  }

  @Test
  void givenAPathToNpx_whenRead_thenTheNpmBesideItIsMeant() {
    assertThat(read("/opt/node/bin/npx one").orElseThrow().npm()).isEqualTo("/opt/node/bin/npm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node server.js",
        "npx",
        "npx -y",
        "npx -c one",
        "npx --registry=x one",
        "npx --package",
        "npx ./folder",
        "npx github:user/repo",
        "npx file:../one",
        "npx git+ssh://host/repo",
        "npx one@npm:two",
        "npx --package=one ../two",
        "npm install one",
        "npm exec",
        "mynpx one"
      })
  void givenSomethingElse_whenRead_thenItIsLeftToItself(String words) {
    assertThat(read(words)).isEmpty();
  }

  private static Optional<NpmCommand> read(String words) {
    return NpmCommand.of(ProcessLaunch.of(List.of(words.split(" "))));
  }
}
