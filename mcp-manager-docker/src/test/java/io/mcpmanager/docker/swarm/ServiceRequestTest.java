package io.mcpmanager.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.api.server.ContainerEndpoint;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.api.server.ServicePlacement;
import io.mcpmanager.docker.ownership.Ownership;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServiceRequestTest {

  private static final Ownership OWNER = new Ownership(
      "manager", ServerId.of("one"), 3, "0198c0de-0000-7000-8000-0123456789ab", "hash");
  private static final ContainerLaunch LAUNCH = ContainerLaunch.of("mcp/time:1", "serve")
      .withNetwork(ContainerNetwork.DEFAULT)
      .withEndpoint(new ContainerEndpoint(8080, "/mcp"))
      .withService(new ServicePlacement(2, List.of("node.role==worker")));
  private static final Swarm.Membership MEMBER = new Swarm.Membership("node", true, false);

  @Test
  void givenNothingSaid_whenMadeARequest_thenEverythingIsClosed() {
    JsonNode body = body(LAUNCH, Optional.empty());

    JsonNode task = body.path("TaskTemplate");
    JsonNode container = task.path("ContainerSpec");
    assertThat(container.path("ReadOnly").asBoolean()).isTrue();
    assertThat(container.path("CapabilityDrop")).hasToString("[\"ALL\"]");
    assertThat(container.path("CapabilityAdd")).isEmpty();
    assertThat(container.path("Privileges").path("NoNewPrivileges").asBoolean()).isTrue();
    assertThat(container.path("Mounts"))
        .hasToString("[{\"Type\":\"tmpfs\",\"Target\":\"/tmp\","
            + "\"TmpfsOptions\":{\"SizeBytes\":67108864,\"Mode\":1023}}]");
    assertThat(task.path("Resources").path("Limits"))
        .hasToString("{\"NanoCPUs\":1000000000,\"MemoryBytes\":536870912,\"Pids\":256}");
    assertThat(body.path("EndpointSpec"))
        .hasToString("{\"Mode\":\"dnsrr\",\"Ports\":[{\"Protocol\":\"tcp\",\"TargetPort\":8080,"
            + "\"PublishMode\":\"host\"}]}");
    assertThat(task.path("Placement").path("Constraints")).hasToString("[\"node.role==worker\"]");
    assertThat(task.path("Networks").path(0).path("Target").asText())
        .isEqualTo(ServiceRequest.networkName(OWNER));
  }

  @Test
  void givenOneReplica_whenMadeARequest_thenTheClusterNeverRestartsIt() {
    ContainerLaunch single = LAUNCH.withService(new ServicePlacement(1, List.of()));

    assertThat(restarts(single)).isEqualTo("none");
    assertThat(restarts(LAUNCH)).isEqualTo("any");
  }

  @Test
  void givenLabelsOfItsOwn_whenMadeARequest_thenOursAndTheClustersCanNotBeClaimed() {
    JsonNode body = body(
        new ContainerLaunch(
            LAUNCH.image(),
            LAUNCH.entrypoint(),
            LAUNCH.arguments(),
            LAUNCH.environment(),
            null,
            LAUNCH.endpoint(),
            LAUNCH.pull(),
            LAUNCH.mounts(),
            LAUNCH.network(),
            LAUNCH.limits(),
            LAUNCH.security(),
            null,
            Map.of("team", "a", "Com.Docker.swarm.service.id", "x", "io.mcpmanager.token", "x"),
            LAUNCH.service()),
        Optional.empty());

    assertThat(body.path("Labels").path("team").asText()).isEqualTo("a");
    assertThat(body.path("Labels").path("io.mcpmanager.token").asText()).isEqualTo(OWNER.token());
    assertThat(body.path("Labels").has("Com.Docker.swarm.service.id")).isFalse();
  }

  @Test
  void
      givenImageThatWasFetched_whenMadeARequest_thenNodesTakeExactlyThatOneAndItsVolumesStayShut() {
    var image = new Swarm.Image("sha256:1", "sha256:" + "a".repeat(64), List.of("/data", "/tmp/"));

    JsonNode container =
        body(LAUNCH, Optional.of(image)).path("TaskTemplate").path("ContainerSpec");

    assertThat(container.path("Image").asText()).isEqualTo("mcp/time:1@sha256:" + "a".repeat(64));
    assertThat(container.path("Mounts").path(1))
        .hasToString("{\"Type\":\"tmpfs\",\"Target\":\"/data\",\"ReadOnly\":true}");
    assertThat(container.path("Mounts")).hasSize(2);
  }

  @Test
  void givenWhatIsLoosened_whenMadeARequest_thenItIs() {
    ContainerLaunch launch = LAUNCH
        .withMounts(List.of(new ContainerMount("/srv", "/srv", false)))
        .withNetwork(ContainerNetwork.named("shared"))
        .withSecurity(
            new ContainerSecurity(false, Map.of(), Set.of("NET_BIND_SERVICE"), false, "1000:1000"));
    var request = new ServiceRequest(launch, launch.placement().orElseThrow(), OWNER, "time");

    JsonNode container = request.body(Optional.empty()).path("TaskTemplate").path("ContainerSpec");

    assertThat(container.path("ReadOnly").asBoolean()).isFalse();
    assertThat(container.path("CapabilityAdd")).hasToString("[\"NET_BIND_SERVICE\"]");
    assertThat(container.path("Privileges").path("NoNewPrivileges").asBoolean()).isFalse();
    assertThat(container.path("User").asText()).isEqualTo("1000:1000");
    assertThat(container.path("Mounts"))
        .hasToString(
            "[{\"Type\":\"bind\",\"Source\":\"/srv\",\"Target\":\"/srv\",\"ReadOnly\":false}]");
    assertThat(request.needsNetwork()).isFalse();
    assertThat(request.network()).isEqualTo("shared");
  }

  @Test
  void givenAnyName_whenMadeTheNameOfAService_thenItIsOneThatClustersTake() {
    for (String name : List.of("time", "Ein langer Name mit Umlauten äöü und mehr", "---", "日本")) {
      String made =
          new ServiceRequest(LAUNCH, LAUNCH.placement().orElseThrow(), OWNER, name).name();

      assertThat(made).matches("[a-zA-Z0-9]+(?:[a-zA-Z0-9-]*[a-zA-Z0-9])?").hasSizeLessThan(64);
    }
  }

  @Test
  void givenEngineThatSkipsWhatItDoesNotKnow_whenTheServiceIsRead_thenWhatIsMissingIsTold()
      throws Exception {
    ContainerLaunch launch = LAUNCH
        .withNetwork(ContainerNetwork.allowing("example.com"))
        .withPull(ImagePull.of(ImagePull.Policy.NEVER));
    var request = new ServiceRequest(launch, launch.placement().orElseThrow(), OWNER, "time");

    assertThat(request.notEnforced(made("{\"Privileges\":{\"CredentialSpec\":null}}"), MEMBER))
        .containsExactly("security.noNewPrivileges", "network.allowedHosts", "pull.policy");
    assertThat(request.notEnforced(made("{\"Privileges\":{\"NoNewPrivileges\":true}}"), MEMBER))
        .containsExactly("network.allowedHosts", "pull.policy");
    assertThat(request.notEnforced(made("{}"), new Swarm.Membership("node", true, true)))
        .doesNotContain("security.noNewPrivileges");
  }

  private static Swarm.Service made(String container) throws Exception {
    JsonNode spec =
        new ObjectMapper().readTree("{\"TaskTemplate\":{\"ContainerSpec\":" + container + "}}");
    return new Swarm.Service("id", "name", Map.of(), spec);
  }

  private static String restarts(ContainerLaunch launch) {
    return body(launch, Optional.empty())
        .path("TaskTemplate")
        .path("RestartPolicy")
        .path("Condition")
        .asText();
  }

  private static JsonNode body(ContainerLaunch launch, Optional<Swarm.Image> image) {
    return new ServiceRequest(launch, launch.placement().orElseThrow(), OWNER, "time").body(image);
  }
}
