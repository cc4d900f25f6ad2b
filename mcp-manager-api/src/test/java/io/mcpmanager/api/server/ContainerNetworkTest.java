package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerNetworkTest {

  private static List<Problem> problems(ContainerNetwork network) {
    return ContainerLaunch.of("image").withNetwork(network).problems();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.com", "*.example.com", "example.com:8443", "10.0.0.5:80", "*.a.b:65535"})
  void givenAnAllowedHost_whenItHasTheRightForm_thenItIsTaken(String host) {
    assertThat(problems(ContainerNetwork.allowing(host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.",
        "",
        "a.*.b",
        "example.com:0",
        "example.com:65536",
        "example.com:",
        "https://example.com",
        "a b",
        "a/b",
        "[::1]:80",
        "example.com:99999"
      })
  void givenAnAllowedHost_whenItHasNot_thenThatIsAProblem(String host) {
    assertThat(problems(ContainerNetwork.allowing(host)))
        .extracting(Problem::field)
        .containsExactly("network.allowedHosts[0]");
  }

  @Test
  void givenAllowedHosts_whenAllIsOpenAnyway_thenThatIsAProblem() {
    var network = new ContainerNetwork(
        ContainerNetwork.Mode.NAMED, "net", List.of("example.com"), List.of(), Map.of());

    assertThat(problems(network))
        .extracting(Problem::field)
        .containsExactly("network.allowedHosts");
  }
}
