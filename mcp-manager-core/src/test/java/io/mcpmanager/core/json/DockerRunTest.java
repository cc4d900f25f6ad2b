package io.mcpmanager.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ContainerLimits;
import io.mcpmanager.api.server.ContainerMount;
import io.mcpmanager.api.server.ContainerNetwork;
import io.mcpmanager.api.server.ContainerSecurity;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.PortBinding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerRunTest {

  private static final ContainerLaunch PLAIN =
      ContainerLaunch.of("mcp/fetch").withNetwork(ContainerNetwork.DEFAULT);

  @Test
  void givenTheUsualCommand_whenRead_thenItIsASafeContainerWithANetwork() {
    ContainerLaunch launch = read("run -i --rm mcp/fetch --verbose -x");

    assertThat(launch)
        .isEqualTo(ContainerLaunch.of("mcp/fetch", "--verbose", "-x")
            .withNetwork(ContainerNetwork.DEFAULT));
    assertThat(launch.loosened()).containsExactly("network.mode");
  }

  static Stream<Arguments> options() {
    return Stream.of(
        arguments("--init --name fetch -q --read-only --cap-drop ALL --cap-drop=CHOWN", PLAIN),
        arguments("--security-opt no-new-privileges --security-opt=no-new-privileges:true", PLAIN),
        arguments("--network none", PLAIN.withNetwork(ContainerNetwork.NONE)),
        arguments("--net=bridge", PLAIN),
        arguments("--network back-end", PLAIN.withNetwork(ContainerNetwork.named("back-end"))),
        arguments("--pull always", PLAIN.withPull(ImagePull.of(ImagePull.Policy.ALWAYS))),
        arguments(
            "-m 256m --cpus=.5 --pids-limit 64",
            PLAIN.withLimits(new ContainerLimits(256L << 20, 0.5, 64))),
        arguments(
            "-v /a:/b -v=vol:/c:ro --volume C:\\d:/d:rw --mount type=bind,src=/e,dst=/e,readonly",
            PLAIN.withMounts(List.of(
                new ContainerMount("/a", "/b", false),
                new ContainerMount("vol", "/c", true),
                new ContainerMount("C:\\d", "/d", false),
                new ContainerMount("/e", "/e", true)))),
        arguments(
            "--mount type=volume,source=v,target=/v",
            PLAIN.withMounts(List.of(new ContainerMount("v", "/v", false)))),
        arguments(
            "-p 80 -p 8080:80/tcp --publish 0.0.0.0:1:2 -p [::1]:3:4 -p 127.0.0.1::5",
            PLAIN.withNetwork(ContainerNetwork.DEFAULT.withPorts(List.of(
                PortBinding.loopback(80, 0),
                PortBinding.loopback(80, 8080),
                new PortBinding(2, 1, "0.0.0.0"),
                new PortBinding(4, 3, "::1"),
                PortBinding.loopback(5, 0))))),
        arguments(
            "-u 1000:1000 --cap-add cap_chown --cap-add=NET_RAW --tmpfs /run --tmpfs /x:size=1m",
            PLAIN.withSecurity(new ContainerSecurity(
                true,
                Map.of("/tmp", 64L << 20, "/run", 64L << 20, "/x", 1L << 20),
                Set.of("CHOWN", "NET_RAW"),
                true,
                "1000:1000"))),
        arguments(
            "-e A=b=c -eD=e -e=F= -e TOKEN -e HOME -e NOWHERE --env GIVEN",
            PLAIN.withEnvironment(Map.of(
                "A", "b=c", "D", "e", "F", "", "TOKEN", "own", "HOME", "/home/ada", "GIVEN", "g"))),
        arguments(
            "-w /app --entrypoint /bin/x -l a=b --label c=d --add-host db:10.0.0.1 --add-host=e=::1",
            new ContainerLaunch(
                "mcp/fetch",
                List.of("/bin/x"),
                List.of(),
                Map.of(),
                "/app",
                null,
                ImagePull.DEFAULT,
                List.of(),
                new ContainerNetwork(
                    ContainerNetwork.Mode.DEFAULT,
                    null,
                    List.of(),
                    List.of(),
                    Map.of("db", "10.0.0.1", "e", "::1")),
                ContainerLimits.DEFAULT,
                ContainerSecurity.DEFAULT,
                null,
                Map.of("a", "b", "c", "d"),
                null)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void givenOptions_whenRead_thenTheContainerSaysTheSame(String options, ContainerLaunch expected) {
    assertThat(read("run -i --rm " + options + " mcp/fetch")).isEqualTo(expected);
  }

  @Test
  void givenItsOtherNames_whenAsked_thenItIsKnown() {
    assertThat(DockerRun.is("docker", List.of("run", "-i", "x"))).isTrue();
    assertThat(DockerRun.is("/usr/bin/docker", List.of("container", "run"))).isTrue();
    assertThat(DockerRun.is("C:\\bin\\docker.exe", List.of("run"))).isTrue();
    assertThat(DockerRun.is("docker", List.of("--context", "x", "run"))).isFalse();
    assertThat(DockerRun.is("docker", List.of("compose", "run"))).isFalse();
    assertThat(DockerRun.is("docker", List.of())).isFalse();
    assertThat(DockerRun.is("mydocker", List.of("run"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run -it mcp/fetch | -t",
        "run -i -d mcp/fetch | -d",
        "run -i --gpus all mcp/fetch | --gpus",
        "run -i --privileged mcp/fetch | --privileged",
        "run -i --env-file s3cret mcp/fetch | --env-file",
        "run -i --network host mcp/fetch | --network host",
        "run -i --network container:x mcp/fetch | network.name",
        "run -i --pids-limit -1 mcp/fetch | limits.processes",
        "run -i --memory lots mcp/fetch | --memory",
        "run -i --cpus many mcp/fetch | --cpus",
        "run -i --pull sometimes mcp/fetch | --pull",
        "run -i --read-only=false mcp/fetch | --read-only",
        "run -i --security-opt seccomp=s3cret mcp/fetch | --security-opt",
        "run -i -v /data mcp/fetch | -v",
        "run -i -v ./s3cret:/data mcp/fetch | mounts[0].source",
        "run -i -v /a:/b:z mcp/fetch | -v",
        "run -i --mount type=tmpfs,dst=/a mcp/fetch | --mount",
        "run -i --mount type=bind,src=/a,dst=/a,bind-propagation=shared mcp/fetch | --mount",
        "run -i -p 80-90:80-90 mcp/fetch | -p",
        "run -i -p 53:53/udp mcp/fetch | -p",
        "run -i -p 1:70000 mcp/fetch | network.ports[0]",
        "run -i --tmpfs /x:noexec mcp/fetch | --tmpfs",
        "run -i --label s3cret mcp/fetch | --label",
        "run -i -e | --env without a value",
        "run -i | no image",
        "run --rm mcp/fetch | no -i",
        "run -i Mcp/Fetch | image"
      })
  void givenSomethingWithoutCounterpart_whenRead_thenItIsNamedButNotItsValue(String line) {
    String[] parts = line.split(" \\| ");

    NotUnderstoodException refusal =
        catchThrowableOfType(NotUnderstoodException.class, () -> read(parts[0]));

    assertThat(refusal).hasMessageContaining(parts[1]).hasMessageNotContaining("s3cret");
  }

  @Test
  void givenAnotherEngine_whenRead_thenItIsRefused() {
    NotUnderstoodException refusal = catchThrowableOfType(
        NotUnderstoodException.class,
        () -> DockerRun.read(
            List.of("run", "-i", "x"), Map.of("DOCKER_HOST", "tcp://x"), name -> null));

    assertThat(refusal).hasMessage("the variable DOCKER_HOST");
  }

  private static ContainerLaunch read(String words) {
    return DockerRun.read(
        List.of(words.split(" ")),
        Map.of("TOKEN", "own", "GIVEN", "g"),
        Map.of("TOKEN", "manager's", "HOME", "/home/ada")::get);
  }
}
