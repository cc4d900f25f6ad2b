package io.mcpmanager.docker.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.DockerException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.docker.transport.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LaunchFaultsTest {

  private static String explained(int status, String message) {
    var refusal = new DockerException("{\"message\":\"" + message + "\"}", status);
    return LaunchFaults.explain(refusal, ContainerLaunch.of("img:1"), "started").getMessage();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      404 | No such image: img:1 | the image img:1 is not there
      400 | invalid mount config for type 'bind': bind source path does not exist: /data/x | the mount's source /data/x does not exist on the engine's machine
      500 | driver failed programming external connectivity on endpoint e: Bind for 127.0.0.1:80 failed: port is already allocated | the port 127.0.0.1:80 of the engine's machine is taken
      500 | Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use | the port 0.0.0.0:80 of the engine's machine is taken
      500 | mkdir /var/lib/docker/overlay2/x: no space left on device | the engine's machine has no space left: mkdir /var/lib/docker/overlay2/x: no space left on device
      400 | OCI runtime create failed: exec: \\"nope\\": executable file not found in $PATH: unknown | the image can't run the command 'nope': executable file not found in $PATH
      400 | unable to find user bob: no matching entries in passwd file | the image has no user or group bob
      403 | authorization denied by plugin p: no | the engine does not permit the container to be started: authorization denied by plugin p: no
      500 | something else | the container could not be started: something else
      """)
  void givenARefusal_whenExplained_thenItSaysWhatIsWrong(
      int status, String message, String expected) {
    assertThat(explained(status, message)).isEqualTo(expected);
  }

  @Test
  void givenAnImageThatMustNotBePulled_whenItIsAbsent_thenThatIsSaid() {
    var launch = ContainerLaunch.of("img:1").withPull(ImagePull.of(ImagePull.Policy.NEVER));

    assertThat(LaunchFaults.absent(launch)).contains("never to be pulled");
  }

  @Test
  void givenAnEngineThatIsAway_whenExplained_thenThatIsTheReasonAndNoMore() {
    var away =
        new EngineException(EngineException.Fault.ABSENT, "nobody is there", "Start it.", null);

    assertThat(LaunchFaults.explain(away, ContainerLaunch.of("img:1"), "created"))
        .hasMessage("nobody is there");
  }
}
