package io.mcpmanager.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.api.error.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServicePlacementTest {

  private static final ContainerLaunch SERVER = ContainerLaunch.of("mcp/time")
      .withNetwork(ContainerNetwork.DEFAULT)
      .withEndpoint(new ContainerEndpoint(8080, "/mcp"));

  @Test
  void givenService_whenChecked_thenItIsFine() {
    ContainerLaunch launch =
        SERVER.withService(new ServicePlacement(2, List.of("node.role==worker", "node.id != a")));

    assertThat(launch.problems()).isEmpty();
    assertThat(launch.placement()).isPresent();
  }

  @Test
  void givenServiceWithoutEndpoint_whenChecked_thenThatIsTheProblem() {
    ContainerLaunch launch =
        ContainerLaunch.of("mcp/time").withService(new ServicePlacement(1, List.of()));

    assertThat(launch.problems()).extracting(Problem::field).containsExactly("endpoint");
  }

  @Test
  void givenNoReplicasAndAConstraintWithoutValue_whenChecked_thenBothAreProblems() {
    ContainerLaunch launch = SERVER.withService(new ServicePlacement(0, List.of("node.role")));

    assertThat(launch.problems())
        .extracting(Problem::field)
        .containsExactly("service.replicas", "service.constraints[0]");
  }

  @Test
  void givenService_whenAskedWhatIsLoosened_thenThatItsPortIsOpenOnItsNodesIsNamed() {
    ContainerLaunch launch = SERVER.withService(new ServicePlacement(1, List.of()));

    assertThat(launch.loosened()).containsExactly("network.mode", "service");
  }
}
