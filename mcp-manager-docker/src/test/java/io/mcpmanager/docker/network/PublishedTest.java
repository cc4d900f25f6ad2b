package io.mcpmanager.docker.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.model.ExposedPort;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.PortBinding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublishedTest {

  private static final ContainerLaunch LAUNCH = ContainerLaunch.of("image")
      .withNetwork(ContainerNetwork.DEFAULT.withPorts(
          List.of(PortBinding.loopback(80, 8080), new PortBinding(81, 9090, "10.0.0.9"))))
      .withEndpoint(new ContainerEndpoint(90, "/mcp"));

  @Test
  void givenDeclaredPorts_whenPublished_thenAtTheAddressesTheyName() {
    Published published = Published.declared(LAUNCH);

    assertThat(published.exposed()).containsExactly(ExposedPort.tcp(80), ExposedPort.tcp(81));
    assertThat(published.ports().getBindings().get(ExposedPort.tcp(80))[0].toString())
        .isEqualTo("127.0.0.1:8080");
    assertThat(published.ports().getBindings().get(ExposedPort.tcp(81))[0].toString())
        .isEqualTo("10.0.0.9:9090");
  }

  @Test
  void givenAnEndpointThatIsNotDeclared_whenPublished_thenAtAFreeLoopbackPort() {
    var binding = Published.withEndpoint(LAUNCH).ports().getBindings().get(ExposedPort.tcp(90))[0];

    assertThat(binding.getHostIp()).isEqualTo("127.0.0.1");
    assertThat(binding.getHostPortSpec()).isEmpty();
  }

  @Test
  void givenAnEndpointThatIsDeclared_whenPublished_thenOnlyThere() {
    ContainerLaunch declared = LAUNCH.withEndpoint(new ContainerEndpoint(80, "/mcp"));

    assertThat(Published.withEndpoint(declared).ports().getBindings().get(ExposedPort.tcp(80)))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "driver failed programming external connectivity on endpoint x (0123): Bind for 127.0.0.1:8080 failed: port is"
            + " already allocated",
        "driver failed programming external connectivity on endpoint x (0123): Error starting userland proxy: listen"
            + " tcp4 127.0.0.1:8080: bind: address already in use",
        "driver failed programming external connectivity on endpoint x: failed to bind host port for"
            + " 127.0.0.1:8080:172.18.0.2:80/tcp: address already in use",
        "rootlessport listen tcp 127.0.0.1:8080: bind: address already in use"
      })
  void givenATakenPort_whenExplained_thenItIsNamed(String said) {
    var thrown = new InternalServerErrorException("{\"message\":\"" + said + "\"}");

    assertThat(Published.declared(LAUNCH).explain(thrown).orElseThrow())
        .hasMessage(
            "network.ports[0]: port 8080 of 127.0.0.1 on the engine's machine is taken; stop what"
                + " listens there or choose another")
        .hasCause(thrown);
  }

  @Test
  void givenAnAddressOfNobody_whenExplained_thenItIsNamed() {
    var thrown = new InternalServerErrorException(
        "Error starting userland proxy: listen tcp4 10.0.0.9:9090: bind: cannot assign requested address");

    assertThat(Published.declared(LAUNCH).explain(thrown).orElseThrow())
        .hasMessage("network.ports[1]: 10.0.0.9 is no address of the engine's machine");
  }

  @Test
  void givenAnotherFault_whenExplained_thenItIsNotAboutPorts() {
    assertThat(
            Published.declared(LAUNCH).explain(new InternalServerErrorException("no space left")))
        .isEmpty();
  }
}
